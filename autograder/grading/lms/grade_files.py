"""Grade files: marks in the columns that Canvas and Moodle import, and for programs, CSV and JSON.

Canvas: the header begins Student, ID, SIS User ID, SIS Login ID, Section; an assignment's column is its title and, in
brackets, its number there; a row "Points Possible" comes before the students (Canvas guides, "import grades"; it finds
a student by ID, then by SIS id, login, name). Moodle: one column that says who it is, matched in the form of the import
(ID number, Email address or Username), and one for each grade item; a user cell that is blank passes over its row.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from autograder.grading.errors import CannotGrade
from autograder.grading.lms.marks import ClassMarks, Mark
from autograder.grading.marks.export import COLUMNS
from autograder.grading.marks.standing import Person
from autograder.grading.plain_text import cell, line

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"  # as Canvas writes it, blanks and all
MOODLE = ("First name", "Last name", "ID number", "Email address", "Username")
FOR_PROGRAMS = (*COLUMNS, "lms_user_id", "waiting", "state")
NUMBER = re.compile(r" \(\d+\)$")  # what Canvas adds to an assignment's title

Rows = Iterator[Sequence[Any]]


def canvas(marks: ClassMarks, titles: Mapping[str, str]) -> str:
    """Canvas' gradebook, as its import reads it. `titles` gives lessons the columns that they have there."""
    return _csv(_canvas(marks, titles))


def moodle(marks: ClassMarks, titles: Mapping[str, str]) -> str:
    """A table as Moodle's import of grades reads it."""
    return _csv(_moodle(marks, titles))


def table(marks: ClassMarks, titles: Mapping[str, str]) -> str:
    """nbgrader's columns, a row for each student and lesson, and after them the id elsewhere and what it waits for."""
    return _csv([FOR_PROGRAMS, *([entry[name] for name in FOR_PROGRAMS] for entry in _entries(marks))])


def programs(marks: ClassMarks, titles: Mapping[str, str]) -> str:
    """The same as JSON, a list of objects; a mark that is none yet is null, and names are as they are."""
    return json.dumps(list(_entries(marks)), indent=1, default=str) + "\n"


FORMS: dict[str, tuple[Callable[[ClassMarks, Mapping[str, str]], str], str]] = {
    "canvas": (canvas, "csv"),
    "moodle": (moodle, "csv"),
    "csv": (table, "csv"),
    "json": (programs, "json"),
}


def own_titles(header: Sequence[str], lessons: Sequence[str]) -> dict[str, str]:
    """The columns that lessons have in a header of Canvas' or Moodle's: called so, or beginning with the number.

    Raises CannotGrade where a lesson has none, or several.

    >>> own_titles(["Student", "05: the linear layer (77)"], ["05-xwt-plus-b"])
    {'05-xwt-plus-b': '05: the linear layer (77)'}
    """
    titles = {}
    for lesson in lessons:
        number = re.compile(rf"(?:\w+:\s*)?{re.escape(lesson.partition('-')[0])}(?!\d)")
        named = [title for title in header if NUMBER.sub("", title) == lesson]
        found = named or [title for title in header if number.match(title)]
        if len(found) != 1:
            what = f"several columns for {lesson}: {line(', '.join(found))}" if found else f"no column for {lesson}"
            raise CannotGrade(f"the file that shows the columns has {what}. Call the one {lesson} there.")
        titles[lesson] = found[0]
    return titles


def _canvas(marks: ClassMarks, titles: Mapping[str, str]) -> Rows:
    yield [*CANVAS, *(titles.get(lesson, lesson) for lesson in marks.most)]
    yield [POINTS_POSSIBLE, *[""] * (len(CANVAS) - 1), *map(_number, marks.most.values())]
    for one in marks.people:
        name = ", ".join(part for part in (one.last_name, one.first_name) if part) or one.id
        # Canvas reads the digits that an ID begins with: whatever is not digits only would be somebody else's.
        here = one.lms_user_id.isascii() and one.lms_user_id.isdigit()
        ids = (one.lms_user_id, "") if here else ("", one.lms_user_id)
        yield [name, *ids, one.id, "", *_points(marks, one)]


def _moodle(marks: ClassMarks, titles: Mapping[str, str]) -> Rows:
    yield [*MOODLE, *(titles.get(lesson, lesson) for lesson in marks.most)]
    for one in marks.people:
        yield [one.first_name, one.last_name, one.lms_user_id, one.email, one.id, *_points(marks, one)]


def _points(marks: ClassMarks, person: Person) -> list[str]:
    return [_number(marks.marks[person.id, lesson].points) for lesson in marks.most]


def _entries(marks: ClassMarks) -> Iterator[dict[str, Any]]:
    for lesson, most in marks.most.items():
        for person in marks.people:
            yield _entry(person, marks.marks[person.id, lesson], most)


def _entry(person: Person, mark: Mark, most: float) -> dict[str, Any]:
    one = mark.standing
    values = (
        *(one.lesson, one.due, one.handed_in, person.id, person.last_name, person.first_name, person.email),
        *(one.earned, one.penalty, mark.points, most, person.lms_user_id, one.waiting, mark.state),
    )
    return dict(zip(FOR_PROGRAMS, values, strict=True))


def _number(points: float | None) -> str:
    """Points as text, without an exponent or a tail of zeros; "" for none.

    >>> _number(18.50), _number(1234567.0), _number(None)
    ('18.5', '1234567', '')
    """
    return "" if points is None else f"{points:.4f}".rstrip("0").rstrip(".")


def _csv(rows: Rows | Sequence[Sequence[Any]]) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()
