"""Notebooks: whether those that are there are what the lessons' texts say, and what students get is what is there.

Sources are compared, and no cell is run: `autograder build --check` does the rest.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from traitlets.config import Config

from autograder.grading.checkup.finding import Finding
from autograder.publishing.folder import BrokenLesson, Course
from autograder.publishing.lesson_text import read
from autograder.publishing.release import release
from autograder.publishing.stamp import is_as_made

WHAT = "notebooks"
Sources = Mapping[str, str]


def look(config: Config, course: Course) -> Iterator[Finding]:
    """What is to be said of each lesson's notebooks; in one line where all is well."""
    coursedir = CourseDirectory(config=config)
    outbound = Path(Exchange(coursedir=coursedir, config=config).root, coursedir.course_id, "outbound")
    texts = course.lessons()
    found = [finding for text in texts for finding in (*_built(course, text), *_released(course, text.stem, outbound))]
    yield from found
    if not any(finding.must_be_mended for finding in found):
        yield Finding(WHAT, f"those of {len(texts)} lessons are what the texts say")


def _built(course: Course, text: Path) -> Iterator[Finding]:
    """Whether both notebooks of a lesson come from its text as it is."""
    lesson = text.stem
    build = f"run `autograder build {lesson}`."
    try:
        written = {cell["id"]: cell.source for cell in read(text).cells}
        solution, path = (folder / lesson / f"{lesson}.ipynb" for folder in (course.solutions, course.notebooks))
        if (solved := _sources(solution)) is None:
            yield Finding(WHAT, f"solutions/{lesson} is missing, or is no notebook", build)
        elif solved != written:
            yield Finding(WHAT, f"solutions/{lesson} is older than its text", build)
        elif (given := _sources(path)) is None:
            yield Finding(WHAT, f"notebooks/{lesson} is missing, or is no notebook", build)
        elif not is_as_made(path):
            yield Finding(
                WHAT, f"notebooks/{lesson} was changed after it was built", f"{build} It keeps what was written."
            )
        elif given != _made_of(course, solution, lesson):
            yield Finding(WHAT, f"notebooks/{lesson} is older than its text", build)
    except BrokenLesson as error:
        yield Finding(WHAT, f"the text of {lesson} makes none", str(error))


def _made_of(course: Course, solution: Path, lesson: str) -> Sources | None:
    """The sources of the students' notebook that nbgrader makes of a solution. Raises BrokenLesson."""
    with TemporaryDirectory() as folder:
        scratch = Course(Path(folder))
        (scratch.solutions / lesson).mkdir(parents=True)
        shutil.copy(solution, scratch.solutions / lesson)
        release(course.root, scratch.root, [lesson])
        return _sources(scratch.notebooks / lesson / f"{lesson}.ipynb")


def _released(course: Course, lesson: str, outbound: Path) -> Iterator[Finding]:
    """Whether students get the notebook that is there."""
    handed_out = outbound / lesson / f"{lesson}.ipynb"
    if handed_out.is_file() and _sources(handed_out) != _sources(course.notebooks / lesson / f"{lesson}.ipynb"):
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
