"""Derivation tasks: what is asked of a derivation, and the worlds that it is judged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from autograder.notation.derivation.chain import Chain
from autograder.notation.derivation.forms import Form
from autograder.notation.derivation.seen import Wanted
from autograder.notation.meaning.indices import letters_of
from autograder.notation.meaning.work import Work
from autograder.notation.meaning.world import World, Worlds
from autograder.notation.syntax.parser import Syntax
from autograder.notation.syntax.tree import Node, relettered, walk

MOST_REMEMBERED = 16  # more than the course has derivations, which are asked in turn for each student


@dataclass(frozen=True)
class Start:
    """Where a derivation may start, and what that asks of its end.

    Every step equals `text`, whose free indices, by these or other names, run over `ranges`; `form` says what the last
    step lacks, or None; `steps` are (test, sentence) pairs: some step, up to the first that has the form, must pass
    each test, or several steps one after another those of an `InOrder`.
    """

    text: str
    form: Form
    ranges: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[tuple[Wanted, str]] = ()


@dataclass(frozen=True, eq=False)
class DerivationTask:
    """What is asked of a derivation: the notation, the worlds to try it in, and the starts it may choose from.

    `upstream` maps (of, by) to the symbol that ∂of/∂by has in this exercise: ("L", "Y") to G.
    """

    syntax: Syntax
    worlds: Sequence[World]
    starts: Sequence[Start]
    upstream: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def read_starts(self) -> list[tuple[Start, Node]]:
        """The starts with their trees."""
        return [(start, self.syntax.parse(start.text)[0]) for start in self.starts]

    def chain_from(self, start: Start, work: Work) -> Chain:
        """The chain from a start as it is declared."""
        node = next(node for each, node in self.read_starts if each is start)
        return Chain.from_step(self.worlds, node, start.ranges, work)

    def start_at(self, step: Node, work: Work) -> tuple[Start, Chain] | None:
        """The start that a step is, by the same letters or others, or else equals; and the chain from there."""
        for start, node in self.read_starts:
            if (letters := letters_between(node, step)) is not None:
                ranges = {letters[own]: dimension for own, dimension in start.ranges.items()}
                return start, Chain.from_step(self.worlds, step, ranges, work)
        chains = ((start, self.chain_from(start, work)) for start in self.starts)
        return next(((start, chain) for start, chain in chains if chain.reaches(step)), None)


def letters_between(node: Node, other: Node) -> dict[str, str] | None:
    """The letters of one step by those of another that is the same but for them, else None."""
    letters = dict(zip(_letters(node), _letters(other), strict=False))
    distinct = len(set(letters.values())) == len(letters)
    return letters if distinct and other == relettered(node, str.maketrans(letters)) else None


@lru_cache(MOST_REMEMBERED)
def drawn(task: DerivationTask, seed: int, order: tuple[int, ...] = ()) -> DerivationTask:
    """The task in the worlds of a seed, the same for everybody; worlds that are given as they are stay.

    `order` is one of the worlds' orders of sizes.
    """
    return replace(task, worlds=task.worlds.drawn(seed, order)) if isinstance(task.worlds, Worlds) else task


@lru_cache(MOST_REMEMBERED)
def along(task: DerivationTask, name: str) -> list[tuple[tuple[int, ...], World]]:
    """For each entry of a symbol its index, and a world with 1 there and 0 elsewhere, at each choice of sizes."""
    sizes = {tuple(world.sizes.values()): world for world in reversed(task.worlds)}
    return [entry for world in sizes.values() for entry in world.along(name)]


def _letters(node: Node) -> str:
    return "".join(map(letters_of, walk(node)))
