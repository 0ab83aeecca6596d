"""Recorder: the coordinator's book-keeping, graded submissions into nbgrader's gradebook and folders, batch by batch.

A batch is one transaction. Its files are in place before the commit, and the journal is written after it, so that
stopping at any instant leaves each submission either wholly recorded or to be graded again.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.files import Staged
from autograder.grading.gradebook.journal import Entry, Journal
from autograder.grading.gradebook.lateness import Penalty, late_penalty
from autograder.grading.gradebook.reviewed import same_answers
from autograder.grading.gradebook.rows import Marks
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.gradebook.transaction import attempts, busy, passes, reason, transaction
from autograder.grading.inbox.kinds import CopyLimits

if TYPE_CHECKING:
    from nbgrader.converters import Autograde

PATIENCE = 60.0  # seconds: longer than nbgrader or the Formgrader holds the gradebook for one thing

log = logging.getLogger("autograder.nbgrader")  # nbgrader reports each step of each submission
log.setLevel(logging.CRITICAL)


class Recorder:
    """Records graded submissions of the course with this nbgrader configuration. Use it in a `with` statement.

    It waits up to `patience` seconds for a gradebook that another program is writing. Raises CannotGrade when the
    gradebook cannot be opened.
    """

    def __init__(self, config: Config, patience: float = PATIENCE) -> None:
        self.config = config
        self.patience = patience
        self.coursedir = CourseDirectory(config=config, log=log)
        self.limits = CopyLimits(
            [*self.coursedir.ignore, "*.ipynb"], self.coursedir.max_file_size * 1000, self.coursedir.max_dir_size * 1000
        )
        autograded = Path(self.coursedir.root, self.coursedir.autograded_directory)
        self.journal = Journal(autograded.parent / "graded.jsonl")
        try:
            self.gradebook = Gradebook(self.coursedir.db_url, self.coursedir.course_id)
        except SQLAlchemyError as error:
            raise CannotGrade(f"The gradebook cannot be opened: {reason(error)}") from error

    @cached_property
    def autograde(self) -> Autograde:
        """nbgrader's converter, as the course configures it; who only reads what is recorded does not need it."""
        from nbgrader.converters import Autograde

        return Autograde(coursedir=self.coursedir, config=self.config, log=log)

    @cached_property
    def penalty(self) -> Penalty:
        """What is taken off for being late."""
        return late_penalty(self.coursedir, self.config, log)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the gradebook."""
        self.gradebook.close()

    def record(self, batch: Sequence[Sheet]) -> None:
        """Records the batch as `nbgrader autograde --force` leaves it, in one transaction.

        Raises CannotGrade, and then has recorded none of it, when a lesson is not in the gradebook, the gradebook
        stays in use by another program, or the disk is full.
        """
        sheets = list({(sheet.student, sheet.lesson): sheet for sheet in batch}.values())
        staged: list[Staged] = []
        try:
            masters = {lesson: self._masters(lesson) for lesson in {sheet.lesson for sheet in sheets}}
            for sheet in sheets:
                staged.append(files := Staged(self._folder(sheet.student, sheet.lesson)))
                files.write(f"{sheet.lesson}.ipynb", sheet.notebook)
                files.copy_master(*masters[sheet.lesson])
                files.copy_submission(sheet.submission, self.limits)
                files.leave_out_false_time()
            self._commit(sheets, staged)
        except OSError as error:
            raise CannotGrade(f"{_disk(error)}: free some room, then grade again.") from error
        finally:
            for files in staged:
                files.discard()
        self._note(sheets)

    def put_beside(self, student: str, lesson: str, submission: Path, notebooks: Collection[str]) -> None:
        """Puts the files that may lie beside a graded submission there, in the place of all but these notebooks."""
        files = Staged(self._folder(student, lesson))
        try:
            files.copy_master(*self._masters(lesson))
            files.copy_submission(submission, self.limits)
            files.leave_out_false_time()
            files.place(notebooks)
        finally:
            files.discard()

    def fingerprints(self, lesson: str) -> dict[str, str]:
        """The fingerprints, by student, of the submissions to this lesson that are wholly recorded."""
        try:
            with transaction(self.gradebook) as session:
                marked = _marked(session, lesson)
        except SQLAlchemyError as error:
            raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
        return {
            student: entry.fingerprint
            for student, entry in self.journal.latest(lesson).items()
            if student in marked and entry.describes(self._folder(student, lesson) / f"{lesson}.ipynb")
        }

    def _folder(self, student: str, lesson: str) -> Path:
        return Path(self.coursedir.format_path(self.coursedir.autograded_directory, student, lesson))

    def _same_answers(self, sheet: Sheet) -> Collection[str]:
        return same_answers(self._folder(sheet.student, sheet.lesson) / f"{sheet.lesson}.ipynb", sheet.notebook)

    def _masters(self, lesson: str) -> tuple[list[Path], Path]:
        """The instructor's files that go over the student's, and the folder they lie in."""
        root = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", lesson))
        left_out = {root / name for name in self.autograde.exclude_overwriting.get(lesson, [])}
        return sorted({Path(name) for name in find_all_files(str(root), self.limits.ignored)} - left_out), root

    def _commit(self, sheets: Sequence[Sheet], staged: Sequence[Staged]) -> None:
        """One transaction, tried again as long as another program is in its way."""
        for _ in attempts(self.patience):
            try:
                with transaction(self.gradebook, writing=True) as session:
                    Marks(session, sheets, self.penalty, self._same_answers).write()
                    for sheet, files in zip(sheets, staged, strict=True):
                        files.place()
                        self.autograde.set_permissions(sheet.lesson, sheet.student)
                return
            except SQLAlchemyError as error:
                if not passes(error):
                    raise CannotGrade(f"The gradebook cannot be written: {reason(error)}") from error
        raise CannotGrade(busy(self.patience))

    def _note(self, sheets: Sequence[Sheet]) -> None:
        """Enters what is recorded into the journal."""
        try:
            self.journal.add(
                Entry.of(sheet, path)
                for sheet in sheets
                if sheet.fingerprint and (path := self._folder(sheet.student, sheet.lesson) / f"{sheet.lesson}.ipynb")
            )
        except OSError as error:
            raise CannotGrade(
                f"The last marks are in the gradebook, but {self.journal.path} cannot be written ({error}): "
                "make that possible, else they will be given once more."
            ) from error


def _marked(session: Session, lesson: str) -> set[str]:
    """The students of whose submission every grade has a score, or waits for a person to give one."""
    submissions = (
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(Assignment.name == lesson, Notebook.name == lesson)
    )
    open_grade = [Grade.auto_score.is_(None), Grade.manual_score.is_(None), Grade.needs_manual_grade.is_(False)]
    unmarked = (
        select(SubmittedAssignment.student_id)
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .where(Assignment.name == lesson, *open_grade)
    )
    return set(session.scalars(submissions)) - set(session.scalars(unmarked))


def _disk(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full"
    return f"The graded files cannot be written ({error})"
