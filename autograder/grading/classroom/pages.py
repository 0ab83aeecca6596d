"""Pages: the feedback pages of a lesson that are missing or stale, and the work of making one of them.

The processes that grade make them: one that a page ends makes that page again with less on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy.exc import SQLAlchemyError

from autograder.grading.classroom import origins
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason, transaction
from autograder.grading.pages import templates
from autograder.grading.pages.rendering.level import Level

ENDED_ITS_PROCESS = "it takes more time or memory than a page may, with the least on it too"


@dataclass(frozen=True)
class Page:
    """A page to be made, with no more on it than `first` says; `given_up` says why it is not even tried."""

    student: str
    lesson: str
    made_from: str
    first: Level = Level.FULL
    given_up: str = ""


@dataclass(frozen=True)
class Written:
    """What came of a page: where it is, or what its `trouble` was."""

    student: str
    lesson: str
    path: Path
    trouble: str = ""


def stale(steps: NbgraderSteps, lesson: str, students: Collection[str] = ()) -> Iterator[Page]:
    """The pages of these students, of all without any, that are not what they would be made from now.

    Raises CannotGrade where the gradebook cannot be read.
    """
    coursedir = steps.coursedir
    files = [*templates.FOLDER.rglob("*.j2"), *(steps.root / coursedir.release_directory).glob("*/*.ipynb")]
    if steps.config.ModelAnswers.get("enabled"):  # they are on the pages then
        files += (steps.root / coursedir.source_directory / lesson).glob("*.ipynb")
    common = origins.of_course(files)
    try:
        with closing(Gradebook(coursedir.db_url, coursedir.course_id)) as gradebook, transaction(gradebook) as session:
            digests = origins.of_pages(session, lesson, common)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
    for student, digest in sorted(digests.items()):
        if students and student not in students:
            continue
        notebook = Path(coursedir.format_path(coursedir.autograded_directory, student, lesson)) / f"{lesson}.ipynb"
        try:
            made_from = origins.with_notebook(digest, steps.root / notebook)
        except OSError:  # in the gradebook, and not graded yet
            continue
        if origins.kept(steps.feedback_page(student, lesson)) != made_from:
            yield Page(student, lesson, made_from)


def make(page: Page, root: Path) -> Written:
    """Writes one page. Raises nothing on its account."""
    steps = _steps(root)
    written = Written(page.student, page.lesson, steps.feedback_page(page.student, page.lesson), page.given_up)
    if page.given_up:
        return written
    try:
        steps.feedback(page.student, page.lesson, page.made_from, page.first, ends_process=True)
    except Exception as error:  # anything may be wrong with a student's notebook, and others have pages too
        return replace(written, trouble=str(error).partition("\n")[0] or type(error).__name__)
    return written


def attempts(page: Page) -> Iterator[tuple[Callable[[Page, Path], Written], Page]]:
    """What is tried of a page in whose making a process ended: it may have been another's doing."""
    for level in Level:
        yield make, replace(page, first=level)
    yield make, replace(page, given_up=ENDED_ITS_PROCESS)


@cache
def _steps(root: Path) -> NbgraderSteps:
    """This process's own, for every page that it makes: the configuration is read once."""
    return NbgraderSteps(root)
