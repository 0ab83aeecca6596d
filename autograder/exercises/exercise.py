"""Exercise: what a student is asked for, and the lesson that asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from autograder.exercises.truth import Truth, parameters
from autograder.notation.derivation.judge import Asked
from autograder.notation.signature import Argument, Arguments, Result, Sizes, parse_arguments, parse_signature


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


@dataclass(frozen=True)
class Exercise:
    """A function a student completes, and all that the referee needs to judge it.

    name, lesson: its id, unique in the course, and its lesson's name.
    statement: one line of mathematics, in plain Unicode.
    arguments, hidden, results: what the answer is given, what the forward function needs besides, what comes back.
    truth: measures the right results from the arguments.
    integral: the result is a count, so that whole numbers of any dtype will do.
    small, largest: the sizes that dimensions are drawn from, and the largest that one has while the rest are small.
    letters: the index letters that the lesson gives the result's axes, in order.
    cases: draws of its own, (label, arguments) pairs, in place of the general ones.
    at_scale: sizes at which the result is checked along random directions only.
    scales: powers of a common factor for the arguments that the large and the small probe rescale.
    mistakes: its typical wrong formulas.
    backward: the names of the results in the order in which backpropagation reaches them, nearest the loss first.
    """

    name: str
    lesson: str
    statement: str
    arguments: tuple[Argument, ...]
    results: tuple[Result, ...]
    truth: Truth
    hidden: tuple[Argument, ...] = ()
    integral: bool = False
    small: range = range(2, 8)
    largest: int = 12
    letters: str = ""
    cases: Callable[[np.random.Generator], list[tuple[str, Arguments]]] | None = None
    at_scale: Sizes | None = None
    scales: Mapping[str, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    backward: tuple[str, ...] = ()
    where: str = ""

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


@dataclass(frozen=True)
class EinsumExercise:
    """An einsum string, judged by meaning: operands (name, symbolic shape) and the string it must mean.

    `meaning` is compared as a contraction, so that any renaming of its indices is right.
    """

    name: str
    lesson: str
    statement: str
    operands: tuple[Argument, ...]
    meaning: str
    where: str = ""
    results: tuple[Result, ...] = (Result("", ()),)

    @property
    def signature(self) -> str:
        """The call as the student writes it."""
        return f"{self.name}()"


@dataclass(frozen=True)
class WitnessExercise:
    """An example the student must find. `complaint(*example)` is None when it serves, else what it lacks."""

    name: str
    lesson: str
    statement: str
    results: tuple[Result, ...]
    complaint: Callable[..., str | None]
    where: str = ""

    @property
    def signature(self) -> str:
        """The call as the student writes it."""
        return f"{self.name}()"


@dataclass(frozen=True)
class DerivationExercise:
    """A derivation, judged line by line. `asked` makes what is asked of it, when it is first needed."""

    name: str
    lesson: str
    statement: str
    asked: Callable[[], Asked]
    where: str = ""
    results: tuple[Result, ...] = (Result("", ()),)

    @property
    def signature(self) -> str:
        """The call as the student writes it."""
        return f"{self.name}()"


AnyExercise = Exercise | EinsumExercise | WitnessExercise | DerivationExercise


@dataclass
class Lesson:
    """A lesson's exercises, in the order in which they are set."""

    name: str
    title: str
    exercises: list[AnyExercise] = field(default_factory=list)

    def exercise(
        self,
        name: str,
        signature: str,
        truth: Truth,
        statement: str,
        hidden: str = "",
        **asked: Any,
    ) -> Exercise:
        """Sets an exercise: its signature (see the module), what measures the truth, one line of mathematics."""
        arguments, results = parse_signature(signature)
        asked.setdefault("scales", {argument.name: 1 for argument in arguments if argument.kind == "array"})
        made = Exercise(name, self.name, statement, arguments, results, truth, parse_arguments(hidden), **asked)
        self.exercises.append(made)
        return made

    def einsum(self, name: str, operands: str, meaning: str, statement: str, where: str = "") -> EinsumExercise:
        """Sets an einsum exercise over operands such as "G: H n, X: m n"."""
        made = EinsumExercise(name, self.name, statement, parse_arguments(operands), meaning, where)
        self.exercises.append(made)
        return made

    def derivation(self, name: str, asked: Callable[[], Asked], statement: str, where: str = "") -> DerivationExercise:
        """Sets a derivation."""
        made = DerivationExercise(name, self.name, statement, cache(asked), where)
        self.exercises.append(made)
        return made

    def witness(
        self, name: str, results: str, complaint: Callable[..., str | None], statement: str, where: str = ""
    ) -> WitnessExercise:
        """Sets an exercise that asks for an example."""
        _, parsed = parse_signature(f"-> {results}")
        made = WitnessExercise(name, self.name, statement, parsed, complaint, where)
        self.exercises.append(made)
        return made
