"""The student's two verbs in a notebook: `check` an answer, see `progress`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import PurePath
from typing import Any

from autograder.judging.verdict import VERDICT_KEY, CheckFailed, Verdict
from autograder.lessons import LESSONS
from autograder.lessons.course import UnknownExercise, find, find_lesson, judge
from autograder.lessons.lesson import Lesson
from autograder.student.card import card
from autograder.student.overview import overview
from autograder.student.pictures import Picture

_checked: dict[str, Verdict] = {}


def check(answer: Callable[..., Any], name: str = "") -> None:
    """Judges a function, shows the verdict's card, and raises CheckFailed when the answer is not right.

    The exercise is found by the function's own name; `name` says it where the function has another. Raises
    UnknownExercise, which names the nearest exercises, when there is none of that name.
    """
    exercise = find(name or getattr(answer, "__name__", type(answer).__name__))
    with redirect_stderr(sys.stdout):  # nbgrader takes anything on stderr for a failed check, a warning included
        verdict = judge(exercise.name, answer)
    _checked[exercise.name] = verdict
    _show(card(verdict), verdict)
    if not verdict.passed:
        raise CheckFailed(verdict) from None


def progress(lesson: str = "") -> Picture:
    """Which exercises of a lesson are solved, as far as this kernel has checked them.

    `lesson` is a name or number such as "05"; without it, the lesson of the notebook, or those checked so far.
    """
    return overview(_lessons(lesson), _checked)


def _lessons(name: str) -> list[Lesson]:
    if name:
        return [find_lesson(name)]
    touched = {find(exercise).lesson for exercise in _checked}
    if touched:
        return [lesson for lesson in LESSONS if lesson.name in touched]
    try:
        return [find_lesson(PurePath(os.environ.get("JPY_SESSION_NAME", "")).stem)]
    except UnknownExercise:
        return list(LESSONS)


def _show(picture: Picture, verdict: Verdict) -> None:
    """Shows a card: in a notebook with the verdict as data in the output's metadata, elsewhere as text."""
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import publish_display_data
    except ImportError:
        print(picture.text)
        return
    if get_ipython() is None:
        print(picture.text)
        return
    publish_display_data(picture._repr_mimebundle_(), metadata={VERDICT_KEY: verdict.to_dict()})
