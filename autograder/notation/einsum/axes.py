"""The axes of an einsum string's operands, against those of the right one: which are one index, and which stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from autograder.notation.einsum.parsing import Einsum
from autograder.notation.signature import Argument


@dataclass(frozen=True)
class Axis:
    """One axis of an operand, with the letter it has in the answer and the one it has in the right string."""

    operand: str
    dimension: str
    yours: str
    right: str

    def __str__(self) -> str:
        return f"{self.dimension} of {self.operand}"


def axes_of(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> list[Axis]:
    """Every axis of the operands with its two letters."""
    places = ((operand.name, dimension) for operand in operands for dimension in operand.shape)
    return [Axis(*place, *letters) for place, *letters in zip(places, yours.letters, right.letters, strict=True)]


def splits(axes: Sequence[Axis]) -> list[tuple[Axis, Axis]]:
    """Pairs of axes that share an index, and have two letters."""
    return [(a, b) for a, b in combinations(axes, 2) if a.right == b.right and a.yours != b.yours]


def merges(axes: Sequence[Axis]) -> list[tuple[Axis, Axis]]:
    """Pairs of axes with one letter, that do not share an index."""
    return [(a, b) for a, b in combinations(axes, 2) if a.yours == b.yours and a.right != b.right]


def missing(axes: Sequence[Axis], yours: Einsum, right: Einsum) -> list[Axis]:
    """The axes whose index must stay, and does not under any letter."""
    present = {axis.right for axis in axes if axis.yours in yours.result}
    return [axis for axis in axes if axis.right in right.result and axis.right not in present]
