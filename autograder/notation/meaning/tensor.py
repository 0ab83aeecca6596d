"""Tensors with named and positional axes: what a part of a line is worth, in matrix and in index notation alike.

A value has named axes, one for each free index (X_cj has the axes c and j), and then positional ones (X has two). One
operation serves all products: axes of the same name are matched; "·" contracts the last positional axis of the left
with the first of the right, ":" the last two with the first two, "⊙" pairs them all and contracts none. Shapes are
checked by the names of the dimensions, so that what conforms only by accident of the sizes does not.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from string import ascii_letters

import numpy as np

from autograder.notation.syntax.complaints import NotationError
from autograder.numerics.arrays import Array

LARGEST = 1_000_000
TOLERANCE = 1e-9
CONTRACTED = {" ": 1, "·": 1, ":": 2}
Dimensions = tuple[str, ...]
NO_LETTERS: Set[str] = frozenset()


@dataclass(frozen=True)
class Value:
    """A tensor: `array` has an axis for each letter of `named`, in alphabetical order, then one for each of `shape`.

    `shape` holds the names of the positional dimensions, such as ("N", "q").
    """

    array: Array
    named: str = ""
    shape: Dimensions = ()

    def equals(self, other: Value) -> bool:
        """Whether the two are the same tensor: same free indices, same shape, same values."""
        if (self.named, self.shape, self.array.shape) != (other.named, other.shape, other.array.shape):
            return False
        largest = max(float(np.max(np.abs(array), initial=1.0)) for array in (self.array, other.array))
        return bool(np.all(np.abs(self.array - other.array) <= TOLERANCE * largest))

    def __str__(self) -> str:
        if self.named and not self.shape:
            return f"an entry with the indices {', '.join(self.named)}"
        return in_words(self.shape) + (f" for each {', '.join(self.named)}" if self.named else "")


def in_words(shape: Dimensions) -> str:
    """A symbolic shape as a student reads it: "a number" for ()."""
    return f"({', '.join(shape)})" if shape else "a number"


def transposed(value: Value, column: int) -> Value:
    """valueᵀ. Raises NotationError for what is no matrix."""
    if len(value.shape) != 2:
        raise NotationError(f"only a matrix has a transpose, and this is {in_words(value.shape)}", column)
    return Value(np.swapaxes(value.array, -1, -2), value.named, value.shape[::-1])


def trace(value: Value, column: int) -> Value:
    """Tr(value). Raises NotationError for what is no square matrix."""
    if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
        raise NotationError(f"Tr needs a square matrix, and this is {in_words(value.shape)}", column)
    return Value(np.trace(value.array, axis1=-2, axis2=-1), value.named)


def total(value: Value) -> Value:
    """The sum of all entries."""
    positional = tuple(range(len(value.named), value.array.ndim))
    return Value(np.asarray(value.array.sum(axis=positional)), value.named)


def entry(value: Value, letters: str, summed: Set[str] = NO_LETTERS) -> Value:
    """The positional axes named by `letters`; twice takes the diagonal, and its sum if in `summed`."""
    named = "".join(sorted({*value.named, *letters} - summed))
    return Value(np.asarray(np.einsum(f"{value.named}{letters}->{named}", value.array)), named)


def sum_over(letters: str, value: Value) -> Value:
    """Σ_letters value; every letter must be named."""
    kept = "".join(letter for letter in value.named if letter not in letters)
    axes = tuple(position for position, letter in enumerate(value.named) if letter in letters)
    return Value(np.asarray(value.array.sum(axis=axes)), kept, value.shape)


def add(left: Value, right: Value, sign: float, column: int) -> Value:
    """left + sign·right. Raises NotationError where they are not alike."""
    if (left.named, left.shape) != (right.named, right.shape):
        raise NotationError(f"these cannot be added: {left} and {right}", column)
    return Value(left.array + sign * right.array, left.named, left.shape)


def multiply(left: Value, right: Value, operator: str, summed: Set[str], column: int) -> Value:
    """A product by an operator; axes named in `summed` are summed. Raises NotationError where shapes do not meet."""
    scaling = not left.shape or not right.shape
    shapes = f"{in_words(left.shape)} and {in_words(right.shape)}"
    if operator == "*" and not scaling:
        raise NotationError(
            "* is ambiguous between matrices: write ⊙ entry by entry, or nothing for the matrix product", column
        )
    if operator == "⊙" and left.shape != right.shape:
        raise NotationError(f"⊙ needs equal shapes, and these are {shapes}", column)
    if operator == ":" and (len(left.shape) < 2 or len(right.shape) < 2):
        raise NotationError(f"':' needs two matrices, and these are {shapes}", column)
    common = 0 if scaling or operator == "⊙" else CONTRACTED[operator]
    inner, facing = left.shape[len(left.shape) - common :], right.shape[:common]
    if inner != facing:
        sign = "':'" if operator == ":" else "the product"
        raise NotationError(f"{sign} of {shapes}: {', '.join(inner)} and {', '.join(facing)} do not meet", column)
    return _einsum(left, right, common, operator == "⊙", summed, column)


def _einsum(left: Value, right: Value, common: int, paired: bool, summed: Set[str], column: int) -> Value:
    """One product: `common` axes contracted, or all of them `paired`; axes named in `summed` are summed."""
    named = "".join(sorted(set(left.named) | set(right.named)))
    fresh = iter(letter for letter in ascii_letters if letter not in named)
    first = [next(fresh) for _ in left.shape]
    second = first if paired else [*first[len(first) - common :], *(next(fresh) for _ in right.shape[common:])]
    kept = "".join(letter for letter in named if letter not in summed)
    result = first if paired else [*first[: len(first) - common], *second[common:]]
    if float(left.array.size) * right.array.size > LARGEST:
        raise NotationError("there are too many indices at once to compute this", column)
    a, b = left.named + "".join(first), right.named + "".join(second)
    array = np.einsum(f"{a},{b}->{kept}{''.join(result)}", left.array, right.array)
    shape = left.shape if paired else (*left.shape[: len(first) - common], *right.shape[common:])
    return Value(np.asarray(array), kept, shape)
