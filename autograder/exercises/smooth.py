"""Smooth: where a forward function has a derivative, and how that is measured beside a kink.

ReLU, |x| and max are smooth nearly everywhere. Nobody is judged where they are not, nor by differences that reach
across a kink: what is drawn there is drawn anew, and steps are shortened until two of them agree.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from autograder.exercises.probes import Probe, draw
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Measured
from autograder.numerics.arrays import Array, Function, largest, signed_directions
from autograder.numerics.derivatives import evaluate

NEAR = 1e-4  # of an entry's size: how far the slopes on both sides of a point are compared
NEARER = NEAR / 16  # where a function bends they come together by as much; at a kink they stay apart
APART = 1e-7  # of the largest slope: a kink that matters to a tolerance of 1e-9 is told from round-off by it
ROUND_OFF = 16 * float(np.finfo(float).eps)
DRAWS = 24  # whole numbers often meet a kink: sort of five has no ties in one draw of seven


class NotSmooth(ArithmeticError):
    """A forward function has no derivative where it should: the lesson's mistake, and nobody else's."""


def probes_of(exercise: FunctionTask, seed: int) -> list[Probe]:
    """The probes of an exercise, each where its forward function is smooth; one that finds no such place is left out.

    Raises NotSmooth where even random entries find none: nothing could be judged there.
    """
    attempt = cache(partial(draw, exercise, seed))
    kept = []
    for position, probe in enumerate(attempt(0)):
        anew = (attempt(number)[position] for number in range(DRAWS + 1))
        if (smooth := next((each for each in anew if is_smooth_on(exercise, each)), None)) is not None:
            kept.append(smooth)
        elif probe.generic and isinstance(exercise.truth, Measured) and not exercise.truth.is_finite(probe.values):
            kept.append(probe)  # who measures there says what is wrong
        elif probe.generic:
            raise NotSmooth(
                f"the forward function of {exercise.name} has a kink or a jump wherever it is tried ({probe.label}): "
                "there is no gradient to compare answers with"
            )
    return kept


def is_smooth_on(exercise: FunctionTask, probe: Probe) -> bool:
    """Whether the forward function has a derivative at a probe by every argument that it is differentiated by.

    The truth hears of the slopes: a complex step that gives others there is not used.
    """
    truth = exercise.truth
    if not isinstance(truth, Measured):
        return True
    with np.errstate(all="ignore"):
        for name in truth.wrt:
            f, x = truth.as_function_of(name, probe.values), np.asarray(probe.values[name], dtype=float)
            found = slope_at(f, x)
            if found is None:
                return False
            if not probe.along and not truth.is_measured(name, f, x, *found, wholly=not probe.long):
                return False
    return True


def is_smooth(f: Function, x: Array) -> bool:
    """Whether f is finite and has no kink and no jump at x or next to it.

    >>> is_smooth(np.abs, np.array([0.5, -2.0])), is_smooth(np.abs, np.array([0.5, 0.0]))
    (True, False)
    """
    return slope_at(f, x) is not None


def slope_at(f: Function, x: Array) -> tuple[Array, Array] | None:
    """A direction and the slope of f along it, to a few digits; None where those on both sides of x do not meet."""
    if not x.size:
        return x, np.zeros_like(f(x))
    V = signed_directions(np.random.default_rng(0), x.shape) * np.where(x == 0.0, largest(x) or 1.0, np.abs(x))
    points = x + np.multiply.outer([0.0, NEAR, -NEAR, NEARER, -NEARER], V)
    here, after, before, next_after, next_before = evaluate(f, points)
    if not np.all(np.isfinite([after, before, next_after, next_before])):
        return None
    far, near = _apart(here, after, before, NEAR), _apart(here, next_after, next_before, NEARER)
    size = max(largest(after - before) / NEAR, largest(next_after - next_before) / NEARER)
    seen = near > APART * size + ROUND_OFF * np.abs(here) / NEARER
    return None if np.any(seen & (near > far / 4)) else (V, (next_after - next_before) / (2 * NEARER))


def _apart(here: Array, after: Array, before: Array, step: float) -> Array:
    """By how much the slopes after and before a point differ."""
    return np.asarray(np.abs(after - 2 * here + before) / step)
