"""Lesson digests: those of what a lesson's marks depend on, kept from run to run beside the gradebook's folders.

To work one out takes all of the course's mathematics in. With the same software and the same cells it is the same, and
then whoever has nothing to grade need not wait for that. A file that is missing or broken costs this time once more.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

from autograder.grading import whole_file
from autograder.grading.digest import of_bytes
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.workers.software import software

NAME = "lessons.json"
MOST = 100  # those of a course, in the versions of a few years
COURSE = "autograder.lessons.course"  # once it is imported nothing is gained, and it may have been changed by hand


def lesson_digest(master: Master, folder: Path) -> str:
    """The digest of a lesson, from the file in this folder or worked out. Raises CannotGrade as `of_lesson` does."""
    file = folder / NAME
    known = _read(file)
    key = of_bytes(software().encode(), repr(master.cells).encode())
    if COURSE not in sys.modules and key in known:
        return known[key]
    from autograder.grading.submission import fingerprint

    digest = fingerprint.of_lesson(master)
    if known.get(key) != digest:
        _write({**known, key: digest}, file)
    return digest


def _read(file: Path) -> dict[str, str]:
    try:
        match json.loads(file.read_bytes()):
            case dict(known) if all(isinstance(digest, str) for digest in known.values()):
                return known
    except (OSError, ValueError, RecursionError):
        pass
    return {}


def _write(known: dict[str, str], file: Path) -> None:
    latest = dict(list(known.items())[-MOST:])
    with suppress(CannotGrade):  # it only saves time
        whole_file.write(json.dumps(latest, indent=1) + "\n", file)
