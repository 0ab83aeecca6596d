"""nbgrader's own steps before and after grading: assignment, feedback, export, by its API, in this process."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import capture_log, temp_attrs
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.inbox.students import astray, folders
from autograder.grading.marks.export import MarksExport
from autograder.publishing.folder import course_config


class NbgraderSteps:
    """The steps for the course at `root`."""

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
        """The folders with this lesson, by the students' names, or those of them that are named."""
        return [name for name in folders(self.submitted, lesson) if not students or name in students]

    def astray(self, lessons: Collection[str]) -> list[str]:
        """What lies among the submissions and belongs to none of these lessons."""
        return astray(self.submitted, lessons)

    def assign(self, lesson: str) -> None:
        """Puts the lesson into the gradebook. Raises CannotGrade when nbgrader refuses it."""
        with self.at_root():
            result = self.api.generate_assignment(lesson, force=True, create=True)
        if not result["success"]:
            raise CannotGrade(f"nbgrader does not take {lesson} into the gradebook: {_reason(result)}")

    def feedback(self, student: str, lesson: str) -> None:
        """Writes one submission's feedback page."""
        options = Config({"HTMLExporter": {"template_name": "feedback"}})  # as nbgrader's own API sets it
        with self.at_root(), temp_attrs(self.coursedir, assignment_id=lesson, student_id=student):
            converter = OneFeedback(coursedir=self.coursedir, parent=self.api)
            converter.update_config(options)
            converter.force = True
            capture_log(converter)

    def export(self) -> Path:
        """Writes every mark to a CSV file and returns its path. Raises CannotGrade when it cannot be written."""
        coursedir = self.coursedir
        with self.at_root(), Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
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

    @contextmanager
    def at_root(self) -> Iterator[None]:
        """In this block the working directory is the course's: from there nbgrader finds its folders."""
        before = Path.cwd()
        os.chdir(self.root)
        try:
            yield
        finally:
            os.chdir(before)


class OneFeedback(GenerateFeedback):
    """The feedback of one submission: nbgrader takes an id for a pattern, and `[ab]-c` for two other students."""

    def init_notebooks(self) -> None:
        """Finds the graded notebooks of the submission, and no other's."""
        folder = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        self.assignments = {folder: sorted(map(str, Path(folder).glob("*.ipynb")))}

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copies what lies beside the graded notebooks."""
        source = self._format_source(assignment_id, student_id)
        target = self._format_dest(assignment_id, student_id)
        shutil.copytree(
            source, target, ignore=shutil.ignore_patterns("*.ipynb", *self.coursedir.ignore), dirs_exist_ok=True
        )


def _reason(result: dict[str, Any]) -> str:
    """The last line of nbgrader's error, which names the exception."""
    lines = [line for line in re.split(r"[\r\n]+", result.get("error") or result.get("log") or "") if line.strip()]
    return lines[-1].strip() if lines else "nbgrader gave no reason."


def _quiet() -> logging.Logger:
    log = logging.getLogger("matrix-gradients.nbgrader")
    log.setLevel(logging.CRITICAL)
    log.propagate = False
    return log
