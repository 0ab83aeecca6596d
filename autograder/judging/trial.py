"""Trial: what an answer returned on one probe, beside the measured truth.

The tolerance of an entry is 1e-9 of the largest entry, plus the truth's own round-off: no answer can be held to more.
An answer in float32 is held to 1e-5, and a count must be exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.exercises.probes import Probe
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Entries, Slopes
from autograder.judging.outcomes import Fault, Outcome, Returned
from autograder.judging.verdict import Disagreement
from autograder.numerics.arrays import Array

RTOL = 1e-9  # of the largest entry: right answers stayed within 2e-14 of it, the smallest wrong one was 0.33 off
RTOL_SINGLE = 1e-5  # float32 has seven digits, and sums lose one or two of them
MOST_SIZES = 12  # that are listed: twice what the largest right result has
SORTS = {"f": "a float", "b": "a bool"}


@dataclass(frozen=True)
class Trial:
    """One outcome of one call. `fault` is the broken contract, None where plain numbers of the right shape came."""

    probe: Probe
    outcome: Outcome
    truth: Entries | Slopes
    integral: bool = False

    @property
    def returned(self) -> Array | None:
        """What came back as numbers, of whatever shape."""
        return self.outcome.values if isinstance(self.outcome, Returned) else None

    @property
    def single(self) -> bool:
        """Whether the answer came in float32."""
        return isinstance(self.outcome, Returned) and self.outcome.dtype == np.float32

    @property
    def fault(self) -> Fault | None:
        """The broken contract, shape and dtype included."""
        if isinstance(self.outcome, Fault):
            return self.outcome
        if self.outcome.shape != self.truth.shape:
            yours, right = map(shape_in_words, (self.outcome.shape, self.truth.shape))
            return Fault("wrong_shape", f"it returns {yours} where {right} is asked for.")
        if self.outcome.values is None:
            return Fault("wrong_shape", f"it returns {self.outcome.shape}: too many entries to look at.")
        return self._dtype_fault(self.outcome.dtype)

    def _dtype_fault(self, dtype: np.dtype[Any]) -> Fault | None:
        """A dtype that the right values cannot be returned in. Where they are whole, as F's and H's, ints will do."""
        if self.integral:
            if dtype.kind in "iu" or np.any(self._wrong()):  # what is wrong in value has a more telling name
                return None
            advice = "Count in whole numbers: // divides without leaving them, and / does not."
            return Fault("wrong_type", f"it returns {SORTS[dtype.kind]} where an int is asked for.", advice=advice)
        if dtype.kind == "f" or not self.truth.shape or self._is_whole():
            return None
        return Fault("dtype_int", f"it returns an array of dtype {dtype}, and the right entries are not whole numbers.")

    def _is_whole(self) -> bool:
        return isinstance(self.truth, Entries) and not np.any(self.truth.wrong(np.round(self.truth.values), 0.0))

    @property
    def passed(self) -> bool:
        """Right in contract and in value."""
        return self.fault is None and not np.any(self._wrong())

    def _wrong(self) -> Array:
        assert self.returned is not None
        if self.integral and isinstance(self.truth, Entries):
            return np.asarray(self.returned != self.truth.values)
        return self.truth.wrong(self.returned, RTOL_SINGLE if self.single else RTOL)

    @cached_property
    def _located(self) -> tuple[tuple[int, ...], float] | None:
        """A wrong entry of a result too large for every entry, and its right value."""
        assert self.returned is not None
        return self.truth.locate(self.returned) if isinstance(self.truth, Slopes) else None

    def disagreement(self, exercise: FunctionTask) -> Disagreement | None:
        """Where it went wrong, for the card: None when nothing came back that could be compared."""
        if not isinstance(self.outcome, Returned):
            return None
        shapes = self.probe.shapes(exercise.arguments)
        values = self.returned
        if self.fault is not None or values is None:
            return Disagreement(self.probe.label, shapes, self.outcome.shape, self.truth.shape)
        if isinstance(self.truth, Slopes):
            index, true = self._located or (None, None)
            yours = None if index is None else float(values[index])
            return Disagreement(self.probe.label, shapes, values.shape, self.truth.shape, index, yours, true)
        wrong = self._wrong()
        gaps = ~np.isfinite(values)  # of what is wrong here, what no number stands for tells most
        first = int(np.argmax(gaps if np.any(gaps) else wrong))
        index = tuple(int(i) for i in np.unravel_index(first, wrong.shape))
        errors = np.where(wrong, values - self.truth.values, 0.0)
        return Disagreement(
            self.probe.label,
            shapes,
            self.outcome.shape,
            self.truth.shape,
            index,
            float(values[index]),
            float(self.truth.values[index]),
            errors,
            _ratio(values, self.truth.values),
            exercise.letters if len(exercise.letters) == errors.ndim else "",
        )


def _ratio(yours: Array, true: Array) -> float | None:
    """The one number that all entries are off by, where they are several; None where there is none, or it is 0."""
    if np.count_nonzero(true) < 2 or not np.all(np.isfinite(yours)):
        return None
    with np.errstate(all="ignore"):
        ratio = float(np.vdot(true, yours) / np.vdot(true, true))
        same = np.abs(yours - ratio * true) <= RTOL * np.max(np.abs(ratio * true))
    return ratio if ratio and np.all(same) else None


def shape_in_words(shape: Sequence[object]) -> str:
    """A shape as a student reads it: "a number" for ()."""
    if not shape:
        return "a number"
    if len(shape) > MOST_SIZES:
        return f"a shape of {len(shape)} axes"
    return f"shape ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
