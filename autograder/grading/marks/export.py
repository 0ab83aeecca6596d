"""Export: every mark in the gradebook as a CSV file with nbgrader's columns, at any size of class.

nbgrader asks the gradebook once for each student and assignment, which takes time with the square of the class; here
it adds up all of an assignment's grades at once. Names are text and nothing else: "=1+2" is written "'=1+2".
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import ExportPlugin
from sqlalchemy import func, select

from autograder.grading.marks.settlement import settle
from autograder.grading.plain_text import cell

COLUMNS = (  # nbgrader's own, in its order: other programs read them
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


class MarksExport(ExportPlugin):
    """nbgrader's CSV export in one query for each assignment; who handed nothing in has 0."""

    def export(self, gradebook: Gradebook) -> None:
        """Settles what is late, and writes the file `to`; the one from before stays until all of it is written.

        Raises OSError, and CannotGrade where the gradebook cannot be settled.
        """
        settle(self.config, gradebook)
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with unfinished.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS)
                for assignment in gradebook.assignments:
                    if not self.assignment or assignment.name in map(str, self.assignment):
                        writer.writerows(self._rows(gradebook, assignment))
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)

    def _rows(self, gradebook: Gradebook, assignment: Assignment) -> Iterator[list[Any]]:
        """A row for each student, by name, as nbgrader orders them."""
        about = [assignment.name, assignment.duedate]
        submissions = {student: rest for student, *rest in gradebook.db.execute(_submissions(assignment))}
        for student in gradebook.students:
            if self.student and student.id not in map(str, self.student):
                continue
            timestamp, raw, penalty = submissions.get(student.id, ("", 0.0, 0.0))
            named = [student.id, student.last_name, student.first_name, student.email]
            marks = [raw, penalty, max(0.0, raw - penalty), assignment.max_score]
            yield [cell(value) for value in (*about, timestamp, *named, *marks)]


def _submissions(assignment: Assignment) -> Any:
    """Student, time, points and penalty of each submission."""
    points = (
        select(SubmittedNotebook.assignment_id.label("submission"), func.sum(Grade.score).label("points"))
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    penalties = (
        select(
            SubmittedNotebook.assignment_id.label("submission"),
            func.sum(SubmittedNotebook.late_submission_penalty).label("penalty"),
        )
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    return (
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            func.coalesce(points.c.points, 0.0),
            func.coalesce(penalties.c.penalty, 0.0),
        )
        .outerjoin(points, points.c.submission == SubmittedAssignment.id)
        .outerjoin(penalties, penalties.c.submission == SubmittedAssignment.id)
        .where(SubmittedAssignment.assignment_id == assignment.id)
    )
