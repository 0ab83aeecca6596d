"""A class through nbgrader's cycle: assignment, autograde, feedback, export, by nbgrader's own API, in this process.

Each submission is graded by itself: what one of them does keeps no other from its mark, and every one ends in a mark
and a reason.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import is_grade

from autograder.grading.errors import CannotGrade as CannotGrade
from autograder.grading.gradebook.export import MarksExport
from autograder.judging.verdict import VERDICT_KEY
from autograder.publishing.folder import course_config


@dataclass(frozen=True)
class Graded:
    """One submission's result: its points, whether a person must still look at it, each check's verdict, the reason.

    `verdicts` maps an exercise to (mistake or None, message); `failure` is empty where nbgrader graded it.
    """

    student: str
    lesson: str
    points: float
    most: float
    needs_manual: bool = False
    verdicts: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    failure: str = ""


class Cycle:
    """nbgrader's steps for the course at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = course_config(root)
        self.api = NbGraderAPI(config=self.config)
        self.api.log = _quiet()
        self.coursedir = self.api.coursedir

    @property
    def submitted(self) -> Path:
        """The folder of submissions, <student>/<lesson>."""
        return self.root / str(self.coursedir.submitted_directory)

    def submissions(self, lesson: str, students: Sequence[str] = ()) -> list[str]:
        """The students who handed this lesson in, or those of them who are named."""
        found = sorted(folder.parent.name for folder in self.submitted.glob(f"*/{lesson}") if folder.is_dir())
        return [student for student in found if not students or student in students]

    def assign(self, lesson: str) -> None:
        """Puts the lesson into the gradebook. Raises CannotGrade when nbgrader refuses it."""
        with self.at_root():
            result = self.api.generate_assignment(lesson, force=True, create=True)
        if not result["success"]:
            raise CannotGrade(f"nbgrader does not take {lesson} into the gradebook: {_reason(result)}")

    def grade(self, student: str, lesson: str) -> Graded:
        """Autogrades one submission and writes its feedback page."""
        with self.at_root():
            result = self.api.autograde(lesson, student, force=True, create=True)
            failure = "" if result["success"] else _reason(result)
            if not failure:
                self.api.generate_feedback(lesson, student, force=True)
        points, most, needs_manual = self._points(student, lesson)
        return Graded(student, lesson, points, most, needs_manual, self._verdicts(student, lesson), failure)

    def feedback(self, student: str, lesson: str) -> None:
        """Writes one submission's feedback page."""
        with self.at_root():
            self.api.generate_feedback(lesson, student, force=True)

    def export(self) -> Path:
        """Writes every mark to a CSV file and returns its path. Raises CannotGrade when it cannot be written."""
        with self.at_root(), self._gradebook() as gradebook:
            plugin = MarksExport(config=self.config)
            plugin.log = _quiet()
            try:
                plugin.export(gradebook)
            except OSError as error:
                raise CannotGrade(f"The marks cannot be written to {plugin.to} ({error}).") from error
        return Path(plugin.to)

    def feedback_page(self, student: str, lesson: str) -> Path:
        """Where the feedback of one submission is."""
        return self.root / str(self.coursedir.feedback_directory) / student / lesson / f"{lesson}.html"

    def _points(self, student: str, lesson: str) -> tuple[float, float, bool]:
        with self._gradebook() as gradebook:
            most = float(gradebook.find_assignment(lesson).max_score)
            try:
                submission = gradebook.find_submission(lesson, student)
            except MissingEntry:
                return 0.0, most, False
            return float(submission.score), most, bool(submission.needs_manual_grade)

    def _verdicts(self, student: str, lesson: str) -> dict[str, tuple[str | None, str]]:
        """What each graded cell of the autograded notebook says."""
        path = self.root / str(self.coursedir.autograded_directory) / student / lesson / f"{lesson}.ipynb"
        if not path.is_file():
            return {}
        cells = nbformat.read(path, as_version=4).cells
        return {
            cell.metadata.nbgrader.grade_id: _said(cell)
            for cell in cells
            if cell.cell_type == "code" and is_grade(cell)
        }

    def _gradebook(self) -> Gradebook:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)

    @contextmanager
    def at_root(self) -> Iterator[None]:
        """In this block the working directory is the course's: from there nbgrader finds its folders."""
        before = Path.cwd()
        os.chdir(self.root)
        try:
            yield
        finally:
            os.chdir(before)


def _said(cell: Any) -> tuple[str | None, str]:
    """The verdict of a graded cell; where a cell ended without one, how it ended."""
    for output in cell.outputs:
        verdict = output.get("metadata", {}).get(VERDICT_KEY)
        if verdict:
            return verdict["mistake"], verdict["message"]
    for output in cell.outputs:
        if output.output_type == "error":
            return "raises", f"{output.ename}: {output.evalue}".splitlines()[0]
    return None, ""


def _reason(result: dict[str, Any]) -> str:
    """The last line of nbgrader's error, which names the exception."""
    lines = [line for line in re.split(r"[\r\n]+", result.get("error") or result.get("log") or "") if line.strip()]
    return lines[-1].strip() if lines else "nbgrader gave no reason."


def _quiet() -> logging.Logger:
    log = logging.getLogger("matrix-gradients.nbgrader")
    log.setLevel(logging.CRITICAL)
    log.propagate = False
    return log
