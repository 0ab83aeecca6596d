"""Roster: the students of a course, where the gradebook has a list of them: then nobody is made up.

Grading makes a student of whoever hands in, with nothing but an id. So the gradebook has a list where somebody in it
has a name, an address or an id elsewhere, or where nobody in it has handed in yet. `c.Autograde.create_student`, which
is nbgrader's own, says it for good: False, that the gradebook has all students; True, that whoever hands in is one.
"""

from __future__ import annotations

from nbgrader.api import Gradebook, Student, SubmittedAssignment
from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason, transaction

DETAILS = (Student.first_name, Student.last_name, Student.email, Student.lms_user_id)


def roster(config: Config, gradebook: Gradebook) -> frozenset[str] | None:
    """The ids of all students, None where the gradebook has no list of them. Raises CannotGrade."""
    may_create = config.Autograde.get("create_student")
    if may_create:
        return None
    try:
        with transaction(gradebook) as session:
            students = frozenset(session.scalars(select(Student.id)))
            listed = session.scalar(select(Student.id).where(or_(*(column != "" for column in DETAILS))).limit(1))
            graded = session.scalar(select(SubmittedAssignment.student_id).limit(1))
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
    is_list = may_create is False or listed is not None or (students and graded is None)
    return students if is_list else None
