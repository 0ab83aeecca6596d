"""What the commands share: the options, and how a failure is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Annotated

import typer

from autograder.cli import console

SERVING = {"course", "lesson", "version"}  # modules of autograder/lessons/ that declare no lesson
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
    """What keeps a course from being built or graded ends this block with its one sentence and exit 1."""
    from autograder.grading.errors import CannotGrade
    from autograder.publishing.folder import BrokenLesson
    from autograder.sandbox.backends import NoWall

    try:
        yield
    except (BrokenLesson, CannotGrade, NoWall) as error:
        raise fail(error) from None


@contextmanager
def declarations_told() -> Iterator[None]:
    """Around the first import of the lessons: a declaration that raises is told by its file and line, with exit 1."""
    try:
        yield
    except Exception as error:
        place = _declaration(error)
        if place is None:
            raise
        raise fail(
            f"{place}: {error if isinstance(error, ValueError) else f'{type(error).__name__}: {error}'}"
        ) from None


def _declaration(error: Exception) -> str | None:
    """The line of autograder/lessons/ that an error was raised by, None where it is none of theirs."""
    lines = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        lines.append((error.filename or "", error.lineno))
    folder = Path(__file__).parents[1] / "lessons"
    of_lessons = [
        (Path(file), line) for file, line in lines if Path(file).parent == folder and Path(file).stem not in SERVING
    ]
    return f"autograder/lessons/{of_lessons[-1][0].name}:{of_lessons[-1][1]}" if of_lessons else None
