"""Matrix gradients by hand: exercises that check themselves.

A notebook imports three verbs, `check`, `progress` and `show`. Programs use `judge`, `exercises` and `Verdict`, and for
functions outside the course `check_gradient`. Each is imported when it is first asked for: a command that says how it
is used needs none of them.
"""

import importlib
import typing

import autograder.exercises as _folder  # before the function of that name, whose place it would take later

if typing.TYPE_CHECKING:
    from autograder.judging.gradient_check import check_gradient
    from autograder.judging.verdict import CheckFailed as CheckFailed  # what `check` raises, for who wants to catch it
    from autograder.judging.verdict import Verdict
    from autograder.lessons.course import exercises, judge
    from autograder.student.check import check, progress
    from autograder.student.pictures import show

__all__ = ["Verdict", "check", "check_gradient", "exercises", "judge", "progress", "show"]

_HOMES = {
    "CheckFailed": "judging.verdict",
    "Verdict": "judging.verdict",
    "check": "student.check",
    "check_gradient": "judging.gradient_check",
    "exercises": "lessons.course",
    "judge": "lessons.course",
    "progress": "student.check",
    "show": "student.pictures",
}

del globals()[_folder.__name__.rpartition(".")[2]]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
