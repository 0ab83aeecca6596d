"""Deadlines: due dates and extensions in the gradebook, from a person's words, and in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.api import Assignment, Gradebook, Student, SubmittedAssignment, new_uuid
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason, transaction

NONE = "none"  # takes a date or an extension away
UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
PART = re.compile(r"(\d{1,6})\s*([a-z]+)")
LONGEST = timedelta(days=366)  # an extension beyond a year is a slip of the keyboard


def read_date(text: str) -> datetime | None:
    """A date as a person writes it, in UTC without a zone as the gradebook keeps it; None for "none".

    Without a zone it is this machine's own time; a zone is an offset, UTC, or a name such as Europe/Berlin. Raises
    CannotGrade for what is no date, and for a zone that is none.

    >>> read_date("2026-12-01 18:00 Europe/Berlin"), read_date("2026-12-01T18:00+01:00")
    (datetime.datetime(2026, 12, 1, 17, 0), datetime.datetime(2026, 12, 1, 17, 0))
    """
    text = text.strip()
    if text.lower() == NONE:
        return None
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d?:\d\d(?::\d\d)?))?\s*([A-Za-z][\w/+-]*|[+-]\d\d:?\d\d)?", text)
    if match is None:
        raise CannotGrade(
            f'{text!r} is no date: write it as "2026-12-01 18:00", with a zone where it is not this machine\'s: '
            '"2026-12-01 18:00 Europe/Berlin", or "none".'
        )
    day, time, zone = match.groups()
    try:
        when = datetime.fromisoformat(f"{day} {(time or '23:59:59').zfill(5)}{_offset(zone)}")
    except ValueError as error:
        raise CannotGrade(f"{text!r} is no date: {error}.") from error
    if zone and not _offset(zone):
        when = when.replace(tzinfo=_zone(zone))
    return when.astimezone(UTC).replace(tzinfo=None)


def read_span(text: str) -> timedelta:
    """A span of time as a person writes it: 48h, 2d, 1w, 90m, 1d12h; "none" is none.

    Raises CannotGrade for what is no span, or more than a year.

    >>> read_span("1d 12h")
    datetime.timedelta(days=1, seconds=43200)
    """
    text = text.strip().lower()
    parts = PART.findall(text)
    if text != NONE and (not parts or re.sub(r"\s", "", PART.sub("", text)) or any(u not in UNITS for _, u in parts)):
        raise CannotGrade(f'{text!r} is no span of time: write 48h, 2d, 1w, 90m, 1d12h or "none".')
    span = sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in parts), timedelta())
    if span > LONGEST:
        raise CannotGrade(f"{text!r} is more than a year.")
    return span


def spoken(when: datetime | None) -> str:
    """A date of the gradebook in this machine's time, and in UTC."""
    if when is None:
        return "no due date"
    there = when.replace(tzinfo=UTC)
    return f"{there.astimezone():%Y-%m-%d %H:%M %Z} ({there:%Y-%m-%d %H:%M} UTC)"


def due_dates(config: Config) -> dict[str, datetime | None]:
    """The due date of each lesson that the gradebook has. Raises CannotGrade."""
    with _session(config) as session:
        rows = session.execute(select(Assignment.name, Assignment.duedate).order_by(Assignment.name))
        return {row.name: row.duedate for row in rows}


def set_due(config: Config, lesson: str, due: datetime | None) -> None:
    """Sets a lesson's due date, or takes it away. Raises CannotGrade where the gradebook does not have the lesson."""
    with _session(config, writing=True) as session:
        _lesson(session, lesson).duedate = due


def extend(config: Config, lesson: str, student: str, span: timedelta) -> datetime | None:
    """Gives a student an extension, in the place of any other, and returns until when; no span takes it away.

    Whoever has handed in nothing yet gets it too. Raises CannotGrade where the gradebook has not the lesson or student.
    """
    with _session(config, writing=True) as session:
        assignment = _lesson(session, lesson)
        if session.scalar(select(Student.id).where(Student.id == student)) is None:
            raise CannotGrade(f"the gradebook has no student {student!r}: `nbgrader db student add {student}`.")
        own = session.scalar(
            select(SubmittedAssignment).where(
                SubmittedAssignment.assignment_id == assignment.id, SubmittedAssignment.student_id == student
            )
        )
        if own is None:
            own = SubmittedAssignment(id=new_uuid(), assignment_id=assignment.id, student_id=student)
            session.add(own)
        own.extension = span or None
        return None if assignment.duedate is None else assignment.duedate + span


def forget_times(config: Config, lesson: str, students: Collection[str]) -> None:
    """Forgets when these students handed in: what they handed in then has been replaced. Raises CannotGrade."""
    with _session(config, writing=True) as session:
        assignment = select(Assignment.id).where(Assignment.name == lesson).scalar_subquery()
        session.execute(
            update(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == assignment, SubmittedAssignment.student_id.in_(students))
            .values(timestamp=None)
        )


def _lesson(session: Session, lesson: str) -> Assignment:
    assignment = session.scalar(select(Assignment).where(Assignment.name == lesson))
    if assignment is None:
        raise CannotGrade(f"{lesson} is not in the gradebook: run `nbgrader generate_assignment {lesson}` first.")
    return assignment


def _zone(name: str) -> ZoneInfo:
    """A zone by its name. Abbreviations are refused: EST, CST and IST are several zones each."""
    try:
        if "/" in name or name.upper() == "UTC":
            return ZoneInfo(name.upper() if name.upper() == "UTC" else name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise CannotGrade(
        f"{name!r} is no time zone that can be told: write UTC, an offset such as +01:00, or Europe/Berlin."
    )


def _offset(zone: str | None) -> str:
    return zone if zone and zone[0] in "+-" else ""


@contextmanager
def _session(config: Config, writing: bool = False) -> Iterator[Session]:
    coursedir = CourseDirectory(config=config)
    try:
        with (
            Gradebook(coursedir.db_url, coursedir.course_id) as gradebook,
            transaction(gradebook, writing) as session,
        ):
            yield session
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be used: {reason(error)}") from error
