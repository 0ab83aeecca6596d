"""Enrolment: a roster's students in the gradebook. Who is there already keeps their id, and what no file mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import attempts, busy, passes, reason, transaction
from autograder.grading.marks.standing import Person, people
from autograder.grading.plain_text import line

PATIENCE = 60.0  # seconds: longer than nbgrader or the Formgrader holds the gradebook for one thing
DETAILS = tuple(field.name for field in fields(Person) if field.name != "id")


@dataclass(frozen=True)
class Enrolled:
    """The ids of who is new, who is known otherwise than before, and who is as they were."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


def enrol(config: Config, roster: Sequence[Person]) -> Enrolled:
    """Puts these students into the gradebook, all or none of them.

    Somebody is there already whose id elsewhere, id or address is the same, in this order; a blank cell takes nothing
    away. Raises CannotGrade where two of the file are one of the gradebook, or one is two, or it cannot be written.
    """
    coursedir = CourseDirectory(config=config)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            for _ in attempts(PATIENCE):
                try:
                    return _enrol(gradebook, roster)
                except SQLAlchemyError as error:
                    if not passes(error):
                        raise
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be used: {reason(error)}") from error
    raise CannotGrade(busy(PATIENCE))


def enrolled(config: Config) -> list[Person]:
    """Everybody in the gradebook. Raises CannotGrade where that is nobody."""
    coursedir = CourseDirectory(config=config)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            found = people(gradebook)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be opened: {reason(error)}") from error
    if not found:
        raise CannotGrade(
            "the gradebook has no student: `autograder roster FILE` takes the class from Canvas or Moodle."
        )
    return found


def _enrol(gradebook: Gradebook, roster: Sequence[Person]) -> Enrolled:
    new: list[str] = []
    changed: list[str] = []
    same: list[str] = []
    with transaction(gradebook, writing=True) as session:
        rows = {row.id: row for row in session.scalars(select(Student))}
        before = [Person(row.id, *(getattr(row, name) or "" for name in DETAILS)) for row in rows.values()]
        for person, known in matched(roster, before):
            if known is None:
                session.add(Student(**{field: getattr(person, field) for field in ("id", *DETAILS)}))
                new.append(person.id)
                continue
            now = replace(known, **{name: getattr(person, name) or getattr(known, name) for name in DETAILS})
            (same if now == known else changed).append(known.id)
            for name in DETAILS:
                if getattr(now, name) != getattr(known, name):
                    setattr(rows[known.id], name, getattr(now, name))
    return Enrolled(tuple(new), tuple(changed), tuple(same))


def matched(roster: Sequence[Person], known: Sequence[Person]) -> list[tuple[Person, Person | None]]:
    """Each person of a roster beside who they are in the gradebook, None for who is new. Raises CannotGrade.

    >>> matched([Person("ada@example.org", email="ada@example.org")], [Person("ada", email="Ada@example.org")])[0][1].id
    'ada'
    """
    keys: tuple[Callable[[Person], str], ...] = (_elsewhere, _own, _address)
    places = [defaultdict[str, list[Person]](list) for _ in keys]
    for one in known:
        for key, place in zip(keys, places, strict=True):
            place[key(one)].append(one)
    found: list[tuple[Person, Person | None]] = []
    taken: dict[str, Person] = {}
    for person in roster:
        same = {
            one.id: one for key, place in zip(keys, places, strict=True) if key(person) for one in place[key(person)]
        }
        if len(same) > 1:
            raise CannotGrade(
                f"{line(person.id)} would be both {' and '.join(map(line, same))} of the gradebook, by id elsewhere, "
                "id or address: put that right there or in the file. Nothing was changed."
            )
        own = next(iter(same.values()), None)
        if own is not None and own.id in taken:
            raise CannotGrade(
                f"{line(taken[own.id].id)} and {line(person.id)} would both be {line(own.id)} of the gradebook: put "
                "that right there or in the file. Nothing was changed."
            )
        if own is not None:
            taken[own.id] = person
        found.append((person, own))
    return found


def _elsewhere(person: Person) -> str:
    return person.lms_user_id


def _own(person: Person) -> str:
    return person.id


def _address(person: Person) -> str:
    return person.email.casefold()
