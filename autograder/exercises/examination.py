"""Examination: the probes of one draw, in an order that no answer can know, each with its measured truth.

A class that is graded on one draw can be examined by the same one: each truth is measured for the first answer, and
kept. Nothing of it can be written to, so that no answer is judged by what was left of an earlier one.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from autograder.exercises.exercise import Exercise
from autograder.exercises.probes import Probe, draw
from autograder.exercises.truth import Entries, Gradient, Slopes
from autograder.numerics.arrays import Array

MOST_KEPT = 16

Truths = tuple[Entries | Slopes, ...]


def measure(exercise: Exercise, probe: Probe, rng: np.random.Generator) -> tuple[Entries | Slopes, ...]:
    """The truth on a probe, one for each result.

    Raises ArithmeticError when the exercise's own forward function is not finite there: never the student's fault.
    """
    if probe.along and isinstance(exercise.truth, Gradient):
        return (exercise.truth.along(probe.values, rng),)
    exact = exercise.truth(probe.values)
    if not all(np.all(np.isfinite(entries.values)) for entries in exact):
        raise ArithmeticError(f"the forward function of {exercise.name} is not finite on its own probe ({probe.label})")
    return exact


class Examination:
    """What an exercise's answers are tried on, for one seed."""

    def __init__(self, exercise: Exercise, seed: int) -> None:
        self.exercise = exercise
        self.seed = seed
        self.probes = draw(exercise, seed)
        self.asked = self._order()
        self._truths: dict[int, Truths] = {}
        for probe in self.probes:
            _lock(*(value for value in probe.values.values() if isinstance(value, np.ndarray)))

    def _order(self) -> list[int]:
        """The position among the probes of what is asked in each call: each twice in a row, the first again at the end.

        So no answer is right that was right on its first calls alone.
        """
        order = np.random.default_rng([self.seed, len(self.probes)]).permutation(len(self.probes)).tolist()
        return [position for position in (*order, order[0]) for _ in range(1 if self.probes[position].along else 2)]

    def truth(self, position: int) -> Truths:
        """The truth on the probe at this position, for each result. Raises what `measure` raises."""
        if position not in self._truths:
            rng = np.random.default_rng([self.seed, position])
            self._truths[position] = measure(self.exercise, self.probes[position], rng)
            for truth in self._truths[position]:
                _lock(*vars(truth).values())
        return self._truths[position]


def _lock(*arrays: Array) -> None:
    for array in arrays:
        array.setflags(write=False)


_kept: OrderedDict[tuple[int, int], Examination] = OrderedDict()


def kept(exercise: Exercise, seed: int) -> Examination:
    """The examination of an exercise for a seed: that of the last answer, where it was on the same one."""
    key = id(exercise), seed
    known = _kept.pop(key, None) or Examination(exercise, seed)
    _kept[key] = known
    if len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return known
