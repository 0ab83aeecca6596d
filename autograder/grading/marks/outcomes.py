"""Outcomes: what was not right in each submission to a lesson, by name, for whoever looks at a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade
from traitlets.config import Config

from autograder.grading import provenance
from autograder.grading.gradebook.journal import Journal

BLANK = "not_written"  # the slug of an exercise left as it was released, which is no mistake
CHECK = "-check"  # a lesson names a grade cell `<exercise>-check`


@dataclass(frozen=True)
class Outcome:
    """`mistakes` maps each exercise that is not right to the mistake's slug; `rejected` says why nothing was graded."""

    mistakes: Mapping[str, str] = field(default_factory=dict)
    rejected: str = ""

    @property
    def named(self) -> list[str]:
        """The slugs of what was written and is wrong, each once."""
        return list(dict.fromkeys(slug for slug in self.mistakes.values() if slug != BLANK))

    @property
    def blanks(self) -> int:
        """How many exercises were left blank."""
        return list(self.mistakes.values()).count(BLANK)


def outcomes(config: Config, lesson: str, students: Iterable[str]) -> dict[str, Outcome]:
    """The outcome of each of these students' submission to a lesson; who has no graded notebook is left out.

    They are noted when a class is graded; where nothing is noted, as after `nbgrader autograde`, the notebook says it.
    """
    coursedir = CourseDirectory(config=config)
    autograded = Path(coursedir.root, coursedir.autograded_directory)
    noted = Journal(autograded.parent / "graded.jsonl").latest(lesson)
    found = {}
    for student in students:
        path = Path(coursedir.format_path(str(autograded), student, lesson)) / f"{lesson}.ipynb"
        entry = noted.get(student)
        if entry is not None and entry.mistakes is not None and entry.describes(path):
            found[student] = Outcome(_by_exercise(entry.mistakes), entry.rejected)
        elif path.is_file():
            found[student] = _read(path)
    return found


def _by_exercise(mistakes: Mapping[str, str]) -> dict[str, str]:
    return {cell.removesuffix(CHECK): slug for cell, slug in mistakes.items()}


def _read(path: Path) -> Outcome:
    try:
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        mistakes: dict[str, str] = {}
        for cell in notebook.cells:
            if is_grade(cell):
                for verdict in provenance.verdicts(cell.get("outputs", ())):
                    mistakes[cell.metadata.nbgrader.grade_id] = verdict.mistake or ""
        wrong = {cell: slug for cell, slug in mistakes.items() if slug}
        return Outcome(_by_exercise(wrong), provenance.of(notebook).rejected)
    except Exception:  # a file that was touched may break in any way, and then nothing is known of it
        return Outcome()
