"""Functions of the truth: the right result went through tanh, relu, a softmax, a norm, a sort before it came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula
from autograder.numerics.arrays import Array, Function

ITSELF = "the right result is returned as it is."


def _sigmoid(A: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-A)))


MATRIX = 2  # axes
FUNCTIONS: tuple[tuple[str, Function], ...] = (
    ("tanh", np.tanh),
    ("the sigmoid", _sigmoid),
    ("relu", lambda A: np.maximum(A, 0.0)),
    ("exp", np.exp),
    ("log", np.log),
    ("sin", np.sin),
    ("cos", np.cos),
    ("the square", np.square),
    ("the third power", lambda A: A**3),
    ("the root", np.sqrt),
    ("the root of the absolute value", lambda A: np.sqrt(np.abs(A))),
    ("the inverse, 1/x,", np.reciprocal),
)
STEPS: tuple[tuple[str, Function], ...] = (
    ("You took 1 minus the right result", lambda A: 1.0 - A),
    ("Only whether the right result is positive is left", lambda A: (A > 0.0).astype(float)),
    ("Of the right result the positive entries are dropped", lambda A: np.minimum(A, 0.0)),
)

TRIANGLES: tuple[tuple[str, Function], ...] = (("lower", np.tril), ("upper", np.triu))
NUMBERS: tuple[tuple[str, Function], ...] = (
    ("the norm", lambda A: np.asarray(np.sqrt(np.sum(A * A)))),
    ("the largest entry", lambda A: np.asarray(A.max())),
    ("the diagonal, summed,", lambda A: np.asarray(np.trace(A))),
    ("the first entry", lambda A: np.asarray(A.flat[0])),
)


def functions(cases: Sequence[Case]) -> Iterator[Claim]:
    """Claims that a function was taken of the right result, entry by entry, along an axis, or of all of it."""
    for name, function in FUNCTIONS:
        yield _claim(f"You took {name} of the right result", function)
    mixed = any(np.any(case.truth <= 0.0) for case in cases)  # else a step leaves a constant, which says nothing
    for sentence, function in STEPS if mixed else STEPS[:1]:
        yield _claim(sentence, function)
    dimensions = cases[0].truth.ndim
    for axis in (None, *range(dimensions)) if dimensions > 1 else (None,) * dimensions:
        where = "" if axis is None or dimensions < 2 else f" along axis {axis}"
        yield _claim(f"The right result went through a softmax{where}", _softmax(axis))
        yield _claim(f"The right result is divided by its own norm{where}", _over_norm(axis))
        yield _claim(f"The right result is divided by its own sum{where}", _over_sum(axis))
        yield _claim(f"The mean{where} is taken away from the right result", _centred(axis))
        if axis is not None or dimensions == 1:
            yield _claim(f"The right result is sorted{where}", _sorted(axis or 0))
    if dimensions == MATRIX:
        for name, function in TRIANGLES:
            yield _claim(f"Only the {name} triangle of the right result is left", function)
    if dimensions:
        for name, function in NUMBERS if dimensions <= MATRIX else ():
            yield Claim("over_sum", f"Only {name} of the right result is left.", _of_truth(function), complete=True)
        yield _claim("The right result stands in reverse order along every axis", np.flip)
        yield _claim("The right result is divided by its largest entry", lambda A: A / A.max())
        yield _claim("The right result is divided by its largest absolute value", lambda A: A / np.abs(A).max())
        yield _claim("The least entry is taken away from the right result", lambda A: A - A.min())
        yield _claim("The largest entry is taken away from the right result", lambda A: A - A.max())


def _claim(sentence: str, function: Function) -> Claim:
    return Claim("wrong_function", f"{sentence}: {ITSELF}", _of_truth(function), complete=True)


def _of_truth(function: Function) -> Formula:
    return lambda case: function(case.truth)


def _softmax(axis: int | None) -> Function:
    def function(A: Array) -> Array:
        exponentials = np.exp(A - A.max(axis=axis, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=axis, keepdims=True))

    return function


def _over_norm(axis: int | None) -> Function:
    return lambda A: np.asarray(A / np.sqrt(np.sum(A * A, axis=axis, keepdims=True)))


def _over_sum(axis: int | None) -> Function:
    return lambda A: np.asarray(A / A.sum(axis=axis, keepdims=True))


def _centred(axis: int | None) -> Function:
    return lambda A: np.asarray(A - A.mean(axis=axis, keepdims=True))


def _sorted(axis: int) -> Function:
    return lambda A: np.sort(A, axis=axis)
