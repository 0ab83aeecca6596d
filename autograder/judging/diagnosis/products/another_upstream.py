"""Another upstream: what goes back through the layer is not G, but G times a slope, or a prediction less G.

The truth is measured anew with another array in the place of G; where h is an argument, the slope h′ is taken out of
the measurement first, so that any array may stand for G ⊙ h′(Y).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from autograder.exercises.truth import Gradient
from autograder.judging.diagnosis.case import Case, equal
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.hypotheses.wrong_slope import pretended
from autograder.judging.diagnosis.products.operands import forward, preactivation
from autograder.numerics.arrays import Array, Function

Of = Callable[[Array, Array], Array]
OfSlope = Callable[[Array, Array, Function, Function], Array]


def _softmax(Y: Array, axis: int) -> Array:
    exponentials = np.exp(Y - Y.max(axis=axis, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=axis, keepdims=True))


PLAIN: tuple[tuple[str, str, Of], ...] = (
    (
        "extra_dh",
        "{G} is multiplied by the slope of a relu, {Y} > 0: there is no h in this layer.",
        lambda G, Y: G * (Y > 0),
    ),
    ("extra_dh", "{G} is multiplied by 1 − {Y}²: there is no h in this layer.", lambda G, Y: G * (1 - Y * Y)),
    ("extra_dh", "{G} is multiplied by {Y}(1 − {Y}): there is no h in this layer.", lambda G, Y: G * Y * (1 - Y)),
    ("extra_dh", "{G} is multiplied by 1 − tanh²({Y}): there is no h here.", lambda G, Y: G * (1 - np.tanh(Y) ** 2)),
    ("wrong_operand", "{G} is multiplied by {Y}, entry by entry.", lambda G, Y: G * Y),
    ("wrong_operand", "{Y} − {G} stands where {G} belongs: {G} is no target.", lambda G, Y: Y - G),
    ("wrong_operand", "{G} − {Y} stands where {G} belongs: {G} is the upstream, no target.", lambda G, Y: G - Y),
    (
        "wrong_operand",
        "softmax({Y}) − {G} stands where {G} belongs: {G} is no target.",
        lambda G, Y: _softmax(Y, -1) - G,
    ),
    (
        "wrong_operand",
        "softmax({Y}) − {G} stands where {G} belongs: {G} is no target.",
        lambda G, Y: _softmax(Y, 0) - G,
    ),
    ("extra_term", "{Y} is added to {G}.", lambda G, Y: G + Y),
)
WITH_SLOPE: tuple[tuple[str, str, OfSlope], ...] = (
    ("wrong_operand", "h′(Y) is added to {G} where it is multiplied.", lambda G, Y, h, dh: G + dh(Y)),
    ("wrong_operand", "h′(Y) − {G} stands where {G} ⊙ h′(Y) belongs.", lambda G, Y, h, dh: dh(Y) - G),
    ("wrong_operand", "h(Y) − {G} stands where {G} ⊙ h′(Y) belongs: {G} is no target.", lambda G, Y, h, dh: h(Y) - G),
    (
        "wrong_operand",
        "h(Y) − {G} stands where {G} belongs: {G} is no target.",
        lambda G, Y, h, dh: (h(Y) - G) * dh(Y),
    ),
    (
        "wrong_operand",
        "{G} − h(Y) stands where {G} belongs: {G} is no target.",
        lambda G, Y, h, dh: (G - h(Y)) * dh(Y),
    ),
    ("h_for_dh", "1 − h(Y) stands where h′(Y) belongs.", lambda G, Y, h, dh: G * (1 - h(Y))),
    ("dh_wrong_place", "You took h′ at 2 Y.", lambda G, Y, h, dh: G * dh(2 * Y)),
    ("dh_wrong_place", "You took h′ of {G} times Y.", lambda G, Y, h, dh: dh(G * Y)),
    ("dh_wrong_place", "You took h′ at Y + {G}.", lambda G, Y, h, dh: G * dh(Y + G)),
    ("wrong_function", "You took h of {G} ⊙ h′(Y).", lambda G, Y, h, dh: h(G * dh(Y))),
    ("hardcoded", "1 − Y² stands where h′(Y) belongs.", lambda G, Y, h, dh: G * (1 - Y * Y)),
    ("wrong_operand", "{G} is multiplied by Y besides.", lambda G, Y, h, dh: G * Y * dh(Y)),
)


def other_upstreams(question: Question, case: Case) -> Iterator[Claim]:
    """Claims that something else than G went back, where the layer's output has the shape of G."""
    truth, G = question.truth, question.upstream
    if not isinstance(truth, Gradient) or not G:
        return
    h, dh = question.name_of("function"), question.name_of("derivative")
    if h and dh:
        for slug, sentence, of_slope in WITH_SLOPE:
            yield Claim(slug, sentence.format(G=G), _without_slope(question, truth, of_slope), complete=True)
        return
    others = [argument.name for argument in question.arrays if argument.name not in (*truth.wrt, G)]
    unused = [name for name in others if equal(question.of(name, np.zeros_like)(case), case.truth)]
    biases = unused if len(unused) < len(others) else []  # where nothing but G matters, all of Y is one
    for slug, sentence, of in PLAIN:
        words = sentence.format(G=G, Y=question.output)
        yield Claim(slug, words, _put(question, of), complete=True)
        for bias in biases:
            without = f"{words} And {bias} is left out of {question.output}."
            yield Claim(slug, without, _put(question, of, bias), complete=True)


def _put(question: Question, of: Of, bias: str = "") -> Formula:
    output = forward(question.truth)
    G = question.upstream

    def formula(case: Case) -> Array:
        values = case.values if not bias else {**case.values, bias: np.zeros_like(case.values[bias])}
        Y = output(Case(values, case.returned, case.truth, case.sizes))
        if Y.shape != case.values[G].shape:
            raise ValueError("the output has another shape")
        return question.measured({**case.values, G: of(case.values[G], Y)})

    return formula


def _without_slope(question: Question, truth: Gradient, of: OfSlope) -> Formula:
    function, derivative, G = question.name_of("function"), question.name_of("derivative"), question.upstream
    at = preactivation(truth, function)

    def formula(case: Case) -> Array:
        h, dh = case.values[function], case.values[derivative]
        upstream = of(case.values[G], np.asarray(at(case)), h, dh)
        return question.measured({**case.values, function: pretended(h, np.ones_like), G: upstream})

    return formula
