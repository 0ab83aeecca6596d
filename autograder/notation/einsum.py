"""Einsum strings, judged by meaning.

A string is parsed, never run. It means the same as another one when the two give the same tensor for the same operands
in the same order, and that is the case when one is the other with its indices renamed: an index is known by the places
where it stands. δ operands (shape "p p") may be read either way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations, product

from autograder.exercise import Argument

STRING = re.compile(r"[A-Za-z]*(,[A-Za-z]*)*(->[A-Za-z]*)?")
LONGEST = 200


@dataclass(frozen=True)
class Einsum:
    """A parsed string: the letters of each operand, and of the result."""

    operands: tuple[str, ...]
    result: str

    def places(self, swapped: Sequence[bool]) -> tuple[tuple[object, ...], ...]:
        """Where each index stands, in an order free of its name; operands marked `swapped` are read backwards."""
        read = [letters[::-1] if swap else letters for letters, swap in zip(self.operands, swapped, strict=True)]
        where: dict[str, list[tuple[int, int]]] = {}
        for operand, letters in enumerate([*read, self.result]):
            for axis, letter in enumerate(letters):
                where.setdefault(letter, []).append((operand, axis))
        return tuple(sorted(tuple(places) for places in where.values()))


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
    right = parse(meaning)
    return _misfit(yours, operands) or _difference(yours, right, operands)


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
        if len(letters) != len(operand.shape):
            return Complaint(
                "einsum_syntax",
                f"{operand.name} is ({', '.join(operand.shape)}), so it needs {len(operand.shape)} letters, and has {letters!r}.",
                "One letter for each axis.",
            )
        for letter, dimension in zip(letters, operand.shape, strict=True):
            first = owner.setdefault(letter, (operand.name, dimension))
            if first[1] != dimension:
                return Complaint(
                    "einsum_syntax",
                    f"operands' sizes: {letter!r} is {first[1]} in {first[0]} but {dimension} in {operand.name}, and a letter has one size.",
                    f"{operand.name} is ({', '.join(operand.shape)}): choose its letters to go with that.",
                )
    return None


def _difference(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether the two mean different tensors, and how."""
    may_swap = [
        len(operand.shape) == 2 and operand.shape[0] == operand.shape[1] and operand.name == "δ" for operand in operands
    ]
    target = right.places([False] * len(operands))
    readings = list(product(*([False, True] if may else [False] for may in may_swap)))
    if any(yours.places(swapped) == target for swapped in readings):
        return None
    if len(yours.result) < len(right.result):
        missing = [letter for letter in dict.fromkeys("".join(yours.operands)) if letter not in yours.result]
        return Complaint(
            "free_index_summed",
            f"the result has {len(yours.result)} axes where {len(right.result)} are asked for: you summed over {', '.join(missing)}, and an index that must stay is among them.",
            "Only an index that the result does not have is summed.",
        )
    if len(yours.result) > len(right.result):
        return Complaint(
            "missing_sum",
            f"the result has {len(yours.result)} axes where {len(right.result)} are asked for: an index is left that should be summed.",
            "Leave the summed index out after the arrow.",
        )
    orders = (Einsum(yours.operands, "".join(order)) for order in permutations(yours.result))
    if any(other.places(swapped) == target for other in orders for swapped in readings):
        return Complaint(
            "permuted_axes" if len(right.result) > 2 else "transposed",
            f"the right indices are summed, but the result's axes come in the order {yours.result!r}.",
            "Order the letters after the arrow as the result's shape asks.",
        )
    return Complaint(
        "wrong_operand",
        f"{','.join(yours.operands)}->{yours.result} means another tensor: a letter is shared by axes that do not belong together, or not shared by axes that do.",
        "Name the axes from the index formula: equal letter, equal index.",
    )
