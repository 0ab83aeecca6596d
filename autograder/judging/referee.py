"""The referee: lets an exercise judge an answer, on a draw that can be repeated, and returns a Verdict.

It does not care where the answer lives: any callable will do, a student's function in a notebook or one behind a wall.
Nor does it know what kinds of exercise there are: each judges its own answers.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.exercises.examination import Examination
from autograder.judging.answer import AnyAnswer
from autograder.judging.exercise import Exercise
from autograder.judging.sitting import Examine, Sitting
from autograder.judging.verdict import Verdict

SECONDS = 5.0  # the slowest right answers, loops in plain Python, took 0.08 s for their longest call


class Referee:
    """Judges answers to one exercise.

    `seed` repeats the draw of inputs; `seconds` is the limit of wall time for each call of the answer; `examine` makes
    the examination of a task for a seed.

    >>> from autograder import exercises
    >>> referee = Referee(exercises()["wx_grad_W"], seed=7)
    >>> referee.judge(lambda W, X, G: G @ X.T).passed
    True
    >>> referee.judge(lambda W, X, G: G @ X).mistake
    'missing_transpose'
    """

    def __init__(
        self, exercise: Exercise, seed: int = 0, seconds: float = SECONDS, examine: Examine = Examination
    ) -> None:
        self.exercise = exercise
        self.seed = seed
        self.seconds = seconds
        self.examine = examine

    def judge(self, answer: AnyAnswer) -> Verdict:
        """The verdict on an answer. Whatever the answer does, nothing is raised on its account.

        Raises ArithmeticError where the exercise's own forward function is not finite on its own input: the lesson's
        mistake, and no mark of the student's.
        """
        verdict = self.exercise.judge(Sitting(answer, self.seed, self.seconds, self.examine))
        return replace(verdict, seed=self.seed)
