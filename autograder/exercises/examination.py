"""Examination: the probes of one draw, in an order that no answer can know, each with its measured truth.

A class that is graded on one draw is examined by the same one (`for_class`): each truth is measured for the first
answer only. Nothing of it can be written to, so that no answer is judged by what was left of an earlier one.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from autograder.exercises.probes import Probe
from autograder.exercises.smooth import NotSmooth, probes_of
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Entries, Gradient, Measured, Slopes
from autograder.numerics.arrays import Array

MOST_REMEMBERED = 16  # more than a lesson has exercises, which are asked in turn for each student

Truths = tuple[Entries | Slopes, ...]


def measure(exercise: FunctionTask, probe: Probe, rng: np.random.Generator) -> Truths:
    """The truth on a probe, one for each result.

    Raises ArithmeticError when the exercise's own forward function is not finite there: never the student's fault.
    """
    if probe.along and isinstance(exercise.truth, Gradient):
        slopes = exercise.truth.along(probe.values, rng)
        if not np.all(np.isfinite(slopes.slopes)):
            raise ArithmeticError(f"the forward function of {exercise.name} is not finite at a large size")
        return (slopes,)
    exact = exercise.truth(probe.values)
    if not all(np.all(np.isfinite(array)) for entries in exact for array in (entries.values, entries.noise)):
        if isinstance(exercise.truth, Measured) and exercise.truth.is_finite(probe.values):
            raise NotSmooth(f"the forward function of {exercise.name} has a kink next to its own probe ({probe.label})")
        raise ArithmeticError(f"the forward function of {exercise.name} is not finite on its own probe ({probe.label})")
    return exact


class Examination:
    """What an exercise's answers are tried on, for one seed.

    `probes` are the inputs; `order` are the positions among them of what each call is made on. Making one raises
    NotSmooth where the exercise's forward function has a derivative nowhere: never the student's fault.
    """

    def __init__(self, exercise: FunctionTask, seed: int) -> None:
        self.exercise = exercise
        self.seed = seed
        self.probes = probes_of(exercise, seed)
        self.order = self._order()
        self._truths: dict[int, Truths] = {}
        for probe in self.probes:
            _lock(*(value for value in probe.values.values() if isinstance(value, np.ndarray)))

    def _order(self) -> list[int]:
        """Each probe twice in a row, the first again at the end: being right on the first calls alone is not enough.

        Long ones are asked once in a row: what they add is their size.
        """
        once = np.random.default_rng([self.seed, len(self.probes)]).permutation(len(self.probes)).tolist()
        dear = [probe.along or probe.long for probe in self.probes]
        return [position for position in (*once, once[0]) for _ in range(1 if dear[position] else 2)]

    def truth(self, position: int) -> Truths:
        """The truth on the probe at this position, for each result. Raises what `measure` raises."""
        if position not in self._truths:
            rng = np.random.default_rng([self.seed, position])
            self._truths[position] = measure(self.exercise, self.probes[position], rng)
            for truth in self._truths[position]:
                _lock(*(array for array in vars(truth).values() if isinstance(array, np.ndarray)))
        return self._truths[position]


def _lock(*arrays: Array) -> None:
    for array in arrays:
        array.setflags(write=False)


@lru_cache(MOST_REMEMBERED)
def for_class(exercise: FunctionTask, seed: int) -> Examination:
    """The examination of an exercise for a seed, the same one for everybody."""
    return Examination(exercise, seed)
