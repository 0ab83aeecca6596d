"""The lessons' exercises, in course order: every module beside this one declares a lesson, and needs no other mention.

A lesson's number gives its place. What is no lesson but serves all of them is listed in ENGINE.
"""

from importlib import import_module
from pkgutil import iter_modules

from autograder.lessons.lesson import Lesson

ENGINE = ("course", "lesson", "version")


def _declared(name: str) -> Lesson:
    module = import_module(f"{__name__}.{name}")
    lesson = getattr(module, "LESSON", None)
    if not isinstance(lesson, Lesson):
        raise ImportError(f'{module.__file__} declares no lesson: LESSON = Lesson("NN-name", "Title") is missing')
    return lesson


def _lessons() -> tuple[Lesson, ...]:
    names = [module.name for module in iter_modules(__path__) if module.name not in ENGINE]
    return tuple(sorted(map(_declared, names), key=lambda lesson: lesson.name))


LESSONS: tuple[Lesson, ...] = _lessons()
