"""`autograder list`: the exercises of the course."""

from __future__ import annotations

from autograder.cli import console
from autograder.cli.common import declarations_told


def list_command() -> None:
    """List every exercise: how its function is called, and what it asks for.

    These are the names that [bold]check[/bold] finds in a notebook, and that [bold]autograder judge[/bold] takes.

    Example:
    [bold]autograder list[/bold]
    """
    with declarations_told():
        from autograder.lessons import LESSONS

    for lesson in LESSONS:
        table = console.PlainTable(
            "exercise", "asks for", title=f"{lesson.name} · {lesson.title}", title_justify="left"
        )
        for exercise in lesson.exercises:
            table.add_row(exercise.signature, exercise.statement)
        console.show(table)
