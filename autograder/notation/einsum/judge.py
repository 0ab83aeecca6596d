"""Einsum answers, judged by meaning: parsed, never evaluated.

A string means the same as another when both give the same tensor for the same operands, taken in the order given, at
pairwise distinct sizes: any names of the indices will do, and what holds by the symmetry of δ holds here too. What a
wrong one does wrong is read off its letters, held against the right ones axis by axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from autograder.notation.einsum.axes import Axis, axes_of, merges, missing, splits
from autograder.notation.einsum.parsing import IDENTITY, Einsum, mean_the_same, parse
from autograder.notation.kind import kind_of
from autograder.notation.signature import Argument

MOST_QUOTED = 60  # characters: half a line of a card, four times a right answer
ORDINALS = ("first", "second", "third", "fourth")
DIFFERENT = "Give different indices different letters."


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a string: the slug, what happened, what to do next."""

    slug: str
    sentence: str
    next_step: str


def judge_einsum(string: object, meaning: str, operands: Sequence[Argument]) -> Complaint | None:
    """None when the string means what `meaning` does for these operands, else the complaint.

    >>> from autograder.notation.signature import parse_arguments
    >>> operands = parse_arguments("G: H n, X: m n")
    >>> judge_einsum("ab,cb->ac", "dj,cj->dc", operands) is None
    True
    >>> judge_einsum("dj,jc->dc", "dj,cj->dc", operands).slug
    'missing_transpose'
    """
    if not isinstance(string, str):
        return Complaint(
            "returns_none" if string is None else "wrong_type",
            f"it returns {kind_of(string)}, not a string such as 'ij,jk->ik'.",
            "Return the string itself, in quotes.",
        )
    try:
        yours = parse(string)
    except ValueError as error:
        return Complaint(
            "einsum_syntax",
            f"{string[:MOST_QUOTED]!r} does not parse: {error}.",
            "Letters, commas between operands, then -> and the result's letters.",
        )
    right = parse(meaning)
    return _miscounted(yours, operands) or _misfit(yours, right, operands) or _difference(yours, right, operands)


