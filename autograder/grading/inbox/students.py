"""Students: who handed in, by the names of the folders. A name that cannot be a student's costs nobody but itself."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from autograder.grading.inbox.plain_files import MOST_NAMES, names_in
from autograder.grading.plain_text import Log

LONGEST_NAME = 128  # the width of the column of ids in nbgrader's tables
SHOWN = 60  # characters of a name that is no name

log = Log(__name__)


def handed_in(submitted: Path, lesson: str, known: Collection[str] | None = None) -> list[str]:
    """The students who handed this lesson in below `submitted`, <student>/<lesson>; says why all others are left out.

    Where students are `known`, nobody else is one.
    """
    students = []
    for name in folders(submitted, lesson):
        reason = refusal(name, known)
        if not reason and not os.access(submitted / name, os.X_OK):
            reason = "nobody may look into its folder"
        if reason:
            log.warning("%s is left out: %s", shown(name), reason)
        else:
            students.append(name)
    return students


def folders(submitted: Path, lesson: str) -> list[str]:
    """The names of all folders with a folder of this lesson in them, whatever they are called."""
    try:
        return sorted(folder.name for folder in submitted.iterdir() if _has_lesson(folder, lesson))
    except FileNotFoundError:
        return []


def astray(submitted: Path, lessons: Collection[str]) -> list[str]:
    """What lies below `submitted` and is no <student>/<lesson>/ of any lesson, so that nobody looks at it."""
    found = []
    for place in sorted(submitted.iterdir() if submitted.is_dir() else ()):
        if place.name.startswith("."):
            continue
        try:
            inside, more = names_in(place) if place.is_dir() else (None, False)
        except OSError:
            continue  # nobody may look into it, and whose it is hears so when its lesson is graded
        if inside is None:
            found.append(place.name)
        else:
            own = [name for name in inside if not name.startswith(".") and name not in lessons]
            found += [f"{place.name}/{name}" for name in own if (place / name).is_dir() or name.endswith(".ipynb")]
            found += [f"{place.name}/ beyond its first {MOST_NAMES} names"] * more
    return found


def refusal(name: str, known: Collection[str] | None = None) -> str:
    """Why nobody can be of this name, "" where somebody can."""
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name)} characters does not fit into the gradebook"
    if not name.isprintable():
        return "its name holds what cannot be printed, so the gradebook takes no such student: rename the folder"
    if name != name.strip() or name.startswith("."):
        return "its name begins or ends as no student's does: rename the folder"
    if known is not None and name not in known:
        return (
            "the gradebook's list of students has no such name: `nbgrader db student add` it, or set "
            "c.Autograde.create_student = True"
        )
    return ""


def shown(name: str) -> str:
    """A name for a line on a console: what acts there is written out, and what is long is cut."""
    return repr(name if len(name) <= SHOWN else f"{name[:SHOWN]}…")


def _has_lesson(folder: Path, lesson: str) -> bool:
    """Whether a folder of this lesson is there, or a link to one; where nobody may look, one may be."""
    try:
        return (folder / lesson).is_dir()
    except PermissionError:
        return True
    except OSError:
        return False
