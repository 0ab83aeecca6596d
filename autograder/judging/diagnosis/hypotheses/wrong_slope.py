"""A wrong slope: the truth with another slope in the place of h′.

The forward function runs with an h whose values are right and whose derivative is not: the complex step then measures
what a wrong h′ makes of the gradient, through however many layers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from autograder.exercises.truth import Measured
from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.numerics.arrays import Array, Function

Slope = Callable[[Function, Function], Function]

SLOPES: tuple[tuple[str, str, Slope], ...] = (
    ("forgot_dh", "Your result is right for h′ = 1.", lambda h, dh: np.ones_like),
    ("h_for_dh", "Your result has h(Y) in the place of h′(Y).", lambda h, dh: h),
    ("dh_wrong_place", "You took h′ at h(Y).", lambda h, dh: lambda Y: dh(h(Y))),
    ("dh_wrong_place", "You took h of h′(Y).", lambda h, dh: lambda Y: h(dh(Y))),
    ("extra_dh", "You multiplied by h′(Y) twice.", lambda h, dh: lambda Y: dh(Y) ** 2),
    ("extra_dh", "You multiplied by h(Y) as well as by h′(Y).", lambda h, dh: lambda Y: h(Y) * dh(Y)),
    ("hardcoded", "1 − h(Y)² is the derivative of tanh only.", lambda h, dh: lambda Y: 1.0 - h(Y) ** 2),
    ("hardcoded", "h(Y)(1 − h(Y)) is the derivative of the sigmoid only.", lambda h, dh: lambda Y: h(Y) * (1 - h(Y))),
    ("hardcoded", "Y > 0 is the derivative of relu only.", lambda h, dh: lambda Y: (Y > 0).astype(float)),
    ("dh_wrong_place", "You took h′ at the mean of Y.", lambda h, dh: lambda Y: dh(np.full_like(Y, Y.mean()))),
    ("dh_wrong_place", "You took h′ at 2 Y.", lambda h, dh: lambda Y: dh(2 * Y)),
    ("extra_dh", "You multiplied h′(Y) by Y.", lambda h, dh: lambda Y: Y * dh(Y)),
    ("h_for_dh", "1 − h(Y) stands where h′(Y) belongs.", lambda h, dh: lambda Y: 1 - h(Y)),
    ("hardcoded", "1 − Y² stands where h′(Y) belongs.", lambda h, dh: lambda Y: 1 - Y * Y),
    ("wrong_function", "You divided by h′(Y).", lambda h, dh: lambda Y: 1.0 / dh(Y)),
)


def wrong_slopes(question: Question) -> Iterator[Claim]:
    """The truth with something else in the place of h′, where h and h′ are arguments."""
    function, derivative = question.name_of("function"), question.name_of("derivative")
    if function and derivative and isinstance(question.truth, Measured):
        for slug, sentence, slope in SLOPES:
            yield Claim(slug, sentence, _with(question, function, derivative, slope))


def _with(question: Question, function: str, derivative: str, slope: Slope) -> Formula:
    def formula(case: Case) -> Array:
        h, dh = case.values[function], case.values[derivative]
        return question.measured({**case.values, function: pretended(h, slope(h, dh))})

    return formula


def pretended(value: Function, slope: Function) -> Function:
    """A function with these values whose derivative, to the complex step, is `slope`."""

    def f(Y: Array) -> Array:
        if not np.iscomplexobj(Y):
            return value(Y)
        return value(Y.real) + 1j * Y.imag * slope(Y.real)

    return f
