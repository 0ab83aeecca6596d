"""Functions: an answer is tried on every probe, twice, and its results are compared with the measured truth.

No closed form of any gradient is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from time import monotonic
from typing import Any

from autograder.exercises.probes import INTEGERS, Probe
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Truth
from autograder.judging import wording
from autograder.judging.diagnosis.naming import diagnose, shown, swapped
from autograder.judging.exercise import Exercise
from autograder.judging.outcomes import Returned
from autograder.judging.sitting import SECONDS_OF_CALLS, SECONDS_OF_NAMING, Sitting
from autograder.judging.trial import Trial
from autograder.judging.verdict import Verdict
from autograder.notation.signature import Arguments, Result, parse_arguments, parse_signature
from autograder.numerics.arrays import Array

MOST_KEPT = 2_000_000  # entries of results of wrong shapes, 16 MB: H with all axes of one size has 1.3 million in all
GOES_ON_AFTER = ("raises", "wrong_shape", "dtype_int")  # faults that may come at some sizes only


@dataclass(frozen=True, eq=False)
class FunctionExercise(FunctionTask, Exercise):
    """A function that the student completes."""

    def judge(self, sitting: Sitting) -> Verdict:
        """Right when every result is right on every probe."""
        rounds = self._rounds(sitting)
        until = monotonic() + SECONDS_OF_NAMING
        verdicts = [
            self._judge_result(sitting, result, [trials[position] for trials in rounds], until)
            for position, result in enumerate(self.results)
        ]
        if len(verdicts) == 1:
            return verdicts[0]
        together = wording.together(self, verdicts)
        return wording.exchanged(together) if not together.passed and swapped(rounds) else together

    def _rounds(self, sitting: Sitting) -> list[list[Trial]]:
        """All calls of the examination, each with a trial for each result, in the order of the probes.

        Ends at the first fault after which going on would tell nothing more.
        """
        return [trials for _, trials in sorted(self._calls(sitting), key=itemgetter(0))]

    def _calls(self, sitting: Sitting) -> Iterator[tuple[int, list[Trial]]]:
        examination, kept = sitting.examination(self), 0
        probes = [examination.probes[position] for position in examination.order]
        calls = sitting.outcomes_on(probes, self.arguments, self.results, SECONDS_OF_CALLS)
        for position, probe, outcomes in zip(examination.order, probes, calls, strict=True):
            trials = [
                Trial(probe, outcome, truth, self.integral)
                for outcome, truth in zip(outcomes, examination.truth(position), strict=True)
            ]
            yield position, trials
            kept += sum(trial.returned.size for trial in trials if trial.fault and trial.returned is not None)
            if kept > MOST_KEPT or any(_is_final(trial) for trial in trials):
                return

    def _judge_result(self, sitting: Sitting, result: Result, trials: Sequence[Trial], until: float) -> Verdict:
        """The verdict on one result; no call that only names a mistake comes after `until`, a time of `monotonic()`."""
        if all(trial.passed for trial in trials):
            return wording.right(self, result, trials)

        def again(values: Arguments) -> Array | None:
            left = until - monotonic()
            if left <= 0:
                return None
            (outcomes,) = sitting.outcomes_on([Probe("", values)], self.arguments, self.results, left)
            outcome = outcomes[self.results.index(result)]
            return outcome.values if isinstance(outcome, Returned) else None

        telling = _telling(trials)
        suspicion = diagnose(self, result, telling, again)
        return wording.wrong(self, result, shown(self, telling, suspicion), trials, suspicion)


def _telling(trials: Sequence[Trial]) -> Sequence[Trial]:
    """The trials that a name has to explain: what is wrong with floats is named by them, for ints cut it once more."""
    floats = [trial for trial in trials if trial.probe.label != INTEGERS]
    return floats if any(not trial.passed for trial in floats) else trials


def _is_final(trial: Trial) -> bool:
    """Whether further probes would tell nothing new: the same fault would come again, at the same price."""
    if isinstance(trial.outcome, Returned) and trial.outcome.values is None:
        return True
    return trial.fault is not None and (trial.fault.slug not in GOES_ON_AFTER or trial.fault.blank)


def function(
    name: str, lesson: str, statement: str, /, signature: str, truth: Truth, hidden: str = "", **details: Any
) -> FunctionExercise:
    """The exercise of this signature; `hidden` names what the forward function needs besides the arguments.

    `details` are further fields of FunctionTask. Raises ValueError for a signature that is none.
    """
    arguments, results = parse_signature(signature)
    details.setdefault("scales", {argument.name: 1 for argument in arguments if argument.kind == "array"})
    return FunctionExercise(name, lesson, statement, arguments, results, truth, parse_arguments(hidden), **details)
