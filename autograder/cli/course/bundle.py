"""`autograder bundle`: one zip for a class whose students work on machines of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told


def bundle_command(
    lessons: Lessons = None,
    to: Annotated[
        Path | None, typer.Option(help="The zip to write.", show_default="var/matrix-gradients-….zip", metavar="FILE")
    ] = None,
    wheel: Annotated[
        Path | None,
        typer.Option(help="Take this wheel of the package.", show_default="built from its source", metavar="FILE"),
    ] = None,
    root: Root = Path(),
) -> None:
    """Make one zip for a class: the notebooks, the package to install, a start page.

    Students unpack it, open START-HERE.html, and need no account and no clone.
    No solution is in it. A notebook that is not what its text makes is refused,
    as at release. The package is built from its own source, without a network.

    Examples:
    [bold]autograder bundle[/bold]                       all lessons
    [bold]autograder bundle 05 --to week-5.zip[/bold]  one, and the page of notation
    """
    from autograder.grading.lean import import_nbgrader

    import_nbgrader()
    from autograder.publishing.bundle import bundle, default_place
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        with console.progress() as update:
            place, names = bundle(
                course, lessons or (), wheel, to or default_place(course), lambda part: update(f"checking {part}")
            )
    console.say(f"{place}: {', '.join(names)}.")
