"""Indices: what each letter of a line runs over, and whether it may stand where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from autograder.notation.meaning.tensor import Dimensions, dimensions_in_words
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import Indexed, Node, Summed, Symbol, parts, walk

DELTA = "δ"
Ranges = Mapping[str, str]


@dataclass(frozen=True)
class Scope:
    """The letters known at a place: the dimension that each runs over, and those that are free there.

    No product sums a letter that is free: one of the step's own, or one that a Σ further out sums.
    """

    ranges: Ranges
    free: frozenset[str] = frozenset()


def name_of(node: Node) -> str:
    """The name of a symbol, with or without indices; "" for anything else."""
    inner = node.body if isinstance(node, Indexed) else node
    return inner.name if isinstance(inner, Symbol) else ""


def letters_of(node: Node) -> str:
    """The letters that a node bears itself."""
    return node.letters if isinstance(node, Indexed) else ""


def ranges_in(node: Node, known: Ranges, shape_of: Callable[[Node], Dimensions]) -> dict[str, str]:
    """What each free letter of a part runs over: read off the matrices it stands at, then passed on through δ."""
    ranges = dict(known)
    parts = list(_outside_sums(node))
    for part in parts:
        if isinstance(part, Indexed) and name_of(part) != DELTA:
            for letter, dimension in zip(part.letters, shape_of(part.body), strict=False):
                ranges.setdefault(letter, dimension)
    deltas = [part.letters for part in parts if isinstance(part, Indexed) and name_of(part) == DELTA]
    ties = [(pair[k], pair[1 - k]) for pair in deltas if len(pair) == 2 for k in (0, 1)]
    known_before = -1
    while known_before < len(ranges):  # once for each letter at most
        known_before = len(ranges)
        for one, other in ties:
            if one in ranges:
                ranges.setdefault(other, ranges[one])
    for part in parts:
        if isinstance(part, Summed):
            inside = ranges_in(part.body, without(ranges, part.letters), shape_of)
            ranges = without(inside, part.letters) | ranges
    return ranges


def without(ranges: Ranges, letters: str) -> dict[str, str]:
    """The ranges of all but these letters."""
    return {letter: dimension for letter, dimension in ranges.items() if letter not in letters}


def _outside_sums(node: Node) -> Iterator[Node]:
    """A node and its parts, but nothing below a Σ, which has indices of its own."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Summed):
            waiting += reversed(list(parts(node)))


def check_letters(letters: str, shape: Dimensions, what: object, ranges: Ranges, column: int) -> None:
    """Raises NotationError unless there is a letter for each dimension of `what`, and each runs over just that."""
    if len(letters) != len(shape):
        has = f"{len(shape)} indices, {dimensions_in_words(shape)}," if shape else "no index"
        raise NotationError(f"{what} has {has} and {_are_written(letters)}", column)
    for letter, dimension in zip(letters, shape, strict=True):
        if letter not in ranges:
            raise NotationError(f"what the index {letter} runs over is not known", column)
        if ranges[letter] != dimension:
            raise NotationError(
                f"the index {letter} runs over {ranges[letter]}, and in {what} it would run over {dimension}", column
            )


def check_whole(body: Node, column: int) -> None:
    """Raises NotationError where an entry is given indices once more."""
    if any(isinstance(part, Indexed | Summed) for part in walk(body)):
        raise NotationError(f"{body} is made of entries already: it has no indices of its own", column)


def check_delta(letters: str, ranges: Ranges, column: int) -> str:
    """The dimension that both letters of a δ run over. Raises NotationError where they do not share one."""
    if len(letters) != 2:
        raise NotationError(f"δ has two indices, and {_are_written(letters)}", column)
    first, second = (ranges.get(letter) for letter in letters)
    if first is None or second is None:
        raise NotationError(f"what δ_{letters} runs over is not known: {letters} stand in no matrix", column)
    if first != second:
        raise NotationError(
            f"δ_{letters} compares {letters[0]}, which runs over {first}, with {letters[1]}, over {second}", column
        )
    return first


def check_sum(node: Summed, present: str, ranges: Ranges) -> None:
    """Raises NotationError where a Σ names a letter twice, one that is not `present` behind it, or a wrong end."""
    for letter in node.letters:
        if node.letters.count(letter) > 1:
            raise NotationError(f"Σ_{node.letters} names {letter} twice", node.column)
        if letter not in present:
            raise NotationError(f"Σ_{node.letters} sums over {letter}, which does not stand behind it", node.column)
        size = ranges[letter]
        if node.end and node.end != size:
            raise NotationError(
                f"the index {letter} runs over {size}, so its sum ends at {size}, not at {node.end}", node.column
            )


def _are_written(letters: str) -> str:
    return f"{len(letters)} {'is' if len(letters) == 1 else 'are'} written: {letters}"
