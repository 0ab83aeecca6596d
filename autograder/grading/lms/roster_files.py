"""Roster files: the students that Canvas' gradebook, Moodle's list of participants or nbgrader's own CSV names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.errors import CannotGrade
from autograder.grading.inbox.students import refusal
from autograder.grading.lms.tables import Row, Table, read_table
from autograder.grading.marks.standing import Person
from autograder.grading.plain_text import line

WIDTH = 128  # characters of each column of nbgrader's table of students
EXPECTED = (
    "Canvas' gradebook (Student, ID, SIS Login ID, Section), Moodle's participants (First name, Last name, "
    "Email address, perhaps ID number and Username) and nbgrader's CSV (id, first_name, last_name, email, lms_user_id)"
)
TEST_STUDENT = {"Student, Test", "Test Student"}  # whom Canvas adds to every course for its teachers
SURNAME = ("Last name", "Surname")  # Moodle's word depends on the kind of English


@dataclass(frozen=True)
class Roster:
    """The students of a file, where it is from, and who in it is no student, with the reason."""

    kind: str
    people: tuple[Person, ...]
    left_out: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """The students that a file names. Raises CannotGrade where any of it cannot be read: then nothing of it counts."""
    table = read_table(path, lambda header: _kind(header) is not None, EXPECTED)
    kind = _kind(table.columns)
    assert kind is not None
    name, reader = kind
    people, left_out = reader(table)
    if not people:
        raise CannotGrade(f"{path} names no student.")
    lines: dict[str, int] = {}
    for person, row in people:
        if reason := _unfit(person):
            raise CannotGrade(f"{path}, line {row.number}: {reason} Nothing was taken from it.")
        if person.id in lines:
            first = lines[person.id]
            raise CannotGrade(
                f"{path} names {line(person.id)} twice, in lines {first} and {row.number}. Nothing was taken from it."
            )
        lines[person.id] = row.number
    return Roster(name, tuple(person for person, _ in people), tuple(left_out))


Found = tuple[list[tuple[Person, Row]], list[str]]


def _kind(header: Sequence[str]) -> tuple[str, Callable[[Table], Found]] | None:
    columns = set(header)
    if len(header) > 2 and {"Student", "ID", "Section"} <= columns:
        return "Canvas", _canvas
    if "First name" in columns and columns & set(SURNAME) and columns & {"Email address", "Username", "ID number"}:
        return "Moodle", _moodle
    if "id" in columns and columns & {"first_name", "last_name", "email", "lms_user_id"}:
        return "nbgrader", _nbgrader
    return None


def _canvas(table: Table) -> Found:
    people, left_out = [], []
    for row in table.rows:
        name = row["Student"]
        if "Points Possible" in name or (not name and not row["ID"]):
            continue  # what stands between the header and the students: points, posting policies
        if name in TEST_STUDENT:
            left_out.append(f"{name} is Canvas' own")
            continue
        login = row["SIS Login ID"]
        last, comma, first = (part.strip() for part in name.partition(","))
        if not comma:
            first, _, last = (part.strip() for part in name.rpartition(" "))
        email = login if "@" in login else ""
        people.append((Person(login or row["SIS User ID"] or row["ID"], first, last, email, row["ID"]), row))
    return people, left_out


def _moodle(table: Table) -> Found:
    people, left_out = [], []
    for row in table.rows:
        first, last = row["First name"], row["Last name"] or row["Surname"]
        if row["Roles"] and "student" not in row["Roles"].lower():
            left_out.append(f"{first} {last} is {row['Roles']}")
            continue
        email, number = row["Email address"], row["ID number"]
        people.append((Person(row["Username"] or number or email, first, last, email, number), row))
    return people, left_out


def _nbgrader(table: Table) -> Found:
    names = ("id", "first_name", "last_name", "email", "lms_user_id")
    return [(Person(*(row[name] for name in names)), row) for row in table.rows], []


def _unfit(person: Person) -> str:
    """Why the gradebook cannot have this person, "" where it can."""
    if not person.id:
        return "there is nothing by which to call this student: no login, no id, no address."
    if "/" in person.id or person.id in (".", ".."):
        return f"{line(person.id)!r} can be no folder's name, and so no student's id."
    if reason := refusal(person.id):
        return f"{line(person.id)!r}: {reason}."
    fields = (person.first_name, person.last_name, person.email, person.lms_user_id)
    return next((f"a cell has more than {WIDTH} characters." for text in fields if len(text) > WIDTH), "")
