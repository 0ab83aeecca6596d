"""Proofreads a lesson: its text, its roles, and the declarations of its exercises, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.lessons import LESSONS
from autograder.lessons.lesson import Lesson
from autograder.publishing.folder import LessonSlips
from autograder.publishing.proofreading import cells, declarations, markdown
from autograder.publishing.proofreading.places import Text

HEADING = re.compile(r"^#+ +(.+?)\s*$", re.M)


def proofread(text: Text, notebook: NotebookNode, lessons: Sequence[Lesson] = LESSONS) -> None:
    """Raises LessonSlips with a line for each slip of a lesson: file, line, what is wrong, what to do."""
    if slips := list(dict.fromkeys(_slips(text, notebook, lessons))):
        raise LessonSlips("\n".join(slips))


def _slips(text: Text, notebook: NotebookNode, lessons: Sequence[Lesson]) -> Iterator[str]:
    if opened := [*markdown.open_fences(text), *markdown.open_regions(text)]:
        yield from opened  # what stands behind it is not read as it is meant
        return
    texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    for cell in texts:
        yield from markdown.text_cell(text, cell)
    yield from cells.one_name_one_exercise(lessons)
    root: Path = text.path.resolve().parent.parent
    yield from cells.roles(text, notebook.cells, lessons, root)
    headings = [heading for cell in texts for heading in HEADING.findall(markdown.CODE.sub("", cell.source))]
    for lesson in lessons:
        for exercise in lesson.exercises if lesson.name == text.path.stem else ():
            yield from declarations.heading(exercise, headings, text.path)
            yield from declarations.exercise(exercise)
