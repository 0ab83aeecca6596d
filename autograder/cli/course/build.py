"""`autograder build`: the notebooks, made from the lessons' texts or compared with what these make."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Lessons, Root, fail, failures_told


def build_command(
    lessons: Lessons = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail when anything committed is not what the text makes.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Make the notebooks from the lessons' texts.

    solutions/NN-name.md is executed into solutions/NN-name/, and nbgrader
    makes notebooks/NN-name/ of that. The same text gives the same bytes every
    time. What is wrong with a lesson is told by file and line, and leaves
    what is there untouched.

    Examples:
    [bold]autograder build 05[/bold]       one lesson, while you write it
    [bold]autograder build --check[/bold]  what CI runs
    """
    from autograder.grading.lean import import_nbgrader

    import_nbgrader()
    from autograder.publishing.build import differences, make
    from autograder.publishing.folder import find_course

    complaints, strays = [], []
    with failures_told():
        course = find_course(root)
        with console.progress() as update:

            def report(lesson: str) -> None:
                update(f"{'checking' if check else 'building'} {lesson}")

            if check:
                complaints = differences(course, lessons or (), report)
            else:
                strays = make(course, lessons or (), report)
    for complaint in complaints:
        console.warn(complaint)
    if complaints:
        raise fail("run `autograder build` and commit what it makes.")
    for stray in strays:
        console.warn(stray)
    console.say("solutions/ and notebooks/ are what the texts make." if check else "Built solutions/ and notebooks/.")
