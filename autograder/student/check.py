"""The student's two verbs in a notebook: `check` an answer, see `progress`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import PurePath
from typing import Any

from autograder.exercises.task import FunctionTask
from autograder.judging import VERDICT_KEY
from autograder.judging.example import smallest
from autograder.judging.exercise import Exercise
from autograder.judging.kinds.function import FunctionExercise
from autograder.judging.verdict import CheckFailed, Verdict
from autograder.lessons import LESSONS
from autograder.lessons.course import UnknownExercise, find, find_lesson, judge
from autograder.lessons.lesson import Lesson
from autograder.student.card import card, text_of
from autograder.student.extras import Extras
from autograder.student.notebook import cells
from autograder.student.notebook.installed import Once
from autograder.student.notebook.misuse import NOTHING, named, other_order
from autograder.student.notebook.printing import Printing
from autograder.student.notebook.saved import saved
from autograder.student.overview import overview
from autograder.student.pictures import Picture

_checked: dict[str, Verdict] = {}
_installed = Once()


def check(answer: Callable[..., Any] = NOTHING, name: str = NOTHING, *others: Any) -> None:  # type: ignore[assignment]
    """Judges a function, shows the verdict's card, and raises CheckFailed when the answer is not right.

    The exercise is found by the function's own name; `name` says it where the function has another.

    Raises UnknownExercise, which names the nearest exercises, when there is none of that name, and NotAFunction, which
    says how to call it, for anything but one function.
    """
    history = cells.history()
    answer, exercise_name = named(answer, name, others, history)
    exercise = find(exercise_name)
    printing = Printing(answer)
    with redirect_stderr(sys.stdout):  # nbgrader takes anything on stderr for a failed check, a warning included
        verdict = judge(exercise.name, printing)
        extras = _extras(exercise, answer, verdict, printing, cells.version(answer, history, cells.namespace()))
    _checked[exercise.name] = verdict
    shown = _show(card(verdict, extras), verdict)
    if not verdict.passed:
        raise CheckFailed(verdict, text_of(verdict, extras, picture=False), shown) from None


def _extras(
    exercise: Exercise, answer: Callable[..., Any], verdict: Verdict, printing: Printing, version: str
) -> Extras:
    """What the card shows besides the verdict."""
    names = [argument.name for argument in exercise.arguments] if isinstance(exercise, FunctionTask) else []
    called = getattr(answer, "__name__", "")
    return Extras(
        version,
        printing.of(verdict, names),
        smallest(exercise, Printing(answer), verdict) if isinstance(exercise, FunctionExercise) else None,
        called if called.isidentifier() else "",
        exercise.earned if verdict.passed else (),
        "" if verdict.passed else other_order(answer, names),
        _installed(cells.history()),
    )


def progress(lesson: str = "") -> Picture:
    """Which exercises of a lesson are solved, by the checks of this kernel or those that the notebook has saved.

    `lesson` is a name or number such as "05"; without it, the lesson of the notebook, or those checked so far.
    """
    return overview(_lessons(lesson), _checked, saved())


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


def _show(picture: Picture, verdict: Verdict) -> bool:
    """Shows a card: in a notebook with the verdict as data in the output's metadata, elsewhere as text.

    Returns whether it is in front of the reader together with whatever is raised after it. nbgrader's Validate shows
    what is raised and nothing else.
    """
    try:
        from IPython.core.getipython import get_ipython
        from IPython.display import publish_display_data
    except ImportError:
        print(picture.text)
        return False
    if get_ipython() is None:
        print(picture.text)
        return False
    publish_display_data(picture._repr_mimebundle_(), metadata={VERDICT_KEY: verdict.to_dict()})
    return "NBGRADER_VALIDATING" not in os.environ
