"""The command line: `autograder --help` lists what it does, `autograder COMMAND --help` shows how."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.classroom.demo import demo_command
from autograder.cli.classroom.due import due_command, extend_command
from autograder.cli.classroom.grade import grade_command
from autograder.cli.classroom.report import report_command
from autograder.cli.classroom.status import status_command
from autograder.cli.course.build import build_command
from autograder.cli.course.bundle import bundle_command
from autograder.cli.course.list import list_command
from autograder.cli.course.new_lesson import new_lesson_command
from autograder.cli.course.start import start_command
from autograder.cli.doctor import doctor_command
from autograder.cli.judge import judge_command
from autograder.cli.lms.collect_zip import collect_zip_command
from autograder.cli.lms.export import export_command
from autograder.cli.lms.roster import roster_command
from autograder.cli.plain_group import PlainGroup

app = typer.Typer(
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Matrix gradients by hand: build the course and grade a class.\n\n"
    "A first tour: [bold]autograder list[/bold] shows the exercises, "
    "[bold]autograder demo[/bold] grades a made-up class.",
)


def _version(is_asked: bool) -> None:
    if is_asked:
        from autograder.lessons.version import VERSION

        console.say(f"matrix-gradients {VERSION}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of no command."""


app.command("build")(build_command)
app.command("new-lesson")(new_lesson_command)
app.command("list")(list_command)
app.command("start")(start_command)
app.command("bundle")(bundle_command)
app.command("roster")(roster_command)
app.command("collect-zip")(collect_zip_command)
app.command("grade")(grade_command)
app.command("status")(status_command)
app.command("report")(report_command)
app.command("due")(due_command)
app.command("extend")(extend_command)
app.command("export")(export_command)
app.command("demo")(demo_command)
app.command("judge")(judge_command)
app.command("doctor")(doctor_command)
