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
        elif probe.generic:
            raise NotSmooth(
                f"the forward function of {exercise.name} has a kink or a jump wherever it is tried ({probe.label}): "
                "there is no gradient to compare answers with"
            )
    return kept


def is_smooth_on(exercise: FunctionTask, probe: Probe) -> bool:
    """Whether the forward function has a derivative at a probe by every argument that it is differentiated by."""
    truth = exercise.truth
    if not isinstance(truth, Measured):
        return True
    functions = ((truth.as_function_of(name, probe.values), probe.values[name]) for name in truth.wrt)
    with np.errstate(all="ignore"):
        return all(is_smooth(f, np.asarray(x, dtype=float)) for f, x in functions)


def is_smooth(f: Function, x: Array) -> bool:
    """Whether f has no kink and no jump at x or next to it: the slopes on both sides along one direction meet.

    >>> is_smooth(np.abs, np.array([0.5, -2.0])), is_smooth(np.abs, np.array([0.5, 0.0]))
    (True, False)
    """
    if not x.size:
        return True
    V = signed_directions(np.random.default_rng(0), x.shape) * np.where(x == 0.0, largest(x) or 1.0, np.abs(x))
    points = x + np.multiply.outer([0.0, NEAR, -NEAR, NEARER, -NEARER], V)
    here, after, before, next_after, next_before = evaluate(f, points)
    far, near = _apart(here, after, before, NEAR), _apart(here, next_after, next_before, NEARER)
    size = max(largest(after - before) / NEAR, largest(next_after - next_before) / NEARER)
    seen = near > APART * size + ROUND_OFF * np.abs(here) / NEARER
    return not np.any(seen & (near > far / 4))


def _apart(here: Array, after: Array, before: Array, step: float) -> Array:
    """By how much the slopes after and before a point differ."""
    return np.asarray(np.abs(after - 2 * here + before) / step)
