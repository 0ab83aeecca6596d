"""The course: every exercise of every lesson by its name, and the judgement of an answer to one."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from autograder.judging.answer import AnyAnswer
from autograder.judging.exercise import Exercise
from autograder.judging.referee import SECONDS, Referee
from autograder.judging.verdict import Verdict
from autograder.lessons import LESSONS
from autograder.lessons.lesson import Lesson


class UnknownExercise(KeyError):
    """No exercise has this name. Its text names the nearest ones."""

    def __str__(self) -> str:
        return str(self.args[0])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows, without lines of ours."""
        return [f"{type(self).__name__}: {self}"]


def exercises() -> Mapping[str, Exercise]:
    """Every exercise by its name, in course order."""
    return MappingProxyType({exercise.name: exercise for lesson in LESSONS for exercise in lesson.exercises})


def find(name: str) -> Exercise:
    """The exercise of this name. Raises UnknownExercise, which names the nearest ones."""
    every = exercises()
    if name not in every:
        near = get_close_matches(name, every, n=3)
        near.sort(key=lambda other: other.lower() != name.lower())
        advice = f"did you mean {', '.join(near)}?" if near else "a lesson's own text has the names of its exercises"
        raise UnknownExercise(f"no exercise is called {name!r}; {advice}")
    return every[name]


def find_lesson(name: str) -> Lesson:
    """The lesson of this name or number ("05"). Raises UnknownExercise, which lists them."""
    for lesson in LESSONS:
        if name and (lesson.name == name or lesson.name.startswith(f"{name}-")):
            return lesson
    raise UnknownExercise(f"no lesson is called {name!r}; there are {', '.join(lesson.name for lesson in LESSONS)}")


def judge(name: str, answer: AnyAnswer, seed: int = 0, seconds: float = SECONDS) -> Verdict:
    """The verdict on `answer` as a solution of the exercise `name`.

    `seed` repeats the draw of inputs; each call of the answer may take `seconds`. Raises UnknownExercise for a name
    that no exercise has, ArithmeticError where the exercise's own forward function is not finite, and nothing for a
    wrong or broken answer.

    >>> verdict = judge("linear_grad_W", lambda X, W, B, G: G.T @ X / len(X))
    >>> verdict.passed, verdict.score, verdict.mistake
    (False, 0.0, 'factor')
    """
    return Referee(find(name), seed, seconds).judge(answer)
