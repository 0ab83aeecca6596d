"""Tensors with named and positional axes: what a part of a line is worth, in matrix and in index notation alike.

A tensor has named axes, one for each free index (X_cj has the axes c and j), and then positional ones (X has two). One
operation serves all products: axes of the same name are matched; "·" contracts the last positional axis of the left
with the first of the right, ":" the last two with the first two, "⊙" pairs them all and contracts none. Shapes are
checked by the names of the dimensions, so that what conforms only by accident of the sizes does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from string import ascii_letters

import numpy as np

from autograder.notation.functions.rules import ONE
from autograder.notation.syntax.complaints import NotationError
from autograder.numerics.arrays import Array

# Pairs of entries in one product, some milliseconds of work: the right derivations of the tests need up to 20,736.
MOST_PAIRS = 1_000_000
# Of the largest entry: right steps of the tests differ by at most 5e-16 of it, wrong ones by a half or more.
TOLERANCE = 1e-9
MOST_COMPARED = (
    12  # factors: among more it is not looked for the best pair, which takes the third power of their number
)
ENTRYWISE = ("⊙", "⊘")
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
    """left + sign·right, entries with any indices, A_ij + b_j; a column stretches along the rows.

    Raises NotationError where they are not alike.
    """
    if not left.shape and not right.shape and left.letters != right.letters:
        letters = "".join(sorted({*left.letters, *right.letters}))
        left, right = (_spread(tensor, letters) for tensor in (left, right))
    shape = stretched(left.shape, right.shape)
    if left.letters != right.letters or shape is None:
        number_and_matrix = not left.letters and not right.letters and () in (left.shape, right.shape)
        advice = "For a number in every entry write it before 𝟏, or ones." if number_and_matrix else ""
        raise NotationError(f"these cannot be added: {left} and {right}", column, advice)
    return Tensor(left.array + sign * right.array, left.letters, shape)


def stretched(one: Dimensions, other: Dimensions) -> Dimensions | None:
    """The shape of two that are combined entry by entry, None where they do not fit; a side of one stretches."""
    if one == other:
        return one
    pairs = list(zip(one, other, strict=False)) if len(one) == len(other) == 2 else []
    if not pairs or any(first != second and ONE not in (first, second) for first, second in pairs):
        return None
    shape = tuple(second if first == ONE else first for first, second in pairs)
    return shape if shape in (one, other) else None


def _spread(tensor: Tensor, letters: str) -> Tensor:
    """Entries with an axis for each of these letters, of size 1 for those that they do not have."""
    axes = tuple(place for place, letter in enumerate(letters) if letter not in tensor.letters)
    return Tensor(np.expand_dims(tensor.array, axes), letters)


def divide(top: Tensor, bottom: Tensor, column: int) -> Tensor:
    """top / bottom, a number or an entry. Raises NotationError where that is a matrix, or 0."""
    if bottom.shape:
        advice = "Entry by entry a division is written ⊘; by a matrix one multiplies with its inverse."
        raise NotationError("only a number can be divided by", column, advice)
    if not np.all(bottom.array):
        raise NotationError("this divides by zero", column)
    if not bottom.letters:
        return replace(top, array=top.array / bottom.array)
    return _product(top, replace(bottom, array=1.0 / bottom.array), 0, False, NO_LETTERS, column)


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
    if operator in ENTRYWISE:
        return _entrywise(left, right, operator, summed, column)
    if operator == ":" and (len(left.shape) < 2 or len(right.shape) < 2):
        needed = "two axes on either side" if max(len(left.shape), len(right.shape)) > 2 else "two matrices"
        raise NotationError(f"the colon needs {needed}, and these are {shapes}", column)
    common = 0 if scaling else CONTRACTED[operator]
    inner, facing = left.shape[len(left.shape) - common :], right.shape[:common]
    if inner != facing:
        if operator == ":" and len(left.shape) == len(right.shape) == 2:
            raise NotationError(f"the colon needs two matrices of one shape, and these are {shapes}", column)
        sign = "':'" if operator == ":" else "the product"
        raise NotationError(f"{sign} of {shapes}: {', '.join(inner)} and {', '.join(facing)} do not meet", column)
    return _product(left, right, common, False, summed, column)


def _entrywise(left: Tensor, right: Tensor, operator: str, summed: Set[str], column: int) -> Tensor:
    """left ⊙ right or left ⊘ right; a column stretches along the rows of a matrix."""
    shape = stretched(left.shape, right.shape)
    if shape is None:
        shapes = f"{dimensions_in_words(left.shape)} and {dimensions_in_words(right.shape)}"
        raise NotationError(f"{operator} needs equal shapes, and these are {shapes}", column)
    if operator == "⊘":
        if not np.all(right.array):
            raise NotationError("this divides by zero", column)
        right = replace(right, array=1.0 / right.array)
    sizes = np.broadcast_shapes(*(each.array.shape[len(each.letters) :] for each in (left, right)))
    left, right = (
        Tensor(np.broadcast_to(each.array, each.array.shape[: len(each.letters)] + sizes), each.letters, shape)
        for each in (left, right)
    )
    return _product(left, right, 0, True, summed, column)


def product_of_entries(
    tensors: Sequence[Tensor], summed: Set[str], spend: Callable[[int], None], column: int
) -> Tensor:
    """The product of entries, summed over the letters in `summed`: each sum is done as soon as it can be.

    Of all pairs the one goes first whose product has the fewest entries, so that many letters need no large array;
    `spend` is told how many pairs of entries each takes. Raises NotationError where one is too large all the same.
    """
    numbers = [tensor for tensor in tensors if not tensor.letters]
    waiting = [tensor for tensor in tensors if tensor.letters]
    product = Tensor(np.prod([tensor.array for tensor in numbers], axis=0) if numbers else np.asarray(1.0))
    while waiting:
        pairs = [(0, 1)] if len(waiting) > MOST_COMPARED else list(combinations(range(len(waiting)), 2))
        if not pairs:
            last = waiting.pop()
            return multiply(product, sum_over("".join(set(last.letters) & summed), last), " ", NO_LETTERS, column)
        one, other = min(pairs, key=lambda pair: _entries_left(waiting, pair, summed))
        done = _only_in(waiting, (one, other), summed)
        spend(waiting[one].array.size * waiting[other].array.size)
        merged = _product(waiting[one], waiting[other], 0, False, done, column)
        waiting = [tensor for place, tensor in enumerate(waiting) if place not in (one, other)] + [merged]
    return product


def _only_in(tensors: Sequence[Tensor], pair: tuple[int, int], summed: Set[str]) -> Set[str]:
    """The letters in `summed` that stand in this pair and nowhere else."""
    elsewhere = {letter for place, tensor in enumerate(tensors) if place not in pair for letter in tensor.letters}
    return {letter for place in pair for letter in tensors[place].letters if letter in summed} - elsewhere


def _entries_left(tensors: Sequence[Tensor], pair: tuple[int, int], summed: Set[str]) -> int:
    sizes = {
        letter: size
        for place in pair
        for letter, size in zip(tensors[place].letters, tensors[place].array.shape, strict=False)
    }
    return prod(size for letter, size in sizes.items() if letter not in _only_in(tensors, pair, summed))


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
