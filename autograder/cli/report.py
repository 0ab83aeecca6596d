"""`autograder report`: the gradebook as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told


def report_command(
    lessons: Lessons = None,
    student: Annotated[
        list[str] | None, typer.Option(help="Only this student; may be given several times.", metavar="NAME")
    ] = None,
    root: Root = Path(),
) -> None:
    """Who is where: points after penalties, late, missing, marks that wait for a person, the commonest mistakes.

    It reads the gradebook, as Formgrader does, and grades nothing.

    Examples:
    [bold]autograder report[/bold]                  all lessons in the gradebook
    [bold]autograder report 05 --student ada[/bold]
    """
    from autograder.cli import tables
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.errors import CannotGrade
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        chosen = [text.stem for text in course.lessons(lessons)] if lessons else []
        classroom = Classroom(course.root)
        marks = classroom.steps.export()
        report = classroom.report(chosen, student or ())
        if not report.people or not report.lessons:
            raise CannotGrade("the gradebook has no student of these lessons: `autograder grade` fills it.")
    console.show(tables.points(report))
    if (mistakes := tables.mistakes(report)).row_count:
        console.show(mistakes)
    for lesson in report.lessons:
        console.say(f"{lesson}: {tables.summary(report, lesson)}")
    console.say(f"Marks: {marks}")
