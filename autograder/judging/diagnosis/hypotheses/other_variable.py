"""Another variable: the gradient of another variable, or the forward function in the place of its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercises.truth import Gradient, Jacobian, Measured
from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula, Question


def other_variables(question: Question) -> Iterator[Claim]:
    """The gradient of each argument that is not asked for."""
    truth = question.truth
    if not isinstance(truth, Gradient | Jacobian):
        return
    for argument in question.arrays:
        if argument.name in truth.names and argument.name not in truth.wrt:
            sentence = f"You computed the gradient of {argument.name}."
            yield Claim("wrong_variable", sentence, _gradient(question, truth, argument.name))


def _gradient(question: Question, truth: Gradient | Jacobian, name: str) -> Formula:
    other = truth.variant(name)
    return lambda case: question.measured(case.values, other)


def forward_itself(question: Question) -> Iterator[Claim]:
    """The forward function's own value."""
    truth = question.truth
    if isinstance(truth, Measured):
        sentence = "You computed the forward function, and its gradient is asked for."
        yield Claim("wrong_function", sentence, _forward(truth))


def _forward(truth: Measured) -> Formula:
    def formula(case: Case) -> Any:
        return np.asarray(truth.forward(**{name: case.values[name] for name in truth.names}))

    return formula
