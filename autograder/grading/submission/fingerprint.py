"""Fingerprints: what a mark depends on, as a digest, so that grading again touches only what changed.

An exercise's digest covers its declaration and the code of its functions; a check's, its cell and its exercises.
Points are left out of a check's: they change the mark, and not the verdict. Code of an instructor's own gives points
itself, so there they count.

The functions are walked through rather than the text of their module digested: a text changes when an import moves or
a comment is mended, and then a whole class would be graded again, and every answer marked by hand be flagged for
another look. The walk sees what Python compiles, so with another minor version of Python everything is graded again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from autograder.grading import digest
from autograder.grading.digest import of_bytes
from autograder.grading.gradebook.master import Master, MasterCell
from autograder.grading.submission.checks import GradeCell
from autograder.lessons.course import find

# What things are called now, and what they were called when the first gradebooks were written. A new name changes no
# mark, so that a digest speaks the old one: whoever renames a field of an exercise, its class, or what a lesson's
# functions call, adds it here.
FORMER_NAMES = {
    "DerivationTask": "Asked",
    "FunctionExercise": "Exercise",
    "heading": "where",
    "task": "asked",
}


def of_check(cell: MasterCell) -> str:
    """The digest of a grade cell: its source, and the exercises that it checks."""
    content = GradeCell.read(cell.source, cell.name)
    exercises = [of_exercise(check.exercise) for check in content.checks]
    points = str(cell.points) if content.code else ""
    return of_bytes(cell.source.encode(), points.encode(), *map(str.encode, exercises))


def of_submission(file: str, master: Master, safe: bool) -> str:
    """The digest of all that the marks of a file with this digest depend on; `safe`: they come from behind a wall."""
    return digest.of_submission(file, of_lesson(master), safe)


def of_lesson(master: Master) -> str:
    """The digest of all that the marks of a lesson depend on beside the submission itself.

    A cell goes in by its repr: the names of MasterCell and of its fields are part of every digest.
    """
    cells = (f"{cell}{of_check(cell) if _is_checked(cell) else ''}" for cell in master.cells)
    return of_bytes(*map(str.encode, cells))


def _is_checked(cell: MasterCell) -> bool:
    return cell.cell_type == "code" and cell.grade and not cell.solution


@cache
def of_exercise(name: str) -> str:
    """The digest of an exercise."""
    return of_bytes(*(part.encode() for part in _parts(find(name), set())))


def _parts(value: Any, seen: set[int]) -> Iterator[str]:
    """Everything a value is made of, in a fixed order; functions by their code, not by where they lie.

    `seen` holds the ids of functions on the way, so that those which name each other come to an end.
    """
    match value:
        case FunctionType():
            yield from _function(value, seen)
        case CodeType():
            yield value.co_code.hex()
            yield from map(str, (tuple(map(_formerly, value.co_names)), value.co_varnames))
            for constant in value.co_consts:
                yield from _parts(constant, seen)
        case np.ndarray():
            yield f"{value.dtype}{value.shape}{value.tobytes().hex()}"
        case Mapping():
            for key, item in value.items():
                yield str(key)
                yield from _parts(item, seen)
        case tuple() | list():
            yield f"{type(value).__name__} of {len(value)}"
            for item in value:
                yield from _parts(item, seen)
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield _formerly(type(value).__name__)
            for field in fields(value):
                yield _formerly(field.name)
                yield from _parts(getattr(value, field.name), seen)
        case None | bool() | int() | float() | str() | bytes() | range():
            yield repr(value)
        case _ if hasattr(value, "__wrapped__"):  # a function behind a cache
            yield from _parts(value.__wrapped__, seen)
        case _ if hasattr(value, "__qualname__"):
            yield value.__qualname__
        case _:
            yield type(value).__qualname__
            for name, item in sorted(vars(value).items()) if hasattr(value, "__dict__") else ():
                if not name.startswith("_"):  # what it remembers of earlier calls
                    yield name
                    yield from _parts(item, seen)


def _formerly(name: str) -> str:
    return FORMER_NAMES.get(name, name)


def _function(function: FunctionType, seen: set[int]) -> Iterator[str]:
    """A function's code, its defaults, what it closes over, and the functions of its own module that it names."""
    if id(function) in seen:
        return
    seen.add(id(function))
    yield from _parts(function.__code__, seen)
    yield from _parts(function.__defaults__, seen)
    for cell in function.__closure__ or ():
        yield from _parts(cell.cell_contents, seen)
    for name in function.__code__.co_names:
        other = function.__globals__.get(name)
        if isinstance(other, FunctionType) and other.__module__ == function.__module__:
            yield from _function(other, seen)
