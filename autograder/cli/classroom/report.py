"""`autograder report`: the gradebook as tables, or as one page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told

if TYPE_CHECKING:
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.marks.class_report import ClassReport
    from autograder.grading.similar.answers import Similar

MOST_NAMED = 5  # whose answers could not be compared


def report_command(
    lessons: Lessons = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given several times.", metavar="NAME")
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="Write one page that needs no network, to var/report.html or a FILE.html.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Who is where: points after penalties, late, missing, marks that wait for a person, the commonest mistakes.

    It reads the gradebook, as Formgrader does, and grades nothing.

    Examples:
    [bold]autograder report[/bold]                  all lessons in the gradebook
    [bold]autograder report 05[/bold]               and pairs of similar answers
    [bold]autograder report 05 --student ada[/bold]
    [bold]autograder report --html[/bold]           with plots, and how hard each item was
    [bold]autograder report --html class.html 05[/bold]
    """
    from autograder.cli.classroom import tables
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.errors import CannotGrade
    from autograder.publishing.folder import find_course

    pages = [name for name in lessons or () if name.endswith(".html")] if html else []
    named = [name for name in lessons or () if name not in pages]
    with failures_told():
        course = find_course(root)
        if len(pages) > 1:
            raise CannotGrade(f"one page is written, and {len(pages)} are named: {', '.join(pages)}.")
        chosen = [text.stem for text in course.lessons(named)] if named else []
        classroom = Classroom(course.root)
        marks = classroom.steps.export()
        report = classroom.report(chosen, student or ())
        if not report.people or not report.lessons:
            raise CannotGrade("the gradebook has no student of these lessons: `autograder grade` fills it.")
        alike, trouble = _similar(classroom, report, student or ()) if chosen or html else (None, "")
        if html:
            target = Path(pages[0]) if pages else course.root / "var" / "report.html"
            _write(target, classroom, report, alike, trouble)
            console.say(f"Report: {target}")
            if trouble:
                console.say(trouble)
            return
    console.show(tables.points(report))
    if (mistakes := tables.mistakes(report)).row_count:
        console.show(mistakes)
    if alike and alike.pairs:
        console.show(tables.similar(alike.pairs))
    for lesson in report.lessons:
        console.say(f"{lesson}: {tables.summary(report, lesson)}")
    if alike and not alike.pairs:
        console.say("No two answers are similar beyond what many wrote.")
    if alike and alike.left_out:
        more = f" and {len(alike.left_out) - MOST_NAMED} more" if len(alike.left_out) > MOST_NAMED else ""
        console.say(
            f"Not compared, for they could not be read in time: {'; '.join(alike.left_out[:MOST_NAMED])}{more}."
        )
    if trouble:
        console.say(trouble)
    console.say(f"Marks: {marks}")


def _similar(classroom: Classroom, report: ClassReport, students: Sequence[str]) -> tuple[Similar | None, str]:
    """The answers similar to those of these students, or why they are not known, which keeps nothing else from being
    reported. What is rare is told by the whole class.
    """
    from autograder.grading.errors import CannotGrade
    from autograder.grading.similar.answers import similar

    try:
        whole = classroom.report(report.lessons) if students else report
        with classroom.steps.at_root():
            return similar(classroom.steps.config, whole).about(students), ""
    except CannotGrade as reason:
        return None, str(reason)


def _write(target: Path, classroom: Classroom, report: ClassReport, alike: Similar | None, trouble: str) -> None:
    """Writes the page. Raises CannotGrade."""
    from autograder.grading.report.items import items
    from autograder.grading.report.page import page
    from autograder.grading.whole_file import write

    with classroom.steps.at_root():
        found = items(classroom.steps.config, report.graded())
    now = datetime.now(UTC).replace(tzinfo=None)
    write(page(report, found, now, alike, trouble), target)
