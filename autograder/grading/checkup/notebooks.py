"""Notebooks: whether those that are there are what the lessons' texts say, and what students get is what is there.

Sources are compared, and nothing is run: `autograder build --check` does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from traitlets.config import Config

from autograder.grading.checkup.finding import Finding
from autograder.publishing.folder import BrokenLesson, Course
from autograder.publishing.lesson_text import read
from autograder.publishing.stamp import is_as_made

WHAT = "notebooks"
Sources = Mapping[str, str]


def look(config: Config, course: Course) -> Iterator[Finding]:
    """What is to be said of each lesson's notebooks; in one line where all is well."""
    coursedir = CourseDirectory(config=config)
    outbound = Path(Exchange(coursedir=coursedir, config=config).root, coursedir.course_id, "outbound")
    found = [finding for text in course.lessons() for finding in _lesson(course, text, outbound)]
    yield from found
    if not any(finding.must_be_mended for finding in found):
        yield Finding(WHAT, f"those of {len(course.lessons())} lessons are what the texts say")


def _lesson(course: Course, text: Path, outbound: Path) -> Iterator[Finding]:
    lesson = text.stem
    build = f"run `autograder build {lesson}`."
    try:
        written = {cell["id"]: cell for cell in read(text).cells}
    except BrokenLesson as error:
        yield Finding(WHAT, f"the text of {lesson} makes none", str(error))
        return
    path = course.notebooks / lesson / f"{lesson}.ipynb"
    solved, released = _sources(course.solutions / lesson / f"{lesson}.ipynb"), _sources(path)
    for sources, kind in ((solved, "solutions"), (released, "notebooks")):
        if sources is None:
            yield Finding(WHAT, f"{kind}/{lesson} is missing, or is no notebook", build)
            return
    assert solved is not None
    assert released is not None
    given = {name: cell.source for name, cell in written.items() if not _is_solution(cell)}
    if solved != {name: cell.source for name, cell in written.items()}:
        yield Finding(WHAT, f"solutions/{lesson} is older than its text", build)
    elif {name: source for name, source in released.items() if name in given} != given:
        yield Finding(WHAT, f"notebooks/{lesson} is older than its text", build)
    elif not is_as_made(path):
        yield Finding(WHAT, f"notebooks/{lesson} holds somebody's work", f"{build} It keeps that work.")
    handed_out = outbound / lesson / f"{lesson}.ipynb"
    if handed_out.is_file() and _sources(handed_out) != released:
        sentence = (
            f"students get what was released: `nbgrader release_assignment {lesson} --force` gives them this one."
        )
        yield Finding(WHAT, f"{lesson} was released before it was changed", sentence, optional=True)


def _sources(path: Path) -> Sources | None:
    """The sources of a notebook's cells, by id; None where it cannot be read."""
    try:
        return {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_bytes())["cells"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_solution(cell: Any) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))
