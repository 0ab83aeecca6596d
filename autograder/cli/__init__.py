"""The command line: `autograder --help` lists what it does, `autograder COMMAND --help` shows how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import Lessons, Root, console, errors, fail
from autograder.cli.grade import demo_command, grade_command
from autograder.cli.judge import doctor_command, judge_command

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Matrix gradients by hand: build the course and grade a class.\n\n"
    "A first tour: [bold]autograder list[/bold] shows the exercises, "
    "[bold]autograder demo[/bold] grades a made-up class.",
)


@app.command("build")
def build_command(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when anything committed is not what the text makes.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Make the notebooks from the lessons' texts.

    solutions/NN-name.md is executed into solutions/NN-name/, and nbgrader makes notebooks/NN-name/ of that. The same
    text gives the same bytes every time. A lesson that does not run leaves what is there untouched.

    Examples: [bold]autograder build 05[/bold] · [bold]autograder build --check[/bold] (what CI runs)
    """
    from autograder.publishing import build
    from autograder.publishing.folder import BrokenLesson, find_course

    try:
        course = find_course(root)
        with console.status("building") as status:

            def report(lesson: str) -> None:
                status.update(f"{'checking' if check else 'building'} {lesson}")

            wrong = []
            if check:
                wrong = build.differences(course, lessons or (), report)
            else:
                build.make(course, lessons or (), report)
    except BrokenLesson as error:
        raise fail(error) from None
    for sentence in wrong:
        errors.print(sentence, soft_wrap=True)
    if wrong:
        raise fail("run `autograder build` and commit what it makes.")
    console.print("solutions/ and notebooks/ are what the texts make." if check else "Built solutions/ and notebooks/.")


@app.command("list")
def list_command() -> None:
    """List every exercise of the course, with its call and what it asks for."""
    from rich.table import Table

    from autograder.lessons import LESSONS

    for lesson in LESSONS:
        table = Table("exercise", "asks for", title=f"{lesson.name} · {lesson.title}", title_justify="left")
        for exercise in lesson.exercises:
            table.add_row(exercise.signature, exercise.statement)
        console.print(table)


app.command("grade")(grade_command)
app.command("demo")(demo_command)
app.command("judge")(judge_command)
app.command("doctor")(doctor_command)
