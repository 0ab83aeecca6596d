"""Exercise: what exercises of every kind have in common, and the one method in which a kind differs.

A kind is one module in `kinds/`: a class with this base, and a function by which a lesson sets one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from autograder.exercises.identity import Identity
from autograder.judging.sitting import Sitting
from autograder.judging.verdict import Verdict
from autograder.notation.signature import Result

TEXT = (Result("", ()),)  # what comes back where an answer is one text


class Exercise(ABC):
    """An exercise of any kind. A kind is a frozen dataclass that has these among its fields.

    name, lesson: its id, unique in the course, and its lesson's name.
    statement: one line of mathematics, in plain Unicode.
    heading: the heading in the lesson's text that a verdict sends the student back to, "" for none.
    results: what an answer returns.
    earned: the identities that a right answer has shown, told only then.
    """

    name: str
    lesson: str
    statement: str
    heading: str
    results: tuple[Result, ...]
    earned: tuple[Identity, ...] = ()

    @property
    def signature(self) -> str:
        """The call as the student writes it, e.g. "frobenius_einsum()"."""
        return f"{self.name}()"

    @abstractmethod
    def judge(self, sitting: Sitting) -> Verdict:
        """The verdict on the answer of this sitting. Raises nothing on the answer's account."""
