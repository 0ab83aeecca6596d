"""Einsum strings, judged by meaning.

A string is parsed, never run as it stands. It means the same as another when both give the same tensor for the same
operands, taken in the order given, at pairwise distinct sizes: any names of the indices will do, and what holds by the
symmetry of δ holds here too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from autograder.derivatives import Array, signed_directions
from autograder.signature import Argument

STRING = re.compile(r"[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?")
LONGEST = 200
IDENTITY = "δ"


@dataclass(frozen=True)
class Einsum:
    """A parsed string: the letters of each operand, and of the result."""

    operands: tuple[str, ...]
    result: str

    def of(self, arrays: Sequence[Array]) -> Array:
        """The contraction of these operands."""
        return np.asarray(np.einsum(str(self), *arrays))

    def __str__(self) -> str:
        return f"{','.join(self.operands)}->{self.result}"


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a string: the slug, what happened, what to do next."""

    slug: str
    sentence: str
    next_step: str


def parse(string: str) -> Einsum:
    """Parses a string such as "ij,jk->ik". Without an arrow the letters that stand once are the result, in order.

    Raises ValueError, in words, when it is not an einsum string.
    """
    if len(string) > LONGEST:
        raise ValueError(f"it has {len(string)} characters; an einsum string needs a dozen")
    compact = re.sub(r"\s+", "", string)
    if not STRING.fullmatch(compact):
        odd = next((sign for sign in compact if not re.match(r"[A-Za-z,>\-]", sign)), None)
        reason = (
            f"{odd!r} does not belong in an einsum string"
            if odd
            else "the arrow '->' must stand once, after the operands"
        )
        raise ValueError(reason)
    left, arrow, result = compact.partition("->")
    if not arrow:
        result = "".join(sorted(letter for letter in set(left) - {","} if left.count(letter) == 1))
    for letter in result:
        if letter not in left:
            raise ValueError(f"{letter!r} stands after the arrow but in no operand")
        if result.count(letter) > 1:
            raise ValueError(f"{letter!r} stands twice after the arrow")
    return Einsum(tuple(left.split(",")), result)


def judge_einsum(string: object, meaning: str, operands: Sequence[Argument]) -> Complaint | None:
    """None when the string means what `meaning` does for these operands, else the complaint."""
    if not isinstance(string, str):
        return Complaint(
            "wrong_type",
            f"it returns {type(string).__name__}, not a string such as 'ij,jk->ik'.",
            "Return the string itself, in quotes.",
        )
    try:
        yours = parse(string)
    except ValueError as error:
        return Complaint(
            "einsum_syntax",
            f"{string[:60]!r} does not parse: {error}.",
            "Letters, commas between operands, then -> and the result's letters.",
        )
    return _misfit(yours, operands) or _difference(yours, parse(meaning), operands)


def _misfit(yours: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether the string does not even conform to the operands' shapes."""
    names = ", ".join(operand.name for operand in operands)
    if len(yours.operands) != len(operands):
        return Complaint(
            "einsum_syntax",
            f"it has {len(yours.operands)} operands; {len(operands)} are given: {names}.",
            "Keep the operands in the order given.",
        )
    owner: dict[str, tuple[str, str]] = {}
    for operand, letters in zip(operands, yours.operands, strict=True):
        shape = f"{operand.name} is ({', '.join(operand.shape)})"
        if len(letters) != len(operand.shape):
            return Complaint(
                "einsum_syntax",
                f"{shape}, so it needs {len(operand.shape)} letters, and has {letters!r}.",
                "One letter for each axis.",
            )
        for letter, dimension in zip(letters, operand.shape, strict=True):
            first, size = owner.setdefault(letter, (operand.name, dimension))
            if size != dimension:
                return Complaint(
                    "einsum_syntax",
                    f"operands' sizes: {shape}, so {letter!r} would be {dimension} there, and it is {size} in {first}.",
                    "A letter has one size: choose the letters of each operand by its shape.",
                )
    return None


def _difference(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether the two mean different tensors, and how."""
    arrays = _sample(operands)
    target, found = right.of(arrays), yours.of(arrays)
    if _equal(found, target):
        return None
    if found.ndim < target.ndim:
        letters = dict.fromkeys("".join(yours.operands))
        summed = ", ".join(letter for letter in letters if letter not in yours.result)
        return Complaint(
            "over_sum",
            f"the result has {found.ndim} axes where {target.ndim} are asked for: you summed over {summed}, "
            "and an index that must stay is among them.",
            "Only an index that the result does not have is summed.",
        )
    if found.ndim > target.ndim:
        return Complaint(
            "missing_sum",
            f"the result has {found.ndim} axes where {target.ndim} are asked for: an index is left over.",
            "Leave the summed index out after the arrow.",
        )
    if any(_equal(found.transpose(order), target) for order in permutations(range(found.ndim))):
        return Complaint(
            "permuted_axes" if target.ndim > 2 else "transposed",
            f"the right indices are summed, but the result's axes come in the order {yours.result!r}.",
            "Order the letters after the arrow as the result's shape asks.",
        )
    return Complaint(
        "wrong_operand",
        f"'{yours}' means another tensor: a letter is shared by axes that do not belong together, "
        "or not shared by axes that do.",
        "Name the axes from the index formula: equal letter, equal index.",
    )


def _sample(operands: Sequence[Argument]) -> list[Array]:
    """Random operands at pairwise distinct sizes; δ is the identity."""
    rng = np.random.default_rng(0)
    names = dict.fromkeys(dimension for operand in operands for dimension in operand.shape)
    sizes = {name: 3 + position for position, name in enumerate(names)}
    shapes = [tuple(sizes[dimension] for dimension in operand.shape) for operand in operands]
    return [
        np.eye(shape[0]) if operand.name == IDENTITY else signed_directions(rng, shape)
        for operand, shape in zip(operands, shapes, strict=True)
    ]


def _equal(a: Array, b: Array) -> bool:
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-9, atol=1e-9))
