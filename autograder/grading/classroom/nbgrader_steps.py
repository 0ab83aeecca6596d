"""nbgrader's own steps before and after grading: assignment, feedback, export, by its API, in this process."""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Gradebook
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from traitlets.config import Config

from autograder.grading.classroom.new_cells import make_room
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.files import Staged
from autograder.grading.inbox.students import astray, folders
from autograder.grading.marks.export import MarksExport
from autograder.grading.pages.rendering.level import Level
from autograder.publishing.folder import course_config

if TYPE_CHECKING:
    from nbgrader.apps import NbGraderAPI
    from nbgrader.converters import GenerateFeedback


class NbgraderSteps:
    """The steps for the course at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.config = course_config(root)
        self.coursedir = CourseDirectory(config=self.config)
        Authenticator(config=self.config)  # its plugin gets the course ready, as before any command of nbgrader's

    @cached_property
    def api(self) -> NbGraderAPI:
        """nbgrader's own, with all that it converts by: for who has a lesson, or pages, to be made."""
        from nbgrader.apps import NbGraderAPI

        api = NbGraderAPI(coursedir=self.coursedir, config=self.config)
        api.log = _quiet()
        return api

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
        released = self.root / str(self.coursedir.release_directory) / lesson
        with self.at_root(), tempfile.TemporaryDirectory() as kept:
            make_room(
                self.config, lesson, self.root / str(self.coursedir.source_directory) / lesson / f"{lesson}.ipynb"
            )
            if released.is_dir():
                shutil.copytree(released, kept, dirs_exist_ok=True)
            result = self.api.generate_assignment(lesson, force=True, create=True)
            if not result["success"] and not released.exists():  # nbgrader removes what was released before it tries
                shutil.copytree(kept, released)
        if not result["success"]:
            raise CannotGrade(f"nbgrader does not take {lesson} into the gradebook: {_reason(result)}")

    def feedback(
        self, student: str, lesson: str, made_from: str = "", first: Level = Level.FULL, ends_process: bool = False
    ) -> None:
        """Writes one submission's feedback page, whole or not at all, with no more on it than `first` says.

        Raises whatever keeps it from being made: OSError, or an error of nbgrader's.
        """
        with self.at_root():
            source = Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, lesson))
            target = Path(self.coursedir.format_path(self.coursedir.feedback_directory, student, lesson))
            page = self._page(source / f"{lesson}.ipynb", student, lesson, made_from, first, ends_process)
            beside = map(Path, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"]))
            files = Staged(target)
            try:
                files.write(f"{lesson}.html", page.encode("utf-8", "replace"))
                files.copy_master(sorted(path for path in beside if not path.is_symlink()), source)
                files.place()
            finally:
                files.discard()
            self.pages.set_permissions(lesson, student)

    def _page(self, notebook: Path, student: str, lesson: str, made_from: str, first: Level, ends_process: bool) -> str:
        exporter = self.pages.exporter_class(parent=self.pages, config=self.pages.config)
        exporter.first, exporter.ends_process = first, ends_process
        for preprocessor in self.pages.preprocessors:
            exporter.register_preprocessor(preprocessor)
        about = {"student": student, "assignment": lesson, "notebook": lesson, "db_url": self.coursedir.db_url}
        page, _ = exporter.from_filename(str(notebook), resources={"nbgrader": about, "made_from": made_from})
        return str(page)

    @cached_property
    def pages(self) -> GenerateFeedback:
        """nbgrader's converter, with the course's exporter, preprocessors and permissions."""
        from nbgrader.converters import GenerateFeedback

        converter = GenerateFeedback(coursedir=self.coursedir, parent=self.api)
        converter.update_config(
            Config({"HTMLExporter": {"template_name": "feedback"}})
        )  # as nbgrader's own API sets it
        return converter

    def export(self) -> Path:
        """Writes every mark to a CSV file and returns its path. Raises CannotGrade when it cannot be written."""
        coursedir = self.coursedir
        with self.at_root(), Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            plugin = MarksExport(config=self.config)
            plugin.log = _quiet()
            try:
                plugin.export(gradebook)
            except OSError as error:
                raise CannotGrade(f"The marks cannot be written to {plugin.to} ({error.strerror or error}).") from error
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


def _reason(result: dict[str, Any]) -> str:
    """The last line of nbgrader's error, which names the exception."""
    lines = [line for line in re.split(r"[\r\n]+", result.get("error") or result.get("log") or "") if line.strip()]
    return lines[-1].strip() if lines else "nbgrader gave no reason."


def _quiet() -> logging.Logger:
    log = logging.getLogger("matrix-gradients.nbgrader")
    log.setLevel(logging.CRITICAL)
    log.propagate = False
    return log
