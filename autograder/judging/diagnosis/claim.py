"""Claims: a claim is a formula for what came back, such as "the truth transposed" or "G X".

It is believed when it gives what came back on every case that returned numbers, at several sizes; one that cannot be
computed is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Gradient, Truth
from autograder.judging.diagnosis.case import Case, Finding, equal, finding
from autograder.notation.signature import Argument, Arguments, Result
from autograder.numerics.arrays import Array

OUTPUT = re.compile(r"\bfor (\w) = ")
Formula = Callable[[Case], Any]
Again = Callable[[Arguments], Array | None]


@dataclass(frozen=True)
class Claim:
    """`formula` gives what came back; `slug` names the mistake, `sentence` says what was computed.

    `complete`: the sentence says what to do as well, so that the slug's own is not needed after it; `alone`: no
    transformation of it is likely.
    """

    slug: str
    sentence: str
    formula: Formula
    complete: bool = False
    alone: bool = False

    def at(self, case: Case) -> Array | None:
        """The claimed result on a case, None where the formula cannot be computed."""
        try:
            return np.asarray(self.formula(case))
        except (ValueError, IndexError, TypeError, KeyError):
            return None

    def holds(self, cases: Iterable[Case]) -> bool:
        """Whether the claim gives what came back on every one of the cases."""
        return all((value := self.at(case)) is not None and _came_back(value, case.returned) for case in cases)

    def finding(self, besides: str = "") -> Finding:
        """The finding, once the claim is believed; `besides` says what was done to the formula's result."""
        sentence = " ".join(filter(None, (self.sentence, besides)))
        return Finding(self.slug, sentence) if self.complete else finding(self.slug, sentence)


def _came_back(value: Array, returned: Array) -> bool:
    """Whether they are equal; Python's sum of no terms is the number 0, whatever shape the terms would have had."""
    return equal(returned, value) or (returned.shape == () and returned.item() == 0.0 and not np.any(value))


class Question:
    """A question: one result of an exercise, whose truth can be measured for any other arguments."""

    def __init__(self, exercise: FunctionTask, result: Result) -> None:
        self.exercise = exercise
        self.result = result
        self.truth: Truth = exercise.truth
        self._position = exercise.results.index(result)
        if type(exercise.truth) is Gradient:  # one of several gradients is measured without the others
            self.truth = exercise.truth.variant(exercise.truth.wrt[self._position])
            self._position = 0

    def measured(self, arguments: Arguments, truth: Truth | None = None) -> Array:
        """The truth for these arguments, hidden ones included; `truth` measures another in its place.

        NaN where the forward function does not take such arguments, whatever it raises.
        """
        try:
            return (truth or self.truth)(arguments)[self._position].values
        except Exception:  # a forward function was made for its own arguments, not for a singular or an empty one
            return np.array(np.nan)

    def of(self, name: str, change: Callable[[Any], Any]) -> Formula:
        """The truth with the argument `name` changed first."""
        return lambda case: self.measured({**case.values, name: change(case.values[name])})

    @property
    def arrays(self) -> tuple[Argument, ...]:
        """The arguments that are arrays."""
        return tuple(argument for argument in self.exercise.arguments if argument.kind == "array")

    def name_of(self, kind: str) -> str:
        """The name of the first argument of that kind, "" when there is none."""
        return next((argument.name for argument in self.exercise.arguments if argument.kind == kind), "")

    @property
    def is_gradient(self) -> bool:
        """Whether a gradient is asked for, and not something that happens to be measured as one."""
        return isinstance(self.exercise.truth, Gradient) and self.exercise.truth.kind == Gradient.KIND

    def letters(self, dimensions: int) -> tuple[str, ...]:
        """The index letters of a result with so many axes: the exercise's own where it has any."""
        own = self.exercise.letters
        return tuple(own if len(own) == dimensions else "ijklmnpqrs"[:dimensions])

    def axes_asked_for(self, count: int) -> str:
        """A sentence on a result with so many axes where more are asked for, each with its letter."""
        letters = self.letters(len(self.result.shape))
        axes = f"{count} {'axis' if count == 1 else 'axes'}"
        return f"That has {axes}; {len(letters)} are asked for, one for each index of [{', '.join(letters)}]."

    @property
    def names(self) -> frozenset[str]:
        """The names of the arguments that are arrays."""
        return frozenset(argument.name for argument in self.arrays)

    @property
    def output(self) -> str:
        """What the lesson calls the forward function's result: the D of "∂ℓ/∂W for D = W X"."""
        named = OUTPUT.search(self.exercise.statement)
        return named[1] if named else "Y"

    @property
    def upstream(self) -> str:
        """The name of the upstream gradient among the arguments, "" when there is none."""
        name = getattr(self.truth, "upstream", None)
        return next((argument.name for argument in self.arrays if argument.name == name), "")
