"""Status: how far each lesson is on its way out to the students, in to the gradebook, and back."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from nbgrader.utils import notebook_hash
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.roster import roster
from autograder.grading.gradebook.transaction import reason
from autograder.grading.inbox.plain_files import read_regular
from autograder.grading.inbox.students import handed_in
from autograder.grading.marks.deadlines import due_dates
from autograder.grading.marks.outcomes import outcomes
from autograder.grading.marks.standing import Standing, standings

SECRET = "submission_secret.txt"  # which `nbgrader submit` writes, and by which a page is found again
LONGEST_SECRET = 1000  # bytes
MOST_INBOUND = 100_000  # folders: anybody may make some there, and a large class in all lessons has a few thousand


@dataclass(frozen=True)
class Status:
    """A lesson: whether it is `released` to the exchange, until when it is due, and how many students are where.

    `arriving` have handed in to the exchange and are not collected; `ungraded` are collected; `waiting` are graded up
    to a mark by hand; `pages` have a feedback page, `returned` of them as it is now from the exchange; `by_hand` did
    not come through it, so that nothing goes back that way. Who was `rejected` could not be graded, and why.
    """

    lesson: str
    released: bool
    due: datetime | None
    students: int
    arriving: int
    handed_in: int
    graded: int
    ungraded: int
    waiting: int
    pages: int
    returned: int
    by_hand: int
    rejected: Mapping[str, str] = field(default_factory=dict)


def statuses(config: Config, lessons: Sequence[str]) -> Iterator[Status]:
    """The status of each of these lessons. Raises CannotGrade where the gradebook cannot be read."""
    coursedir = CourseDirectory(config=config)
    root = Path(Exchange(coursedir=coursedir, config=config).root, coursedir.course_id)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            found, students, known = standings(gradebook), len(gradebook.students), roster(config, gradebook)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be opened: {reason(error)}") from error
    due = due_dates(config)
    for lesson in lessons:
        own = {one.student: one for one in found if one.lesson == lesson}
        looked_at = outcomes(config, lesson, (student for student, one in own.items() if not one.missing))
        rejected = {
            student: one.rejected for student, one in looked_at.items() if one.rejected and own[student].waiting
        }
        yield replace(_status(coursedir, root, lesson, due.get(lesson), own, students, known), rejected=rejected)


def _status(
    coursedir: CourseDirectory,
    exchange: Path,
    lesson: str,
    due: datetime | None,
    own: Mapping[str, Standing],
    students: int,
    known: Collection[str] | None,
) -> Status:
    collected = set(handed_in(Path(coursedir.root, coursedir.submitted_directory), lesson, known))
    graded = {student for student, one in own.items() if not one.missing}
    arriving = set(_inbound(exchange / "inbound", lesson)) - collected - graded
    pages = [page for student in sorted(graded) if (page := _page(coursedir, student, lesson)).is_file()]
    return Status(
        lesson,
        released=(exchange / "outbound" / lesson).is_dir(),
        due=due,
        students=max(students, len(collected | graded)),
        arriving=len(arriving),
        handed_in=len(collected | graded),
        graded=len(graded),
        ungraded=len(collected - graded),
        waiting=sum(1 for one in own.values() if one.waiting),
        pages=len(pages),
        returned=sum(_is_returned(page, exchange / "feedback", lesson) for page in pages),
        by_hand=sum(not page.with_name(SECRET).is_file() for page in pages),
    )


def _inbound(folder: Path, lesson: str) -> Iterator[str]:
    """Who has handed in this lesson to the exchange: folders there are <student>+<lesson>+<time>+<random>."""
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, MOST_INBOUND):
                student, found, _ = entry.name.partition(f"+{lesson}+")
                if found:
                    yield student
    except OSError:  # there is none, or nobody may look into it
        return


def _page(coursedir: CourseDirectory, student: str, lesson: str) -> Path:
    return Path(coursedir.root, coursedir.feedback_directory, student, lesson, f"{lesson}.html")


def _is_returned(page: Path, feedback: Path, lesson: str) -> bool:
    """Whether the exchange has a page as it is now, under the name that nbgrader makes of the submission's secret."""
    try:
        secret = read_regular(page.with_name(SECRET), LONGEST_SECRET).decode()
        return filecmp.cmp(page, feedback / f"{notebook_hash(secret=secret, notebook_id=lesson)}.html", shallow=False)
    except (OSError, UnicodeDecodeError):
        return False
