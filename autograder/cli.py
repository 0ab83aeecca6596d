"""The command line: `autograder --help` lists what it does, `autograder COMMAND --help` shows how."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Matrix gradients by hand: build the course, grade a class, judge an answer.\n\n"
    "A first tour: [bold]autograder list[/bold], then [bold]autograder judge wx_grad_W answer.py[/bold].",
)
errors = Console(stderr=True, highlight=False)
console = Console(highlight=False)

Root = Annotated[Path, typer.Option(help="The course's folder, the one with nbgrader_config.py.", show_default="here")]
Lessons = Annotated[list[str] | None, typer.Argument(help="Lessons by name or number, such as 05; all without any.")]


def fail(sentence: object, code: int = 1) -> typer.Exit:
    """Says one sentence on stderr and gives the exit to raise."""
    errors.print(f"[red]autograder:[/red] {sentence}", soft_wrap=True)
    return typer.Exit(code)


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
    from autograder import build
    from autograder.lesson_text import BrokenLesson

    try:
        course = build.find_course(root)
        with console.status("building") as status:

            def report(lesson: str) -> None:
                status.update(f"{'checking' if check else 'building'} {lesson}")

            wrong = (
                build.differences(course, lessons or (), report) if check else build.make(course, lessons or (), report)
            )
    except BrokenLesson as error:
        raise fail(error) from None
    for sentence in wrong or ():
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
