"""What the commands share: the options, and how a failure is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.failures import in_a_sentence

Root = Annotated[
    Path,
    typer.Option(help="The course's folder, the one with nbgrader_config.py.", show_default="here", metavar="FOLDER"),
]
Lessons = Annotated[
    list[str] | None,
    typer.Argument(help="Lessons by name or number, such as 05; all without any.", metavar="LESSON"),
]
Backend = Annotated[
    str,
    typer.Option(
        help="The kind of wall; `autograder doctor` lists them.", show_default="the best there is", metavar="KIND"
    ),
]
Unsafe = Annotated[
    bool, typer.Option("--unsafe-no-sandbox", help="Run students' code without any wall; each mark then says so.")
]


def fail(sentence: object, code: int = 1) -> typer.Exit:
    """Says one sentence on stderr and gives the exit to raise."""
    console.warn(sentence, "autograder:")
    return typer.Exit(code)


@contextmanager
def failures_told() -> Iterator[None]:
    """What keeps a course from being built or graded ends this block with its one sentence and exit 1.

    That may be a disk, a file's rights or a setting as well as the course. The slips of a lesson have a line each, and
    a verdict on a solution has several.
    """
    from autograder.grading.errors import CannotGrade
    from autograder.publishing.folder import BrokenLesson, LessonSlips
    from autograder.sandbox.backends import NoWall

    try:
        yield
    except LessonSlips as error:
        console.warn_lines(error, "autograder:")
        raise typer.Exit(1) from None
    except (BrokenLesson, CannotGrade, NoWall) as error:
        raise fail(error) from None
    except Exception as error:
        if sentence := in_a_sentence(error):
            raise fail(sentence) from None
        raise
