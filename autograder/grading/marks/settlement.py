"""Settlement: what is taken off for handing in late, by today's due dates, extensions, times, policy and points.

nbgrader works it out while it grades, and keeps it whatever changes afterwards. It costs next to nothing, so here it is
worked out whenever marks are looked at.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.lateness import Penalty, late_penalty, points_off, seconds_late
from autograder.grading.gradebook.transaction import attempts, busy, passes, reason, transaction
from autograder.grading.inbox.arrival import submitted_at

PATIENCE = 60.0  # seconds: longer than nbgrader or the Formgrader holds the gradebook for one thing

log = logging.getLogger("autograder.nbgrader")  # nbgrader reports each step of each submission
log.setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class _Change:
    """What is no longer as the gradebook has it, of one notebook that was handed in."""

    submission: str
    timestamp: datetime | None
    notebook: str
    penalty: float | None


def settle(config: Config, gradebook: Gradebook, patience: float = PATIENCE) -> int:
    """Brings times and penalties in the gradebook up to date; returns how many notebooks' changed.

    Raises CannotGrade where the gradebook cannot be read, or something changed and it cannot be written.
    """
    coursedir = CourseDirectory(config=config, log=log)
    penalty = late_penalty(coursedir, config, log)

    def arrived(student: str, lesson: str) -> datetime | None:
        return submitted_at(Path(coursedir.format_path(coursedir.submitted_directory, student, lesson)))

    for _ in attempts(patience):
        try:
            with transaction(gradebook) as session:
                changes = list(_changes(session, penalty, arrived))
            if changes:
                with transaction(gradebook, writing=True) as session:
                    _write(session, changes)
            return len(changes)
        except SQLAlchemyError as error:
            if not passes(error):
                raise CannotGrade(f"The late penalties cannot be brought up to date: {reason(error)}") from error
    raise CannotGrade(busy(patience))


def _changes(session: Session, penalty: Penalty, arrived: Callable[[str, str], datetime | None]) -> Iterator[_Change]:
    earned = select(Grade.notebook_id, func.sum(Grade.score).label("points")).group_by(Grade.notebook_id).subquery()
    rows = session.execute(
        select(
            SubmittedAssignment.id,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.name,
            Assignment.duedate,
            SubmittedNotebook.id.label("notebook"),
            SubmittedNotebook.late_submission_penalty.label("penalty"),
            func.coalesce(earned.c.points, 0.0).label("points"),
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .outerjoin(earned, earned.c.notebook_id == SubmittedNotebook.id)
    ).all()
    for row in rows:
        timestamp = arrived(row.student_id, row.name) or row.timestamp
        late = seconds_late(timestamp, row.duedate, row.extension)
        off = points_off(penalty, row.student_id, float(row.points), late)
        if (timestamp, off) != (row.timestamp, row.penalty):
            yield _Change(row.id, timestamp, row.notebook, off)


def _write(session: Session, changes: list[_Change]) -> None:
    for change in changes:
        session.execute(
            update(SubmittedAssignment)
            .where(SubmittedAssignment.id == change.submission)
            .values(timestamp=change.timestamp)
        )
        session.execute(
            update(SubmittedNotebook)
            .where(SubmittedNotebook.id == change.notebook)
            .values(late_submission_penalty=change.penalty)
        )
