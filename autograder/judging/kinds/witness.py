"""Witnesses: an example the student must find, such as a counterexample.

What an example shows is worked out from its numbers, so they are few and neither too large nor infinite: no exercise
need ask for that itself. And it must serve in other units as well: what round-off makes does not, where the terms of a
sum are large and cancel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.identity import Identity
from autograder.judging import wording
from autograder.judging.exercise import Exercise
from autograder.judging.outcomes import Fault, Returned
from autograder.judging.sitting import Sitting
from autograder.judging.verdict import Verdict
from autograder.notation.signature import Result, parse_signature
from autograder.numerics.arrays import Array, largest

MOST_ENTRIES = 1600  # of an array, 40 × 40: an example of four entries shows as much, the largest of the tests has 1200
MOST_AXES = 8
LARGEST_ENTRY = 1e6  # no product of a few such matrices comes near overflow, and round-off stays small


@dataclass(frozen=True, eq=False)
class WitnessExercise(Exercise):
    """An example. `complaint(*example)` is None when it serves, else one sentence on what it lacks.

    It is asked in units in which the largest entry of each array is 1: no number is too small to show something.
    """

    name: str
    lesson: str
    statement: str
    results: tuple[Result, ...]
    complaint: Callable[..., str | None]
    heading: str = ""
    earned: tuple[Identity, ...] = ()

    def judge(self, sitting: Sitting) -> Verdict:
        """Right when there is nothing to complain of."""
        (outcomes,) = sitting.outcomes([()], self.results)
        fault = next((outcome for outcome in outcomes if isinstance(outcome, Fault)), None)
        if fault is not None:
            return wording.refused(self, fault, _advice(self.results) if fault.slug == "wrong_type" else "")
        returned = [outcome for outcome in outcomes if isinstance(outcome, Returned)]
        complaint = _unfit(self.results, returned) or self._complaint(returned)
        if complaint is None:
            return Verdict(self.name, True, 1.0, "Right: the example does what was asked.")
        return wording.refused(self, Fault("unknown", complaint), "Change the example and check again.")

    def _complaint(self, returned: Sequence[Returned]) -> str | None:
        example = [outcome.values for outcome in returned if outcome.values is not None]
        with np.errstate(all="ignore"):
            return self.complaint(*(array / (largest(array) or 1.0) for array in example))


def _advice(results: Sequence[Result]) -> str:
    names = ", ".join(result.name for result in results)
    return f"Make each of {names} an array of numbers, as in np.array([[1, 2], [3, 4]])."


def _unfit(results: Sequence[Result], returned: Sequence[Returned]) -> str | None:
    """What makes an array no part of an example, whatever it is to show."""
    for result, outcome in zip(results, returned, strict=True):
        if outcome.values is None or outcome.values.size > MOST_ENTRIES:
            return f"{result.name} has shape {_short(outcome.shape)}; at most {MOST_ENTRIES} entries are asked for."
        if len(outcome.shape) > MOST_AXES:
            return f"{result.name} has {len(outcome.shape)} axes; at most {MOST_AXES} are looked at."
        if not np.all(np.isfinite(outcome.values)):
            odd = outcome.values[~np.isfinite(outcome.values)].flat[0]
            return f"{result.name} holds {'NaN' if np.isnan(odd) else 'infinity'}, and must hold finite numbers."
        if not _is_moderate(outcome.values):
            return f"{result.name} must hold numbers between −10⁶ and 10⁶."
    return None


def _is_moderate(values: Array) -> bool:
    return bool(np.all(np.abs(values) <= LARGEST_ENTRY))  # NaN is in no order


def _short(shape: Sequence[int]) -> str:
    return str(tuple(shape)) if len(shape) <= MOST_AXES else f"of {len(shape)} axes"


def witness(
    name: str,
    lesson: str,
    statement: str,
    results: str,
    complaint: Callable[..., str | None],
    heading: str = "",
    earned: tuple[Identity, ...] = (),
) -> WitnessExercise:
    """The exercise that asks for results such as "W: H m, X: m n"."""
    _, parsed = parse_signature(f"-> {results}")
    return WitnessExercise(name, lesson, statement, parsed, complaint, heading, earned)
