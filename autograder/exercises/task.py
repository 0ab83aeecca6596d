"""Function tasks: a function that a student completes, and all that it takes to draw its inputs and measure its truth.

What is done with an answer stands in `judging/kinds/function.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.exercises.identity import Identity
from autograder.exercises.truth import Truth, parameters
from autograder.notation.signature import Argument, Arguments, Result, Sizes


@dataclass(frozen=True)
class Mistake:
    """A typical wrong formula for one result of an exercise: the slug it goes by, what it computes, its sentence."""

    slug: str
    formula: Callable[..., Any]
    sentence: str
    result: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the exercise's arguments that the formula takes."""
        return parameters(self.formula)


@dataclass(frozen=True, eq=False)
class FunctionTask:
    """A function that is asked for. Two of them are equal when they are the same one, as each has its own inputs.

    name, lesson: its id, unique in the course, and its lesson's name.
    statement: one line of mathematics, in plain Unicode.
    arguments, hidden, results: what the answer is given, what the forward function needs besides, what comes back.
    truth: measures the right results from the arguments.
    integral: the result is a count, so that whole numbers of any dtype will do.
    small, largest: the sizes that dimensions are drawn from, and the largest that one has while the rest are small.
    samples: the dimension that counts samples, "" where none does.
    letters: the index letters that the lesson gives the result's axes, in order.
    cases: draws of its own, (label, arguments) pairs, in place of the general ones.
    at_scale: sizes at which the result is checked along random directions only.
    scales: powers of a common factor for the arguments that the large and the small probe rescale.
    mistakes: its typical wrong formulas.
    backward: the names of the results in the order in which backpropagation reaches them, nearest the loss first.
    heading: the heading in the lesson's text that a verdict sends the student back to, "" for none.
    earned: the identities that a right answer has shown, told only then.
    """

    name: str
    lesson: str
    statement: str
    arguments: tuple[Argument, ...]
    results: tuple[Result, ...]
    truth: Truth
    hidden: tuple[Argument, ...] = ()
    integral: bool = False
    small: range = range(2, 8)  # more than there are dimensions, and few entries: each is measured
    largest: int = 70  # above any loop bound or buffer that somebody finds large; the other sizes are small beside it
    samples: str = ""
    letters: str = ""
    cases: Callable[[np.random.Generator], list[tuple[str, Arguments]]] | None = None
    at_scale: Sizes | None = None
    scales: Mapping[str, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    backward: tuple[str, ...] = ()
    heading: str = ""
    earned: tuple[Identity, ...] = ()

    @property
    def signature(self) -> str:
        """The call as the student writes it, e.g. "wx_grad_W(W, X, G)"."""
        return f"{self.name}({', '.join(argument.name for argument in self.arguments)})"

    @property
    def given(self) -> tuple[Argument, ...]:
        """All that the forward function needs: the arguments, and the hidden ones."""
        return (*self.arguments, *self.hidden)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of all dimensions, in order of appearance."""
        named = (dimension for argument in self.given for dimension in argument.shape)
        return tuple(dict.fromkeys(named))
