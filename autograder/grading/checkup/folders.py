"""Folders: the exchange, through which work crosses, and the room that is left for what is made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from traitlets.config import Config

from autograder.grading.checkup.finding import Finding

FULL, SCARCE = (
    0.2e9,
    2e9,
)  # bytes: a class of 200 with its pages takes some 0.2 GB, and its copies of the gradebook more
EVERYBODY = 0o777  # whose own folders students make in it


def look(config: Config) -> Iterator[Finding]:
    """What is to be said of the exchange, and of the disk."""
    course = CourseDirectory(config=config)
    yield exchange(Path(Exchange(coursedir=course, config=config).root), Path(course.root))
    yield room(Path(course.root, course.autograded_directory))


def exchange(place: Path, course: Path) -> Finding:
    """Whether students can hand in through the exchange at `place`."""
    what = "exchange"
    if not place.exists():
        if course in place.parents:
            return Finding(what, "none yet; the first command of nbgrader makes it")
        return Finding(what, f"{place} is not there", f"make it, open to all: mkdir -p {place}; chmod 1777 {place}")
    if not place.is_dir():
        return Finding(
            what, f"{place} is no folder", f"move it away: c.Exchange.root names a folder, and {place} is a file."
        )
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return Finding(what, f"{place} may not be written", f"ask its owner for that: chmod 1777 {place}")
    if place.stat().st_mode & EVERYBODY != EVERYBODY:
        sentence = f"where students have accounts of their own on this machine: chmod 1777 {place}"
        return Finding(what, "open to its owner only", sentence, optional=True)
    return Finding(what, f"open to all, at {place}")


def room(place: Path) -> Finding:
    """Whether there is room on the disk of `place`, which need not be there yet."""
    there = next(folder for folder in (place, *place.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    state = f"{free / 1e9:.1f} GB free"
    if free < FULL:
        return Finding("room", state, f"free some: a class takes more than that below {there}.")
    if free < SCARCE:
        return Finding("room", state, "enough for a class, and not for many.", optional=True)
    return Finding("room", state)
