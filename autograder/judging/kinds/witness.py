"""Witnesses: an example the student must find, such as a counterexample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograder.judging import wording
from autograder.judging.exercise import Exercise
from autograder.judging.outcomes import Fault, Returned
from autograder.judging.sitting import Sitting
from autograder.judging.verdict import Verdict
from autograder.notation.signature import Result, parse_signature


@dataclass(frozen=True, eq=False)
class WitnessExercise(Exercise):
    """An example. `complaint(*example)` is None when it serves, else one sentence on what it lacks."""

    name: str
    lesson: str
    statement: str
    results: tuple[Result, ...]
    complaint: Callable[..., str | None]
    heading: str = ""

    def judge(self, sitting: Sitting) -> Verdict:
        """Right when there is nothing to complain of."""
        (outcomes,) = sitting.outcomes([()], self.results)
        fault = next((outcome for outcome in outcomes if isinstance(outcome, Fault)), None)
        if fault is not None:
            return wording.refused(self, fault)
        complaint = self.complaint(*(outcome.values for outcome in outcomes if isinstance(outcome, Returned)))
        if complaint is None:
            return Verdict(self.name, True, 1.0, "Right: the example does what was asked.")
        return wording.refused(self, Fault("unknown", complaint), "Change the example and check again.")


def witness(
    name: str, lesson: str, statement: str, results: str, complaint: Callable[..., str | None], heading: str = ""
) -> WitnessExercise:
    """The exercise that asks for results such as "W: H m, X: m n"."""
    _, parsed = parse_signature(f"-> {results}")
    return WitnessExercise(name, lesson, statement, parsed, complaint, heading)
