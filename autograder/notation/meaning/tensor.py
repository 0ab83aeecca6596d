"""Tensors with named and positional axes: what a part of a line is worth, in matrix and in index notation alike.

A tensor has named axes, one for each free index (X_cj has the axes c and j), and then positional ones (X has two). One
operation serves all products: axes of the same name are matched; "·" contracts the last positional axis of the left
with the first of the right, ":" the last two with the first two, "⊙" pairs them all and contracts none. Shapes are
checked by the names of the dimensions, so that what conforms only by accident of the sizes does not.
"""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass, replace
from string import ascii_letters

import numpy as np

from autograder.notation.syntax.complaints import NotationError
from autograder.numerics.arrays import Array

# Pairs of entries in one product, some milliseconds of work: the right derivations of the tests need up to 20,736.
MOST_PAIRS = 1_000_000
# Of the largest entry: right steps of the tests differ by at most 5e-16 of it, wrong ones by a half or more.
TOLERANCE = 1e-9
CONTRACTED = {" ": 1, "·": 1, ":": 2}  # axes of each side that meet
Dimensions = tuple[str, ...]
NO_LETTERS: Set[str] = frozenset()


@dataclass(frozen=True)
class Tensor:
    """`array` has an axis for each of `letters`, in alphabetical order, then one for each dimension of `shape`.

    `shape` holds the names of the positional dimensions, such as ("N", "q").
    """

    array: Array
    letters: str = ""
    shape: Dimensions = ()

    def equals(self, other: Tensor) -> bool:
        """Whether the two are the same tensor: same free indices, same shape, same values, all finite."""
        if (self.letters, self.shape, self.array.shape) != (other.letters, other.shape, other.array.shape):
            return False
        largest = max(float(np.max(np.abs(array), initial=1.0)) for array in (self.array, other.array))
        gap = float(np.max(np.abs(self.array - other.array), initial=0.0))
        return gap <= TOLERANCE * largest < math.inf  # NaN is in no order, and within infinity everything is near

    def __str__(self) -> str:
        if self.letters and not self.shape:
            return f"an entry with the {'index' if len(self.letters) == 1 else 'indices'} {', '.join(self.letters)}"
        return dimensions_in_words(self.shape) + (f" for each {', '.join(self.letters)}" if self.letters else "")


def dimensions_in_words(shape: Dimensions) -> str:
    """A symbolic shape as a student reads it: "(N, q)", or "a number" for ()."""
    return f"({', '.join(shape)})" if shape else "a number"


def transposed(tensor: Tensor, column: int) -> Tensor:
    """tensorᵀ. Raises NotationError for what is no matrix."""
    if len(tensor.shape) != 2:
        raise NotationError(f"only a matrix has a transpose, and this is {dimensions_in_words(tensor.shape)}", column)
    return Tensor(np.swapaxes(tensor.array, -1, -2), tensor.letters, tensor.shape[::-1])


def trace(tensor: Tensor, column: int) -> Tensor:
    """Tr(tensor). Raises NotationError for what is no square matrix."""
    if len(tensor.shape) != 2 or tensor.shape[0] != tensor.shape[1]:
        raise NotationError(f"Tr needs a square matrix, and this is {dimensions_in_words(tensor.shape)}", column)
    return Tensor(np.trace(tensor.array, axis1=-2, axis2=-1), tensor.letters)


def total(tensor: Tensor) -> Tensor:
    """The sum of all entries."""
    positional = tuple(range(len(tensor.letters), tensor.array.ndim))
    return Tensor(np.asarray(tensor.array.sum(axis=positional)), tensor.letters)


def entry(tensor: Tensor, indices: str, summed: Set[str] = NO_LETTERS) -> Tensor:
    """The positional axes named by `indices`; twice takes the diagonal, and its sum if in `summed`."""
    letters = "".join(sorted({*tensor.letters, *indices} - summed))
    return Tensor(np.asarray(np.einsum(f"{tensor.letters}{indices}->{letters}", tensor.array)), letters)


def sum_over(letters: str, tensor: Tensor) -> Tensor:
    """Σ_letters tensor; every letter must be one of the tensor's."""
    rest = "".join(letter for letter in tensor.letters if letter not in letters)
    axes = tuple(position for position, letter in enumerate(tensor.letters) if letter in letters)
    return Tensor(np.asarray(tensor.array.sum(axis=axes)), rest, tensor.shape)


