"""Own copy: where a student works. What the build makes stays as it is, and what a student wrote is never replaced."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.publishing import stamp
from autograder.publishing.folder import BrokenLesson, Course

# A link from lesson to lesson, as nbgrader lays them out in folders; in work/ they lie side by side.
LINK = re.compile(r"\.\./(\d\d-[\w-]+)/(\1\.ipynb)")

LANGUAGE = '{\n   "name": "python"\n  }'  # as the build writes it, which knows no machine's Python
KERNEL = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


@dataclass(frozen=True)
class OwnCopy:
    """A student's own copy of a lesson: whether it was made just now, and whether the lesson is newer than it."""

    path: Path
    is_new: bool
    is_outdated: bool


def start(course: Course, names: Sequence[str] = ()) -> list[OwnCopy]:
    """Gives a student a copy of each lesson named, of all when none is; what is there stays as it is.

    It is work/NN-name.ipynb. Pages that set nothing, as that of the notation, come along, for every lesson links to
    them. Raises BrokenLesson where a lesson has no students' notebook, or the copy cannot be written.
    """
    chosen = {text.stem for text in course.lessons(names)}
    every = course.lessons()
    return [_start(course, text.stem) for text in every if text.stem in chosen or not course.sets_exercises(text)]


def text_of(course: Course, lesson: str) -> str:
    """A lesson's students' notebook, for a folder in which all of them lie side by side.

    Raises BrokenLesson where there is none.
    """
    released = course.notebooks / lesson / f"{lesson}.ipynb"
    if not released.is_file():
        raise BrokenLesson(f"{released} is missing: make it with `autograder build {lesson}`.")
    return LINK.sub(r"\2", released.read_text(encoding="utf-8"))


def _start(course: Course, lesson: str) -> OwnCopy:
    released = course.notebooks / lesson / f"{lesson}.ipynb"
    own = course.work / f"{lesson}.ipynb"
    text = text_of(course, lesson)
    if own.exists() or own.is_symlink():
        return OwnCopy(own, is_new=False, is_outdated=stamp.written(own) != stamp.written(released))
    unfinished = own.with_suffix(".unfinished")
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(_as_saved_here(text), encoding="utf-8")
        unfinished.replace(own)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise BrokenLesson(f"{own} cannot be written: {error.strerror}.") from error
    return OwnCopy(own, is_new=True, is_outdated=False)


def _as_saved_here(text: str) -> str:
    """A notebook that says of its kernel what JupyterLab would, which else shows it as unsaved when it is opened."""
    return text.replace(LANGUAGE, json.dumps(KERNEL, indent=1).replace("\n", "\n  "))