def _miscounted(yours: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether there are too few or too many operands, or letters for one."""
    names = ", ".join(operand.name for operand in operands)
    if len(yours.operands) != len(operands):
        whole = {len(letters) for letters in yours.operands} <= {len(operand.shape) for operand in operands}
        no_delta = len(yours.operands) < len(operands) and any(operand.name == IDENTITY for operand in operands)
        slug = "missing_delta" if no_delta else "wrong_operand"
        return Complaint(
            slug if whole else "einsum_syntax",
            f"the operands are {names}: that is {len(operands)} groups of letters with a comma between them, "
            f"and {len(yours.operands)} before the arrow in yours.",
            "One group of letters for each operand, in the order given.",
        )
    for operand, letters in zip(operands, yours.operands, strict=True):
        if len(letters) != len(operand.shape):
            return Complaint(
                "einsum_syntax",
                f"{operand.name} is ({', '.join(operand.shape)}), so it needs {len(operand.shape)} letters, "
                f"and has {letters!r}.",
                "One letter for each axis.",
            )
    return None


def _misfit(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether a letter stands for two sizes, and why: an operand is taken for its transpose, or for another one."""
    first: dict[str, Axis] = {}
    for axis in axes_of(yours, right, operands):
        other = first.setdefault(axis.yours, axis)
        if other.dimension != axis.dimension:
            shape = next(operand.shape for operand in operands if operand.name == axis.operand)
            slug, next_step = _reason(yours, right, operands)
            return Complaint(
                slug,
                f"operands' sizes: {axis.operand} is ({', '.join(shape)}), so {axis.yours!r} would be {axis.dimension} "
                f"there, and it is {other.dimension} in {other.operand}.",
                next_step,
            )
    return None


def _reason(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> tuple[str, str]:
    """The slug of a string whose letters do not fit the operands' sizes, and what to do."""
    axes = axes_of(yours, right, operands)
    turn = next((turn for turn in _turns(yours) if mean_the_same(turn[1], right, operands)), None)
    if turn is not None:
        names = " and ".join(operands[position].name for position in turn[0])
        slug = "missing_transpose" if right.result else "transposed"
        return (
            slug if len(turn[0]) < len(operands) else "wrong_operand",
            f"Your letters are those of {names} transposed: name the axes of {names} as they are given.",
        )
    if _elementwise(yours) and not _elementwise(right) and set(yours.result) == set(yours.letters):
        return "elementwise_for_matmul", "The operands' axes are not the same: only the summed one is shared."
    if _elementwise(right) and len(set(yours.letters)) > len(set(right.letters)):
        return "matmul_for_elementwise", "Entry meets entry: the operands bear the same letters, in the same order."
    if not splits(axes) and not missing(axes, yours, right):
        return "over_constrained", DIFFERENT
    return "wrong_operand", "Choose the letters of each operand by its shape, and keep the operands in the order given."


def _turns(string: Einsum) -> Iterator[tuple[tuple[int, ...], Einsum]]:
    """The string with some operands' letters reversed, and which they are."""
    for count in range(1, len(string.operands) + 1):
        for positions in combinations(range(len(string.operands)), count):
            groups = (
                letters[::-1] if position in positions else letters for position, letters in enumerate(string.operands)
            )
            yield positions, Einsum(tuple(groups), string.result)


def _elementwise(string: Einsum) -> bool:
    return len(string.operands) > 1 and len(set(string.operands)) == 1


def _difference(yours: Einsum, right: Einsum, operands: Sequence[Argument]) -> Complaint | None:
    """Whether the two mean different tensors, and how."""
    if mean_the_same(yours, right, operands):
        return None
    right = min(_alike(right, operands), key=lambda alike: len(splits(axes_of(yours, alike, operands))))
    axes = axes_of(yours, right, operands)
    lost = missing(axes, yours, right)
    left = [axis for axis in axes if axis.yours in yours.result and axis.right not in right.result]
    if pairs := splits(axes):
        return _split(*pairs[0], yours)
    if (pairs := merges(axes)) and not lost:
        one, other = pairs[0]
        return Complaint(
            "over_constrained",
            f"{one.yours!r} stands for {one} and for {other}, which are two indices: only where they are equal does "
            "anything remain.",
            DIFFERENT,
        )
    if lost:
        letters = ", ".join(dict.fromkeys(axis.yours for axis in lost))
        only_identity = {axis.operand for axis in lost} == {IDENTITY}
        return Complaint(
            "missing_delta" if only_identity else "over_sum",
            f"you summed an index that must stay: {letters}{_arrowless(yours)}.",
            "Only an index that the result does not have is summed: write the others after the arrow.",
        )
    if left:
        letters = ", ".join(dict.fromkeys(axis.yours for axis in left))
        return Complaint(
            "missing_sum",
            f"an index is left that must be summed: {letters}{_arrowless(yours)}.",
            "Leave the summed index out after the arrow.",
        )
    is_, asked = (_dimensions(string.result, string, operands) for string in (yours, right))
    shapes = f", so this is {is_}, and {asked} is asked for" if is_ != asked else ""
    return Complaint(
        "permuted_axes" if len(right.result) > 2 else "transposed",
        f"the right indices are summed, but the result's axes come in the order {yours.result!r}{_arrowless(yours)}: "
        f"{_belonging([operand.name for operand in operands])}{shapes}.",
        "Order the letters after the arrow as the result's shape asks.",
    )


def _dimensions(letters: str, string: Einsum, operands: Sequence[Argument]) -> str:
    """The symbolic shape of what these letters name."""
    names = [dimension for operand in operands for dimension in operand.shape]
    return f"({', '.join(dict(zip(string.letters, names, strict=True))[letter] for letter in letters)})"


def _belonging(names: Sequence[str]) -> str:
    """ "the first group belongs to G, the second to X"."""
    first, *rest = (f"the {which}" for which, _ in zip(ORDINALS, names, strict=False))
    others = [f"{which} to {name}" for which, name in zip(rest, names[1:], strict=True)]
    return ", ".join([f"{first} group belongs to {names[0]}", *others])


def _split(one: Axis, other: Axis, yours: Einsum) -> Complaint:
    summed = "missing_sum" if {one.yours, other.yours} <= set(yours.result) else "sum_before_product"
    return Complaint(
        "missing_delta" if IDENTITY in (one.operand, other.operand) else summed,
        f"the axes {one} and {other} are one index, and have two letters, {one.yours!r} and {other.yours!r}.",
        "Equal index, equal letter: that multiplies entry by entry along it, before any sum.",
    )


def _alike(right: Einsum, operands: Sequence[Argument]) -> list[Einsum]:
    """The right string in the ways that the symmetry of δ lets one write it."""
    ways = (
        (letters, letters[::-1]) if operand.name == IDENTITY else (letters,)
        for operand, letters in zip(operands, right.operands, strict=True)
    )
    return [Einsum(letters, right.result) for letters in product(*ways)]


def _arrowless(yours: Einsum) -> str:
    """What to add where the result was left to the convention."""
    if yours.arrow:
        return ""
    return f" (without an arrow, the letters that stand once come alphabetically: {yours.result!r})"
