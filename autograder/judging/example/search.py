"""The search for a failing example: an input on which the answer is wrong, made smaller as long as it stays wrong.

Sizes are shrunk first, then entries, in the manner of property-based testing. It has a budget of calls and of time, and
what has been found by its end is what is shown. The true value is the referee's own measured derivative. Nobody is
graded by these inputs, so they give nothing away; grading does not look for any.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Iterator
from time import process_time

import numpy as np

from autograder.exercises.examination import measure
from autograder.exercises.probes import Probe
from autograder.judging.answer import AnyAnswer
from autograder.judging.example import inputs
from autograder.judging.example.written import Example
from autograder.judging.kinds.function import FunctionExercise
from autograder.judging.outcomes import Fault
from autograder.judging.sitting import Sitting
from autograder.judging.trial import Trial
from autograder.judging.verdict import Verdict
from autograder.notation.signature import Arguments, Sizes
from autograder.numerics.arrays import Array

SECONDS = 0.1  # of the processor's time: a card is not waited for on account of its example
MOST_CALLS = 400  # as a rule this ends the search, so that it ends the same way on every machine
SECONDS_OF_A_CALL = 0.5  # an answer so slow on four numbers has another trouble than its values
VALUES, NOT_FINITE, SHAPE, RAISES = "", "overflow_nan", "wrong_shape", "raises"


def smallest(exercise: FunctionExercise, answer: AnyAnswer, verdict: Verdict) -> Example | None:
    """The smallest whole-number input found on which the answer goes wrong as the verdict says it does.

    That is in its values, in its shape, or by raising an exception that other inputs do not bring. None where none was
    found: the answer may be wrong on large or odd inputs only. Deterministic by the verdict's seed.
    """
    part = _part(verdict)
    kind = _kind(part)
    if kind is None:
        return None
    position = [result.name for result in exercise.results].index(part.part)
    search = _Search(exercise, Sitting(answer, verdict.seed, SECONDS_OF_A_CALL), position, kind, verdict.seed)
    return search.found()


def _part(verdict: Verdict) -> Verdict:
    """The part that the whole verdict speaks of."""
    wrong = [part for part in verdict.parts if not part.passed]
    return next((part for part in wrong if part.disagreement is verdict.disagreement), verdict)


def _kind(part: Verdict) -> str | None:
    """How it goes wrong: None where no example helps, as with an answer that never ends, or is not written yet."""
    if part.passed or part.mistake in ("too_slow", "out_of_memory", "not_written", "not_repeatable", "inconclusive"):
        return None
    where = part.disagreement
    if where is None:
        return RAISES
    if where.index is None and where.shape != where.expected_shape:
        return SHAPE
    return VALUES if where.yours is None or math.isfinite(where.yours) else NOT_FINITE


class _Over(Exception):
    """The budget is spent."""


class _Search:
    def __init__(self, exercise: FunctionExercise, sitting: Sitting, position: int, kind: str, seed: int) -> None:
        self.exercise, self.sitting, self.position, self.kind = exercise, sitting, position, kind
        self.rng = np.random.default_rng([seed, *exercise.name.encode()])
        self.calls = 0
        self.end = process_time() + SECONDS
        self.best: Trial | None = None

    def found(self) -> Example | None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they have been shown, of the inputs that count
            return self._found()

    def _found(self) -> Example | None:
        try:
            if self.kind != RAISES or not self._raises_always():
                self._shrink()
        except _Over:
            pass
        if self.best is None:
            return None
        try:
            again = self._trial(self.best.probe.values)
        except _Over:
            return None
        if again is None or not _same(again.returned, self.best.returned):
            return None  # an answer that changes its mind has no example
        return Example.of(self.exercise, self.position, again)

    def _raises_always(self) -> bool:
        """Whether the plainest input of all raises, too: then the exception has nothing to do with the input."""
        _, values = next(inputs.starts(self.exercise, self.rng))
        trial = self._trial(inputs.ones(values))
        return trial is not None and _kind_of(trial) == RAISES

    def _shrink(self) -> None:
        starts = list(inputs.starts(self.exercise, self.rng))
        if self.kind == SHAPE:
            starts.sort(key=lambda start: not _has_no_one(start[0]))
        sizes = self._first(starts)
        if self.best is None:
            return
        while (less := self._first(self._smaller(sizes))) is not None or self._moved:
            sizes = less
        if self.kind != VALUES:
            self._fails(inputs.ones(self.best.probe.values))
            return
        while self._first((None, values) for values in inputs.plainer(self.best.probe.values)) or self._moved:
            pass

    def _smaller(self, sizes: Sizes | None) -> Iterator[tuple[Sizes | None, Arguments]]:
        assert self.best is not None
        for less, values in inputs.smaller(self.exercise, sizes, self.best.probe.values, self.rng):
            if self.kind != SHAPE or _has_no_one(less):
                yield less, values

    def _first(self, candidates: Iterable[tuple[Sizes | None, Arguments]]) -> Sizes | None:
        """The sizes of the first candidate that fails, which is the best so far."""
        self._moved = False
        for sizes, values in candidates:
            if self._fails(values):
                self._moved = True
                return sizes
        return None

    def _fails(self, values: Arguments) -> bool:
        if self.calls >= MOST_CALLS or process_time() > self.end:
            raise _Over
        trial = self._trial(values)
        if trial is None or trial.passed or _kind_of(trial) != self.kind:
            return False
        self.best = trial
        return True

    def _trial(self, values: Arguments) -> Trial | None:
        """What the answer makes of these inputs, beside the truth; None where that is not finite."""
        self.calls += 1
        probe = Probe("", values)
        (outcomes,) = self.sitting.outcomes_on([probe], self.exercise.arguments, self.exercise.results)
        outcome = outcomes[self.position]
        if isinstance(outcome, Fault):
            if outcome.slug == "too_slow":
                raise _Over
            if outcome.slug != self.kind:
                return None
        try:
            truth = measure(self.exercise, probe, self.rng)[self.position]
        except ArithmeticError:
            return None
        return Trial(probe, outcome, truth, self.exercise.integral)


def _kind_of(trial: Trial) -> str:
    if trial.fault:
        return trial.fault.slug
    return VALUES if np.all(np.isfinite(np.asarray(trial.returned))) else NOT_FINITE


def _same(again: Array | None, before: Array | None) -> bool:
    return again is before or np.array_equal(np.asarray(again), np.asarray(before), equal_nan=again is not None)


def _has_no_one(sizes: Sizes | None) -> bool:
    """Whether no size is 1: a shape is read by its axes, and those of length 1 look like no axes."""
    return sizes is None or all(
        size != 1 and 1 not in (size if isinstance(size, tuple) else ()) for size in sizes.values()
    )
