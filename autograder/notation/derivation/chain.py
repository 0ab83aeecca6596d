"""A chain of equal steps: what the last one is worth, and whether another may follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.indices import Ranges
from autograder.notation.meaning.tensor import Tensor
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import Node


class WrongStep(NotationError):
    """A step that conforms and is not true."""


@dataclass
class Chain:
    """Steps that are all equal: their free indices, and what they are worth in each world."""

    worlds: Sequence[World]
    free: Ranges
    values: list[Tensor]

    @classmethod
    def from_step(cls, worlds: Sequence[World], step: Node, free: Ranges) -> Chain:
        """The chain that begins with this step. Raises NotationError where it does not conform."""
        return cls(worlds, free, [Evaluation(world).value(step, free) for world in worlds])

    def reaches(self, step: Node) -> bool:
        """Whether a step may come next."""
        try:
            self.check(step)
        except NotationError:
            return False
        return True

    def check(self, step: Node) -> None:
        """Raises NotationError where a step does not conform, WrongStep where it is not true."""
        for before, world in zip(self.values, self.worlds, strict=True):
            after = Evaluation(world).value(step, self.free)
            if not after.equals(before):
                raise WrongStep(_difference(before, after, world), step.column)


def _difference(before: Tensor, after: Tensor, world: World) -> str:
    if (before.letters, before.shape) != (after.letters, after.shape):
        return f"this is {after}, and the step before it is {before}"
    index = np.unravel_index(int(np.argmax(np.abs(before.array - after.array))), before.array.shape)
    sizes = ", ".join(f"{name} = {size}" for name, size in world.sizes.items())
    return (
        f"this step is not true: for random matrices with {sizes} it gives {after.array[index]:.4g}, "
        f"and the step before it {before.array[index]:.4g}"
    )
