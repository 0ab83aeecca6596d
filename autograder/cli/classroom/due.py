"""`autograder due` and `autograder extend`: until when a lesson is to be handed in, for all and for one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Root, failures_told

Lesson = Annotated[str, typer.Argument(help="A lesson by name or number, such as 05.", metavar="LESSON")]


def due_command(
    lesson: Annotated[
        str, typer.Argument(help="A lesson by name or number; the due dates of all without one.", metavar="LESSON")
    ] = "",
    date: Annotated[
        str, typer.Argument(help='"2026-12-01 18:00", perhaps with a zone; "none" takes it away.', metavar="DATE")
    ] = "",
    root: Root = Path(),
) -> None:
    """Say until when a lesson is to be handed in, or see it.

    The time is this machine's own, unless a zone is named. Penalties follow at
    the next [bold]autograder grade[/bold], [bold]report[/bold] or export; nothing is graded again. What
    being late costs is nbgrader's late-submission policy, in nbgrader_config.py.

    Examples:
    [bold]autograder due[/bold]                                    all of them
    [bold]autograder due 05 "2026-12-01 18:00"[/bold]
    [bold]autograder due 05 "2026-12-01 18:00 Europe/Berlin"[/bold]
    [bold]autograder due 05 none[/bold]
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.marks import deadlines
    from autograder.grading.marks.backup import back_up
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        named = course.lessons([lesson] if lesson else [])
        chosen = [text.stem for text in named if lesson or course.sets_exercises(text)]
        classroom = Classroom(course.root)
        if date:
            when = deadlines.read_date(date)
            back_up(classroom.steps.config)
            for name in chosen:
                classroom.prepare(name)
                deadlines.set_due(classroom.steps.config, name, when)
        dates = classroom.due_dates()
        for name in chosen:
            console.say(f"{name}: {deadlines.spoken(dates.get(name))}")


def extend_command(
    lesson: Lesson,
    student: Annotated[str, typer.Argument(help="The student's id.", metavar="STUDENT")],
    span: Annotated[str, typer.Argument(help='48h, 2d, 1w, 90m; "none" takes it away.', metavar="SPAN")],
    root: Root = Path(),
) -> None:
    """Give one student more time for a lesson, counted from its due date.

    It takes the place of an earlier extension. Penalties follow at the next
    [bold]autograder grade[/bold], [bold]report[/bold] or export; nothing is graded again.

    Examples:
    [bold]autograder extend 05 ada 48h[/bold]
    [bold]autograder extend 05 ada none[/bold]
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.marks import deadlines
    from autograder.grading.marks.backup import back_up
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        name = course.lesson(lesson).stem
        length = deadlines.read_span(span)
        classroom = Classroom(course.root)
        back_up(classroom.steps.config)
        classroom.prepare(name)
        until = deadlines.extend(classroom.steps.config, name, student, length)
    if not length:
        console.say(f"{student} has no more time for {name} than the class.")
    elif until is None:
        console.say(f"{name} has no due date; when it has one, {student} has {span.strip()} more.")
    else:
        console.say(f"{student} has until {deadlines.spoken(until)} for {name}.")
