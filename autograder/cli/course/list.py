"""`autograder list`: the exercises of the course."""

from __future__ import annotations

from autograder.cli import console


def list_command() -> None:
    """List every exercise: how its function is called, and what it asks for.

    Their names are what [bold]check[/bold] finds in a notebook, and what
    [bold]autograder judge[/bold] takes.

    Example:
    [bold]autograder list[/bold]
    """
    from autograder.lessons import LESSONS

    for lesson in LESSONS:
        table = console.PlainTable(
            "exercise", "asks for", title=f"{lesson.name} · {lesson.title}", title_justify="left"
        )
        for exercise in lesson.exercises:
            table.add_row(exercise.signature, exercise.statement)
        console.show(table)
