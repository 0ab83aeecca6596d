"""Deltas: the δ that a partial derivative brings, before it lets its sum collapse.

One index of such a δ is free, and the other one is summed and stands on a matrix as well, or leads by a further δ to
one, or to another free index: in Σ_ij G_ij δ_id X_cj the δ chooses a row of G. Those of Σ_ab δ_ab δ_ad δ_bd = 1 choose
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.notation.derivation.chain import Chain
from autograder.notation.derivation.forms import Part
from autograder.notation.derivation.seen import Test, through
from autograder.notation.meaning.indices import DELTA, name_of
from autograder.notation.syntax.tree import Indexed, Node, Summed, parts

Index = tuple[str, int | None]  # a letter, and which Σ sums it: elsewhere the same letter may be another index
EINSTEIN = 1  # the sum over a letter that stands twice, and has no Σ: one for all of a step


def collapsing(*dimensions: str) -> Test:
    """The test that a step goes, for each of these dimensions, through a δ with a free index that runs over it.

    >>> from autograder.notation.meaning.work import Work
    >>> from autograder.notation.meaning.world import worlds
    >>> from autograder.notation.syntax.parser import Syntax
    >>> syntax, ranges = Syntax({"G": (), "X": (), "δ": ()}), {"d": "H", "c": "m"}
    >>> start, other, *_ = syntax.parse("Σ_ij G_ij δ_id X_cj = Σ_j G_dj Σ_k δ_ck X_kj")
    >>> chain = Chain.from_step(worlds("G: H n, X: m n"), start, ranges, Work())
    >>> collapsing("H")(start, chain), collapsing("H")(other, chain)
    (True, False)
    """

    def passes(step: Node, chain: Chain) -> bool:
        choosing = list(_choosing(step, chain))
        along = {dimension: [delta for delta, over in choosing if over == dimension] for dimension in dimensions}
        return all(deltas and through(_among(deltas))(step, chain) for deltas in along.values())

    return passes


def _among(nodes: Sequence[Node]) -> Part:
    return lambda node: any(node is each for each in nodes)


def _choosing(step: Node, chain: Chain) -> Iterator[tuple[Indexed, str]]:
    """Each δ that chooses, and what its free index runs over."""
    placed = list(_placed(step, dict.fromkeys(chain.free)))
    on_matrices = {end for node, sums in placed if name_of(node) != DELTA for end in _ends(node, sums)}
    deltas = [(node, _ends(node, sums)) for node, sums in placed if name_of(node) == DELTA]
    neighbours: dict[Index, set[Index]] = {}
    for _, ends in deltas:
        for end in ends:
            neighbours.setdefault(end, set()).update(ends)
    for node, ends in deltas:
        free = {end for end in ends if end[1] is None}
        if len(set(ends)) == 2 and len(free) == 1:
            reached = _reached((set(ends) - free).pop(), neighbours) - free
            if reached & on_matrices or any(by is None for _, by in reached):
                yield node, chain.free[free.pop()[0]]


def _reached(start: Index, neighbours: Mapping[Index, set[Index]]) -> set[Index]:
    """The indices that are one with a summed index, by a δ or by several of them one after another."""
    reached, waiting = {start}, [start]
    while waiting:
        others = neighbours[waiting.pop()] - reached
        reached |= others
        waiting += [end for end in others if end[1] is not None]
    return reached


def _ends(node: Indexed, sums: Mapping[str, int | None]) -> list[Index]:
    return [(letter, sums.get(letter, EINSTEIN)) for letter in node.letters]


def _placed(node: Node, sums: Mapping[str, int | None]) -> Iterator[tuple[Indexed, Mapping[str, int | None]]]:
    """The entries in a step, and which Σ, by its place in memory, sums each letter there; a free one has None."""
    if isinstance(node, Indexed):
        yield node, sums
    inner = {**sums, **dict.fromkeys(node.letters, id(node))} if isinstance(node, Summed) else sums
    for part in parts(node):
        yield from _placed(part, inner)
