"""A chain of equal steps: what the last one is worth, and whether another may follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.notation.meaning.evaluation import Evaluation, is_zero
from autograder.notation.meaning.indices import Ranges
from autograder.notation.meaning.tensor import Tensor
from autograder.notation.meaning.work import TooMuch, Work
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import Node

BEFORE = "the step before it"


class WrongStep(NotationError):
    """A step that conforms and is not true."""


@dataclass
class Chain:
    """Steps that are all equal: the first, their free indices, and what they are worth in each world.

    `work` counts what it costs to compare them.
    """

    worlds: Sequence[World]
    first: Node
    free: Ranges
    values: list[Tensor]
    work: Work = field(default_factory=Work)

    @classmethod
    def from_step(cls, worlds: Sequence[World], step: Node, free: Ranges, work: Work) -> Chain:
        """The chain that begins with this step. Raises NotationError where it does not conform."""
        return cls(worlds, step, free, [Evaluation(world, work).value(step, free) for world in worlds], work)

    def reaches(self, step: Node) -> bool:
        """Whether a step may come next."""
        try:
            self.check(step)
        except NotationError:
            return False
        return True

    def check(self, step: Node, before_it: str = BEFORE) -> None:
        """Raises NotationError where a step does not conform, WrongStep where it is not true.

        `before_it` says in words what it is compared with, where no step is written before it.
        """
        for before, world in zip(self.values, self.worlds, strict=True):
            # A 0 by itself stands for whatever has nothing but zeros.
            zero = replace(before, array=np.zeros_like(before.array)) if is_zero(step) else None
            after = zero or Evaluation(world, self.work).value(step, self.free, before.shape)
            if not after.equals(before):
                raise WrongStep(_difference(before, after, world, before_it), step.column)

    def check_along(self, name: str, entries: Sequence[tuple[tuple[int, ...], World]], step: Node) -> None:
        """Raises WrongStep where a step differs from the first one in a world with a single 1 in the symbol `name`.

        What is M : dW in a step is thereby compared with the measured gradient, entry by entry.
        """
        for index, world in entries:
            before = Evaluation(world, self.work).value(self.first, self.free)
            after = Evaluation(world, self.work).value(step, self.free, before.shape)
            if not after.equals(before):
                at = ", ".join(map(str, index))
                difference = _difference(before, after, world, BEFORE)
                raise WrongStep(f"along entry [{at}] of {name} {difference}", step.column)

    def vanishes(self, step: Node) -> bool:
        """Whether a step, or one made of it, is 0 in every world."""
        try:
            values = [
                Evaluation(world, self.work).value(step, self.free, before.shape)
                for before, world in zip(self.values, self.worlds, strict=True)
            ]
        except TooMuch:
            raise
        except NotationError:
            return False
        return all(value.equals(replace(value, array=np.zeros_like(value.array))) for value in values)

    def depends_on(self, name: str, step: Node) -> bool:
        """Whether a step, which is true, changes its value whatever stands in the place of a symbol, or of δ."""
        return not any(
            Evaluation(other, self.work).value(step, self.free, value.shape).equals(value)
            for world, value in zip(self.worlds, self.values, strict=True)
            for other in world.without(name)
        )


def _difference(before: Tensor, after: Tensor, world: World, before_it: str) -> str:
    if (before.letters, before.shape) != (after.letters, after.shape):
        return f"this is {after}, and {before_it} is {before}"
    index = np.unravel_index(int(np.argmax(np.abs(before.array - after.array))), before.array.shape)
    return (
        f"this step is not true: for random matrices with {world.in_words()} it gives {after.array[index]:.4g}, "
        f"and {before_it} {before.array[index]:.4g}"
    )
