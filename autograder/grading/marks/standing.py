"""Standing: what each student has in each lesson, by the gradebook, which is the only truth about marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import Assignment, Grade, Gradebook, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.lateness import seconds_late
from autograder.grading.gradebook.transaction import reason, transaction


@dataclass(frozen=True)
class Standing:
    """One student in one lesson: `earned` points, less a `penalty`; `waiting` marks are still to be given by a person;
    `late` is by how much. Who is `missing` has handed in nothing.
    """

    student: str
    lesson: str
    most: float
    earned: float = 0.0
    penalty: float = 0.0
    waiting: int = 0
    handed_in: datetime | None = None
    late: timedelta = timedelta()
    missing: bool = False
    due: datetime | None = None  # of the whole class

    @property
    def points(self) -> float:
        """What counts: never below 0."""
        return max(0.0, self.earned - self.penalty)


@dataclass(frozen=True)
class Person:
    """A student as the gradebook's list has them; a field is "" where it says nothing."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """First and last name, as far as there are any."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


def people(gradebook: Gradebook) -> list[Person]:
    """Everybody in the gradebook, by name as nbgrader orders them. Raises CannotGrade."""
    columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    try:
        with transaction(gradebook) as session:
            rows = session.execute(select(*columns).order_by(Student.last_name, Student.first_name, Student.id)).all()
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
    return [Person(*(value or "" for value in row)) for row in rows]


def standings(gradebook: Gradebook, lessons: Sequence[str] = ()) -> list[Standing]:
    """Each student in each of these lessons, in all that the gradebook has when none is named. Raises CannotGrade."""
    try:
        with transaction(gradebook) as session:
            return _standings(session, lessons)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error


def _standings(session: Session, lessons: Sequence[str]) -> list[Standing]:
    assignments = session.scalars(select(Assignment).order_by(Assignment.name)).all()
    students = session.scalars(select(Student.id).order_by(Student.id)).all()
    found = []
    for assignment in assignments:
        if lessons and assignment.name not in lessons:
            continue
        rows = {row.student_id: row for row in session.execute(_submissions(assignment))}
        for student in students:
            most = float(assignment.max_score)
            row = rows.get(student)
            if row is None or row.submission is None:  # one of an extension only has no notebook
                found.append(Standing(student, assignment.name, most, missing=True, due=assignment.duedate))
                continue
            late = timedelta(seconds=max(0.0, seconds_late(row.timestamp, assignment.duedate, row.extension)))
            marks = (row.points, row.penalty, row.waiting, row.timestamp, late)
            found.append(Standing(student, assignment.name, most, *marks, due=assignment.duedate))
    return found


def _submissions(assignment: Assignment) -> Any:
    """For each submission: student, time, extension, points before the penalty, the penalty, marks that wait."""
    waits = case((Grade.needs_manual_grade.is_(True), 1), else_=0)
    marks = (
        select(
            SubmittedNotebook.assignment_id.label("submission"),
            func.coalesce(func.sum(Grade.score), 0.0).label("points"),
            func.coalesce(func.sum(waits), 0).label("waiting"),
        )
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    penalties = (
        select(
            SubmittedNotebook.assignment_id.label("submission"),
            func.coalesce(func.sum(SubmittedNotebook.late_submission_penalty), 0.0).label("penalty"),
        )
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    return (
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            penalties.c.submission,
            func.coalesce(marks.c.points, 0.0).label("points"),
            func.coalesce(marks.c.waiting, 0).label("waiting"),
            func.coalesce(penalties.c.penalty, 0.0).label("penalty"),
        )
        .outerjoin(marks, marks.c.submission == SubmittedAssignment.id)
        .outerjoin(penalties, penalties.c.submission == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment.id)
    )
