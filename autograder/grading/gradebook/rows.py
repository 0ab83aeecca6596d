"""Rows: what the gradebook keeps of a batch of submissions, exactly those that `nbgrader autograde` writes one by one.

Rows are found by the pairs of columns that are unique in nbgrader's tables, which their indexes serve; a class of
thousands is then no slower than one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.lateness import Penalty, points_off, seconds_late
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.inbox.plain_files import is_there


@dataclass
class _Part:
    """One notebook of a lesson: its id, and the ids of its cells by name."""

    id: str
    name: str
    graded: dict[str, str] = field(default_factory=dict)
    commented: dict[str, str] = field(default_factory=dict)


@dataclass
class _Outline:
    """A lesson as the gradebook knows it."""

    id: str
    due: datetime | None
    parts: dict[str, _Part] = field(default_factory=dict)


class _Table:
    """Rows of one table by its unique pair of columns. Asking for one that is not there makes it."""

    def __init__(self, session: Session, model: Any, pair: tuple[str, str], columns: Iterable[str]) -> None:
        self.session, self.model, self.pair, self.columns = session, model, pair, columns
        self.rows: dict[tuple[str, str], Any] = {}
        self.new: list[Any] = []

    def load(self, firsts: Collection[str], seconds: Collection[str]) -> None:
        first, second = (getattr(self.model, name) for name in self.pair)
        columns = [getattr(self.model, name) for name in ("id", *self.pair, *self.columns)]
        query = select(self.model).options(load_only(*columns)).where(first.in_(firsts), second.in_(seconds))
        for row in self.session.scalars(query.with_for_update()):
            self.rows[getattr(row, self.pair[0]), getattr(row, self.pair[1])] = row

    def get(self, first: str, second: str) -> Any:
        row = self.rows.get((first, second))
        if row is None:
            row = self.model(id=new_uuid(), **dict(zip(self.pair, (first, second), strict=True)))
            self.rows[first, second] = row
            self.new.append(row)
        return row

    def add_new(self) -> None:
        """Adds the rows that were made, those with the same columns filled together: they go into one statement."""
        self.new.sort(key=lambda row: [getattr(row, column) is None for column in self.columns])
        self.session.add_all(self.new)


class Marks:
    """A batch's rows in an open session. `penalty` maps student, score and seconds late to points, or None;
    `same_answers` gives the graded cells of a sheet whose answers are what they were when they were last graded.

    Raises CannotGrade for a lesson or a graded cell that the gradebook does not have.
    """

    def __init__(
        self,
        session: Session,
        batch: Sequence[Sheet],
        penalty: Penalty,
        same_answers: Callable[[Sheet], Collection[str]] = lambda _: (),
    ) -> None:
        self.session, self.batch, self.penalty, self.same_answers = session, batch, penalty, same_answers
        self.outlines = _outlines(session, {sheet.lesson for sheet in batch})
        self.submissions = _Table(
            session, SubmittedAssignment, ("assignment_id", "student_id"), ["timestamp", "extension"]
        )
        self.notebooks = _Table(
            session, SubmittedNotebook, ("notebook_id", "assignment_id"), ["late_submission_penalty"]
        )
        scores = ["auto_score", "manual_score", "extra_credit", "needs_manual_grade"]
        self.grades = _Table(session, Grade, ("cell_id", "notebook_id"), scores)
        self.comments = _Table(session, Comment, ("cell_id", "notebook_id"), ["auto_comment"])
        self._load({sheet.student for sheet in batch})

    def write(self) -> None:
        """Adds and changes the rows; committing them is left to the caller."""
        for sheet in self.batch:
            self._write(sheet)
        for table in (self.submissions, self.notebooks, self.grades, self.comments):
            table.add_new()
        self.session.flush()

    def _load(self, students: Collection[str]) -> None:
        """The batch's existing rows, a query for each table; students who are not there are added."""
        known = set(self.session.scalars(select(Student.id).where(Student.id.in_(students))))
        self.session.add_all(Student(id=student) for student in sorted(set(students) - known))
        self.session.flush()
        parts = [part for outline in self.outlines.values() for part in outline.parts.values()]
        self.submissions.load([outline.id for outline in self.outlines.values()], students)
        self.notebooks.load([part.id for part in parts], [row.id for row in self.submissions.rows.values()])
        notebooks = [row.id for row in self.notebooks.rows.values()]
        self.grades.load([cell for part in parts for cell in part.graded.values()], notebooks)
        self.comments.load([cell for part in parts for cell in part.commented.values()], notebooks)

    def _write(self, sheet: Sheet) -> None:
        outline = self.outlines[sheet.lesson]
        submission = self.submissions.get(outline.id, sheet.student)
        if sheet.timestamp:
            submission.timestamp = sheet.timestamp
        for part in outline.parts.values():
            notebook = self.notebooks.get(part.id, submission.id)
            grades = {name: self.grades.get(cell, notebook.id) for name, cell in part.graded.items()}
            comments = {name: self.comments.get(cell, notebook.id) for name, cell in part.commented.items()}
            if part.name == sheet.lesson:
                _mark(sheet, grades, comments, self._reviewed(sheet, grades))
                late = seconds_late(submission.timestamp, outline.due, submission.extension)
                earned = sum(map(_earned, grades.values()))
                notebook.late_submission_penalty = points_off(self.penalty, sheet.student, earned, late)
            elif not is_there(sheet.submission / f"{part.name}.ipynb"):
                for grade in grades.values():
                    grade.auto_score, grade.needs_manual_grade = 0.0, False

    def _reviewed(self, sheet: Sheet, grades: Mapping[str, Grade]) -> set[str]:
        """The grades by hand that still hold: looked at by a person, for the very answer."""
        looked_at = {
            name for name, grade in grades.items() if grade.manual_score is not None and not grade.needs_manual_grade
        }
        return looked_at & set(self.same_answers(sheet)) if looked_at else set()


