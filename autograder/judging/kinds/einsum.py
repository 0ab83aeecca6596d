"""Einsum strings: judged by meaning, so that any names of the indices are right."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.exercises.identity import Identity
from autograder.judging import wording
from autograder.judging.exercise import TEXT, Exercise
from autograder.judging.outcomes import Fault
from autograder.judging.sitting import Sitting
from autograder.judging.verdict import Verdict
from autograder.notation.einsum.judge import judge_einsum
from autograder.notation.signature import Argument, Result, parse_arguments


@dataclass(frozen=True, eq=False)
class EinsumExercise(Exercise):
    """An einsum string over `operands`, which have symbolic shapes, that means the contraction `meaning`."""

    name: str
    lesson: str
    statement: str
    operands: tuple[Argument, ...]
    meaning: str
    heading: str = ""
    results: tuple[Result, ...] = TEXT
    earned: tuple[Identity, ...] = ()

    def judge(self, sitting: Sitting) -> Verdict:
        """Right when it is the same contraction of the operands, in their order."""
        reply = sitting.reply()
        if isinstance(reply, Fault):
            return wording.refused(self, reply)
        complaint = judge_einsum(reply, self.meaning, self.operands)
        if complaint is None:
            message = f"Right: {reply!r} means what is asked for; any names of the indices would do."
            return Verdict(self.name, True, 1.0, message)
        return wording.refused(self, Fault(complaint.slug, complaint.sentence), complaint.next_step)


def einsum(
    name: str,
    lesson: str,
    statement: str,
    operands: str,
    meaning: str,
    heading: str = "",
    earned: tuple[Identity, ...] = (),
) -> EinsumExercise:
    """The exercise over operands such as "G: H n, X: m n"."""
    return EinsumExercise(name, lesson, statement, parse_arguments(operands), meaning, heading, earned=earned)
