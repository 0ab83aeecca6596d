"""`autograder new-lesson`: what an author begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Root, failures_told


def new_lesson_command(
    name: Annotated[str, typer.Argument(help="Its number and name, such as 11-quadratic-forms.", metavar="NN-NAME")],
    title: Annotated[str, typer.Option(help="Its title.", show_default="the name, in words")] = "",
    root: Root = Path(),
) -> None:
    """Begin a lesson of your own: text, declaration and figures.

    It has a gradient, an einsum string and a derivation, which build, check
    and grade as they stand: change them into what you want to teach. Nothing
    that is there is overwritten. docs/authors.md walks through it.

    Examples:
    [bold]autograder new-lesson 11-quadratic-forms[/bold]
    [bold]autograder new-lesson 12-traces --title "Traces and rings"[/bold]
    """
    from autograder.publishing.folder import find_course
    from autograder.publishing.new_lesson.write import new_lesson

    with failures_told():
        course = find_course(root)
        for path in new_lesson(course, name, title):
            console.say(f"{path.relative_to(course.root)}: written.")
    console.say(f"Now `autograder build {name[:2]}`, and look at notebooks/{name}/.")