def _outlines(session: Session, lessons: Collection[str]) -> dict[str, _Outline]:
    """The lessons' notebooks and cells. Raises CannotGrade where a lesson or its notebook is not in the gradebook."""
    assignments = session.execute(
        select(Assignment.id, Assignment.name, Assignment.duedate).where(Assignment.name.in_(lessons))
    ).all()
    outlines = {row.name: _Outline(row.id, row.duedate) for row in assignments}
    by_id = {outline.id: outline for outline in outlines.values()}
    parts: dict[str, _Part] = {}
    columns = select(Notebook.id, Notebook.name, Notebook.assignment_id).order_by(Notebook.name)
    for row in session.execute(columns.where(Notebook.assignment_id.in_(by_id))):
        parts[row.id] = by_id[row.assignment_id].parts[row.name] = _Part(row.id, row.name)
    cells = select(BaseCell.id, BaseCell.name, BaseCell.type, BaseCell.notebook_id)
    for row in session.execute(cells.where(BaseCell.notebook_id.in_(parts))):
        part = parts[row.notebook_id]
        if row.type in ("GradeCell", "TaskCell"):
            part.graded[row.name] = row.id
        if row.type in ("SolutionCell", "TaskCell"):
            part.commented[row.name] = row.id
    for lesson in lessons:
        if lesson not in outlines or lesson not in outlines[lesson].parts:
            raise CannotGrade(f"{lesson} is not in the gradebook: run `nbgrader generate_assignment {lesson}` first.")
    return outlines


def _mark(sheet: Sheet, grades: dict[str, Grade], comments: dict[str, Comment], reviewed: Collection[str]) -> None:
    """The autograder's scores and comments; a person's score and extra credit stay, and are to be looked at again
    but where they were `reviewed` for the same answer. Of what was rejected the first grade waits for a person.
    """
    unknown = sorted(set(sheet.scores) - set(grades) | set(sheet.comments) - set(comments))
    if unknown:
        raise CannotGrade(
            f"The gradebook has no {unknown[0]} in {sheet.lesson}: run `nbgrader generate_assignment` for it again."
        )
    flagged = set(list(sheet.scores)[:1]) if sheet.rejected else set()
    for name, score in sheet.scores.items():
        grades[name].auto_score = score
        by_hand = grades[name].manual_score is not None or score is None or name in flagged
        grades[name].needs_manual_grade = by_hand and name not in reviewed
    for name, comment in sheet.comments.items():
        comments[name].auto_comment = comment


def _earned(grade: Grade) -> float:
    """A grade's points by nbgrader's rule: a person's score before the autograder's, and extra credit with either."""
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if score is None else float(score) + float(grade.extra_credit or 0.0)
