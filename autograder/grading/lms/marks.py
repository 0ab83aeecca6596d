"""Marks for elsewhere: each student's points in each lesson, or why there are none yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason
from autograder.grading.marks.settlement import settle
from autograder.grading.marks.standing import Person, Standing, people, standings

GRADED, WAITING, UNGRADED, MISSING = "graded", "waiting", "handed in", "missing"
WORDS = {  # why a cell is blank, as a line says it
    WAITING: "waiting for a mark by hand",
    UNGRADED: "handed in and not graded yet",
    MISSING: "nothing handed in",
}


@dataclass(frozen=True)
class Mark:
    """One student in one lesson: `points` is None where none are to be given away yet, and `state` says why."""

    standing: Standing
    state: str
    points: float | None


@dataclass(frozen=True)
class ClassMarks:
    """A class in some lessons, each with the most points it has."""

    people: tuple[Person, ...]
    most: Mapping[str, float]
    marks: Mapping[tuple[str, str], Mark]

    def blank(self) -> dict[str, int]:
        """How many marks are left blank, by why."""
        counts = Counter(mark.state for mark in self.marks.values() if mark.points is None)
        return {WORDS[state]: counts[state] for state in WORDS if counts[state]}


def class_marks(
    config: Config,
    lessons: Sequence[str],
    handed_in: Collection[tuple[str, str]],
    partial: bool = False,
    zeros: bool = False,
) -> ClassMarks:
    """Everybody's marks in these lessons, in all that the gradebook has without any, after today's penalties.

    A mark is blank while a person's part of it waits, unless `partial`; so it is where nothing was handed in, unless
    `zeros`. `handed_in` are the students and lessons with a folder of submissions: who is in it and has no grade yet
    has not been graded, and gets no zero. Raises CannotGrade where the gradebook cannot be read, or has no such lesson.
    """
    coursedir = CourseDirectory(config=config)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            settle(config, gradebook)
            everybody, found = people(gradebook), standings(gradebook, lessons)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be opened: {reason(error)}") from error
    most = {one.lesson: one.most for one in found}
    if not everybody or (unknown := [lesson for lesson in lessons if lesson not in most]) or not most:
        what = "student" if not everybody else f"lesson {unknown[0]}" if lessons else "lesson"
        raise CannotGrade(f"the gradebook has no {what}: `autograder roster` and `autograder grade` fill it.")
    marks = {(one.student, one.lesson): _mark(one, handed_in, partial, zeros) for one in found}
    return ClassMarks(tuple(everybody), most, marks)


def _mark(one: Standing, handed_in: Collection[tuple[str, str]], partial: bool, zeros: bool) -> Mark:
    if one.missing:
        if (one.student, one.lesson) in handed_in:
            return Mark(one, UNGRADED, None)
        return Mark(one, MISSING, 0.0 if zeros else None)
    if one.waiting:
        return Mark(one, WAITING, one.points if partial else None)
    return Mark(one, GRADED, one.points)
