"""Items: how hard each graded cell of a lesson was, and whether it tells who knows the lesson from who does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

from nbgrader.api import Assignment, BaseCell, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason, transaction
from autograder.grading.marks.outcomes import CHECK

FEWEST = 5  # students: a correlation of fewer says nothing


@dataclass(frozen=True)
class Item:
    """A graded cell: `share` is the mean of its points by the most there are, None while nobody's is marked.

    `discrimination` is the correlation, over `students`, of its points with those of the lesson's rest: the item–rest
    correlation of test theory. None where they are fewer than five, or where either never varies.
    """

    lesson: str
    name: str
    most: float
    students: int
    waiting: int
    share: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Points:
    """One student's points in one graded cell; None while they wait for a person."""

    student: str
    lesson: str
    cell: str
    most: float
    points: float | None


def items(config: Config, pairs: Collection[tuple[str, str]]) -> list[Item]:
    """The items of these students' submissions, pairs of student and lesson. Raises CannotGrade."""
    coursedir = CourseDirectory(config=config)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook, transaction(gradebook) as session:
            rows = session.execute(
                select(
                    SubmittedAssignment.student_id,
                    Assignment.name.label("lesson"),
                    BaseCell.name.label("cell"),
                    Grade.max_score,
                    Grade.score,
                    Grade.needs_manual_grade,
                )
                .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
                .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
                .join(BaseCell, Grade.cell_id == BaseCell.id)
                .order_by(Assignment.name, BaseCell.name, SubmittedAssignment.student_id)
            ).all()
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
    wanted = set(pairs)
    return measured(
        [
            Points(student, lesson, cell, float(most), None if waits else float(points or 0))
            for student, lesson, cell, most, points, waits in rows
            if most and (student, lesson) in wanted
        ]
    )


def measured(grades: Sequence[Points]) -> list[Item]:
    """The items that these grades are of, by lesson and name.

    The rest of a lesson is the sum of its other items, without those in which anybody still waits for a mark.
    """
    lessons = defaultdict[str, dict[str, list[Points]]](lambda: defaultdict(list))
    for grade in grades:
        lessons[grade.lesson][grade.cell].append(grade)
    found = []
    for lesson, cells in sorted(lessons.items()):
        totals = defaultdict[str, float](float)
        whole = {cell for cell, own in cells.items() if all(grade.points is not None for grade in own)}
        for cell in whole:
            for grade in cells[cell]:
                totals[grade.student] += grade.points or 0.0
        found += [_item(lesson, cell, own, cell in whole, totals) for cell, own in sorted(cells.items())]
    return found


def _item(lesson: str, cell: str, grades: Sequence[Points], in_total: bool, totals: Mapping[str, float]) -> Item:
    marked = {grade.student: grade.points for grade in grades if grade.points is not None}
    most = max(grade.most for grade in grades)
    rest = [totals.get(student, 0.0) - (points if in_total else 0.0) for student, points in marked.items()]
    return Item(
        lesson,
        cell.removesuffix(CHECK),
        most,
        students=len(marked),
        waiting=len(grades) - len(marked),
        share=fmean(marked.values()) / most if marked else None,
        discrimination=_correlation(list(marked.values()), rest),
    )


def _correlation(points: Sequence[float], rest: Sequence[float]) -> float | None:
    if len(points) < FEWEST:
        return None
    try:
        return correlation(points, rest)
    except StatisticsError:  # one of them is the same for everybody
        return None
