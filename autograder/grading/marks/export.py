"""Export: every mark in the gradebook as a CSV file with nbgrader's columns, at any size of class.

nbgrader asks the gradebook once for each student and assignment, which takes time with the square of the class; here
it adds up all of an assignment's grades at once. Names are text and nothing else: "=1+2" is written "'=1+2".
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin

from autograder.grading.marks.settlement import settle
from autograder.grading.marks.standing import people, standings
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
                writer.writerows(self._rows(gradebook))
            unfinished.replace(path)
        finally:
            with suppress(OSError):  # where nothing may be written nothing is left
                unfinished.unlink(missing_ok=True)

    def _rows(self, gradebook: Gradebook) -> Iterator[list[Any]]:
        """For each lesson a row for each student, by name, as nbgrader orders them."""
        everybody = people(gradebook)
        found = {(one.student, one.lesson): one for one in standings(gradebook)}
        lessons = [(one.name, one.duedate, one.max_score) for one in gradebook.assignments]
        for lesson, due, most in lessons:
            for person in everybody:
                if self._is_chosen(person.id, lesson):
                    one = found[person.id, lesson]
                    named = [person.id, person.last_name, person.first_name, person.email]
                    values = [lesson, due, one.handed_in or "", *named, one.earned, one.penalty, one.points, most]
                    yield [cell(value) for value in values]

    def _is_chosen(self, student: str, lesson: str) -> bool:
        return (not self.student or student in map(str, self.student)) and (
            not self.assignment or lesson in map(str, self.assignment)
        )
