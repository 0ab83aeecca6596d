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


def own_jacobian(question: Question) -> Iterator[Claim]:
    """∂W/∂W where ∂Y/∂W is asked for, with the indices of W in front."""
    truth = question.truth
    if isinstance(truth, Jacobian):
        name = truth.wrt[0]
        others = " or ".join(other for other in truth.names if other != name and other in question.names)
        sentence = f"This is ∂{name}/∂{name}, every entry of {name} by itself: one δ must give way to {others}."
        yield Claim("wrong_function", sentence, _own(name), complete=True)


def _own(name: str) -> Formula:
    def formula(case: Case) -> Any:
        x = case.values[name]
        return np.eye(x.size).reshape(x.shape + x.shape)

    return formula


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
