"""Einsum strings: parsed into letters, never evaluated as they stand, and compared by what they compute.

What numpy gets to see is put together anew from the letters that were parsed, and only for operands drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.notation.signature import Argument
from autograder.numerics.arrays import Array, signed_directions

STRING = re.compile(r"[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?")
ARROW = re.compile(r"→|⟶|⇒|⟹|[−–]\s*>|-\s+>|—>")  # as it stands on paper; np.einsum takes none of them
SPACE = re.compile(r"[^\S ]")  # blanks np.einsum passes over, and nothing else that is white
LONGEST = 200  # characters: an answer needs a dozen, and nothing is spent on reading a longer one
SMALLEST = 3  # the first dimension's size; each further one is larger by 1, and none is 1, which would broadcast
TOLERANCE = 1e-9  # equal strings add a few hundred terms near 1 in another order; unequal ones are off by such terms
IDENTITY = "δ"
ODD = {
    ".": "write a letter for each axis, and nothing else around the string",
    "_": "the letters of an operand stand side by side, as in dj",
    "=": "the arrow is '->'",
    ";": "a comma stands between operands",
    "*": "a comma stands between operands",
    "'": "leave the inner quotes out",
    '"': "leave the inner quotes out",
}


@dataclass(frozen=True)
class Einsum:
    """A parsed string: the letters of each operand, and of the result; `arrow` is whether the result was written."""

    operands: tuple[str, ...]
    result: str
    arrow: bool = True

    @property
    def letters(self) -> str:
        """The letters of all operands, in order."""
        return "".join(self.operands)

    def of(self, arrays: Sequence[Array]) -> Array:
        """The contraction of these operands."""
        return np.asarray(np.einsum(str(self), *arrays))

    def __str__(self) -> str:
        return f"{','.join(self.operands)}->{self.result}"


def parse(string: str) -> Einsum:
    """Parses a string such as "ij,jk->ik". Without an arrow the letters that stand once are the result, in order.

    Raises ValueError, in words, when it is not an einsum string.

    >>> parse("ij,jk")
    Einsum(operands=('ij', 'jk'), result='ik', arrow=False)
    >>> parse("ij,jk->il")
    Traceback (most recent call last):
        ...
    ValueError: 'l' stands after the arrow but in no operand
    """
    if len(string) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} characters; an einsum string needs a dozen")
    if drawn := ARROW.search(string):
        raise ValueError(f"np.einsum does not know {drawn[0]!r}: from the keyboard the arrow is '->', a minus and a >")
    if SPACE.search(string.strip(" ")) and string.strip():
        raise ValueError("a line break or a tab stands in it, and np.einsum takes blanks only: write it on one line")
    compact = string.replace(" ", "")
    if not compact.strip():
        raise ValueError("it is empty")
    if not STRING.fullmatch(compact):
        raise ValueError(_misspelt(compact))
    left, arrow, result = compact.partition("->")
    if not arrow:
        result = "".join(sorted(letter for letter in set(left) - {","} if left.count(letter) == 1))
    for letter in result:
        if letter not in left:
            raise ValueError(f"{letter!r} stands after the arrow but in no operand")
        if result.count(letter) > 1:
            raise ValueError(f"{letter!r} stands twice after the arrow")
    return Einsum(tuple(left.split(",")), result, bool(arrow))


def _misspelt(compact: str) -> str:
    odd = next((sign for sign in compact if not re.match(r"[A-Za-z,>\-]", sign)), None)
    if odd is None:
        return "the arrow '->' must stand once, after the operands, and only letters after it"
    if "..." in compact:
        return "'...' is not read here: write a letter for each axis"
    return f"{odd!r} does not belong in an einsum string" + (f": {ODD[odd]}" if odd in ODD else "")


def mean_the_same(one: Einsum, other: Einsum, operands: Sequence[Argument]) -> bool:
    """Whether two strings give the same tensor for these operands, at pairwise distinct sizes."""
    arrays = _sample(operands)
    try:
        return _equal(one.of(arrays), other.of(arrays))
    except ValueError:
        return False


def _sample(operands: Sequence[Argument]) -> list[Array]:
    """Random operands at pairwise distinct sizes; δ is the identity."""
    rng = np.random.default_rng(0)
    names = dict.fromkeys(dimension for operand in operands for dimension in operand.shape)
    sizes = {name: SMALLEST + position for position, name in enumerate(names)}
    shapes = [tuple(sizes[dimension] for dimension in operand.shape) for operand in operands]
    return [
        np.eye(shape[0]) if operand.name == IDENTITY else signed_directions(rng, shape)
        for operand, shape in zip(operands, shapes, strict=True)
    ]


def _equal(a: Array, b: Array) -> bool:
    if a.shape != b.shape or not np.all(np.isfinite(a)):
        return False
    return bool(np.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE))
