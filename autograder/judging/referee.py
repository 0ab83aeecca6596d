"""The referee: lets an exercise judge an answer, on a draw that can be repeated, and returns a Verdict.

It does not care where the answer lives: any callable will do, a student's function in a notebook or one behind a wall.
Nor does it know what kinds of exercise there are: each judges its own answers.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.exercises.examination import Examination
from autograder.judging import wording
from autograder.judging.answer import AnyAnswer
from autograder.judging.exercise import Exercise
from autograder.judging.limits import TimeIsUp, deadline
from autograder.judging.sitting import SECONDS_OF_CALLS, SECONDS_OF_NAMING, Examine, Sitting
from autograder.judging.verdict import Verdict

JUDGING_SECONDS = 10.0  # for a check beside the answer's own calls; the longest diagnosis, of a tensor, took 0.23
SECONDS = 5.0  # the slowest right answers, loops in plain Python, took 0.08 s for their longest call


class Referee:
    """Judges answers to one exercise.

    `seed` repeats the draw of inputs; `seconds` limits the wall time of each call of the answer, `in_all` that of a
    whole check (None for `seconds_in_all`); `examine` makes the examination of a task for a seed.

    >>> from autograder import exercises
    >>> referee = Referee(exercises()["wx_grad_W"], seed=7)
    >>> referee.judge(lambda W, X, G: G @ X.T).passed
    True
    >>> referee.judge(lambda W, X, G: G @ X).mistake
    'missing_transpose'
    """

    def __init__(
        self,
        exercise: Exercise,
        seed: int = 0,
        seconds: float = SECONDS,
        examine: Examine = Examination,
        in_all: float | None = None,
    ) -> None:
        self.exercise = exercise
        self.seed = seed
        self.seconds = seconds
        self.examine = examine
        self.in_all = seconds_in_all(seconds) if in_all is None else in_all

    def judge(self, answer: AnyAnswer) -> Verdict:
        """The verdict on an answer. Whatever the answer does, nothing is raised on its account.

        What takes too long to judge, or too much memory, is inconclusive.

        Raises ArithmeticError where the exercise's own forward function is not finite on its own input: the lesson's
        mistake, and no mark of the student's.
        """
        try:
            with deadline(self.in_all):
                verdict = self.exercise.judge(Sitting(answer, self.seed, self.seconds, self.examine))
        except TimeIsUp:
            verdict = wording.inconclusive(self.exercise, f"it took more than {self.in_all:.3g} seconds in all")
        except MemoryError:
            verdict = wording.inconclusive(self.exercise, "it takes more memory than there is for it")
        return replace(verdict, seed=self.seed)


def seconds_in_all(seconds: float) -> float:
    """The limit of a whole check whose single calls may take so many seconds: no call ends by it that its own allows.

    >>> seconds_in_all(5.0), seconds_in_all(60.0)
    (35.0, 75.0)
    """
    return max(seconds, SECONDS_OF_CALLS) + SECONDS_OF_NAMING + JUDGING_SECONDS
