"""Derivations: judged line by line; the first wrong one is pointed at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from autograder.exercises.identity import Identity
from autograder.judging import wording
from autograder.judging.exercise import TEXT, Exercise
from autograder.judging.outcomes import Fault
from autograder.judging.sitting import Sitting
from autograder.judging.verdict import Verdict
from autograder.notation.derivation.judge import judge_derivation
from autograder.notation.derivation.task import DerivationTask
from autograder.notation.signature import Result


@dataclass(frozen=True, eq=False)
class DerivationExercise(Exercise):
    """A derivation. `task` makes what is asked of it, when it is first needed."""

    name: str
    lesson: str
    statement: str
    task: Callable[[], DerivationTask]
    heading: str = ""
    results: tuple[Result, ...] = TEXT
    earned: tuple[Identity, ...] = ()

    def judge(self, sitting: Sitting) -> Verdict:
        """Right when every step is true in the worlds of the seed, and the last has the form asked for."""
        reply = sitting.reply()
        if isinstance(reply, Fault):
            return wording.refused(self, reply)
        judgement = judge_derivation(reply, self.task(), sitting.seed)
        if not judgement.slug:
            message = "Right: every step is true, and the form asked for is reached."
            return Verdict(self.name, True, 1.0, message, working=judgement.working)
        refused = wording.refused(self, Fault(judgement.slug, judgement.sentence), judgement.advice)
        return replace(refused, line=judgement.line, column=judgement.column, working=judgement.working)


def derivation(
    name: str,
    lesson: str,
    statement: str,
    task: Callable[[], DerivationTask],
    heading: str = "",
    earned: tuple[Identity, ...] = (),
) -> DerivationExercise:
    """The exercise whose task is made once: its grammar takes longer than importing the course should."""
    return DerivationExercise(name, lesson, statement, cache(task), heading, earned=earned)
