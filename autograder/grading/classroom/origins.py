"""Origins: what a feedback page is made from, as one digest that the page keeps. Where it differs, the page is stale.

Times of files tell nothing: a copy has new ones, and a mark by hand touches no file at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.grading.workers.software import software

KEPT = re.compile(rb'<meta name="made-from" content="([0-9a-f]{64})">')
HEAD = 2000  # bytes of a page in which its digest stands


def kept(page: Path) -> str:
    """The digest that a page keeps, "" where there is no page, or one that nobody knows the origins of."""
    try:
        with page.open("rb") as file:
            digest = KEPT.search(file.read(HEAD))
    except OSError:
        return ""
    return digest[1].decode() if digest else ""


def of_course(files: Iterable[Path]) -> str:
    """The digest of what all pages have in common: this package, and the files that they are made with."""
    return _digest(software(), *(f"{file}\n{_contents(file)}" for file in sorted(files)))


def of_pages(session: Session, lesson: str, common: str) -> dict[str, str]:
    """By student, the digest of the marks and comments of each submission to a lesson that the gradebook has."""
    notebook = select(Notebook.id).join(Assignment).where(Assignment.name == lesson, Notebook.name == lesson)
    rows: dict[str, list[str]] = {}
    students: dict[str, str] = {}
    submitted = (
        select(SubmittedNotebook.id, SubmittedNotebook.late_submission_penalty, SubmittedAssignment.student_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .where(SubmittedNotebook.notebook_id.in_(notebook))
    )
    for row in session.execute(submitted):
        students[row.id], rows[row.id] = row.student_id, [repr(row.late_submission_penalty)]
    worth: dict[str, Any] = {}
    for kind in (GradeCell, TaskCell):
        worth |= dict(session.execute(select(kind.id, kind.max_score).where(kind.notebook_id.in_(notebook))).all())
    for table, columns in (
        (Grade, (Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)),
        (Comment, (Comment.auto_comment, Comment.manual_comment)),
    ):
        cells = select(table.notebook_id, BaseCell.id, BaseCell.name, *columns).join(
            BaseCell, BaseCell.id == table.cell_id
        )
        for submission, cell, name, *values in session.execute(cells.where(BaseCell.notebook_id.in_(notebook))):
            if submission in rows:
                rows[submission].append(repr((table.__name__, name, *values, worth.get(cell))))
    return {students[submission]: _digest(common, *sorted(texts)) for submission, texts in rows.items()}


def with_notebook(digest: str, notebook: Path) -> str:
    """The digest of a page: that of its marks, and of the graded notebook. Raises OSError where there is none."""
    return _digest(digest, hashlib.sha256(notebook.read_bytes()).hexdigest())


def _contents(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