def add(left: Tensor, right: Tensor, sign: float, column: int) -> Tensor:
    """left + sign·right, entries with any indices: A_ij + b_j. Raises NotationError where they are not alike."""
    if not left.shape and not right.shape and left.letters != right.letters:
        letters = "".join(sorted({*left.letters, *right.letters}))
        left, right = (_spread(tensor, letters) for tensor in (left, right))
        return Tensor(left.array + sign * right.array, letters)
    if (left.letters, left.shape) != (right.letters, right.shape):
        raise NotationError(f"these cannot be added: {left} and {right}", column)
    return Tensor(left.array + sign * right.array, left.letters, left.shape)


def _spread(tensor: Tensor, letters: str) -> Tensor:
    """Entries with an axis for each of these letters, of size 1 for those that they do not have."""
    axes = tuple(place for place, letter in enumerate(letters) if letter not in tensor.letters)
    return Tensor(np.expand_dims(tensor.array, axes), letters)


def divide(top: Tensor, bottom: Tensor, column: int) -> Tensor:
    """top / bottom. Raises NotationError where that is no number, or 0."""
    if bottom.shape or bottom.letters:
        raise NotationError("only a number can be divided by", column)
    if not bottom.array:
        raise NotationError("this divides by zero", column)
    return replace(top, array=top.array / bottom.array)


def multiply(left: Tensor, right: Tensor, operator: str, summed: Set[str], column: int) -> Tensor:
    """A product by an operator; the letters in `summed` are summed. Raises NotationError where shapes do not meet."""
    scaling = not left.shape or not right.shape
    shapes = f"{dimensions_in_words(left.shape)} and {dimensions_in_words(right.shape)}"
    if operator == "*" and not scaling:
        raise NotationError(
            "* is ambiguous between matrices: write ⊙ entry by entry, or nothing for the matrix product",
            column,
            "Say which product it is: a blank for the matrix product, ⊙ for entry by entry.",
        )
    if operator == "⊙" and left.shape != right.shape:
        raise NotationError(f"⊙ needs equal shapes, and these are {shapes}", column)
    if operator == ":" and (len(left.shape) < 2 or len(right.shape) < 2):
        needed = "two axes on either side" if max(len(left.shape), len(right.shape)) > 2 else "two matrices"
        raise NotationError(f"the colon needs {needed}, and these are {shapes}", column)
    common = 0 if scaling or operator == "⊙" else CONTRACTED[operator]
    inner, facing = left.shape[len(left.shape) - common :], right.shape[:common]
    if inner != facing:
        if operator == ":" and len(left.shape) == len(right.shape) == 2:
            raise NotationError(f"the colon needs two matrices of one shape, and these are {shapes}", column)
        sign = "':'" if operator == ":" else "the product"
        raise NotationError(f"{sign} of {shapes}: {', '.join(inner)} and {', '.join(facing)} do not meet", column)
    return _product(left, right, common, operator == "⊙", summed, column)


def _product(left: Tensor, right: Tensor, common: int, entrywise: bool, summed: Set[str], column: int) -> Tensor:
    """One product: `common` axes contracted, or all of them paired; the letters in `summed` are summed."""
    letters = "".join(sorted(set(left.letters) | set(right.letters)))
    fresh = iter(letter for letter in ascii_letters if letter not in letters)
    first = [next(fresh) for _ in left.shape]
    second = first if entrywise else [*first[len(first) - common :], *(next(fresh) for _ in right.shape[common:])]
    rest = "".join(letter for letter in letters if letter not in summed)
    result = first if entrywise else [*first[: len(first) - common], *second[common:]]
    if float(left.array.size) * right.array.size > MOST_PAIRS:
        raise NotationError("there are too many indices at once to compute this", column)
    a, b = left.letters + "".join(first), right.letters + "".join(second)
    array = np.einsum(f"{a},{b}->{rest}{''.join(result)}", left.array, right.array)
    shape = left.shape if entrywise else (*left.shape[: len(first) - common], *right.shape[common:])
    return Tensor(np.asarray(array), rest, shape)
