"""`autograder judge`: the wall for any program's answers, a file, a folder or a stream of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from autograder.cli.common import Backend, Unsafe, errors, fail

if TYPE_CHECKING:
    from autograder.judging.verdict import Verdict

PASSED, WRONG, NOT_JUDGED = 0, 1, 2
STANDARD_INPUT = "-"
LARGEST_SOURCE = 2_000_000  # bytes: an answer is a few lines, and /dev/zero is not read to its end


@dataclass(frozen=True)
class Source:
    """One source to judge; `label` is how the answer names it, `problem` why it cannot be judged."""

    label: str
    exercise: str
    text: str = ""
    problem: str = ""


class CannotJudge(Exception):
    """Input that cannot be judged: one sentence that says what to do."""


def judge_command(
    name: Annotated[str, typer.Argument(help="The exercise; `autograder list` shows them.", metavar="NAME")],
    file: Annotated[
        str,
        typer.Argument(help="A Python file, a folder of them, or - for JSON lines on standard input.", metavar="FILE"),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    function: Annotated[
        str, typer.Option(help="The function's name in the file.", show_default="the exercise's", metavar="NAME")
    ] = "",
    seed: Annotated[
        int | None, typer.Option(help="Repeats a draw of inputs.", show_default="a fresh one", metavar="N")
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1, help="For one call of the function.", show_default="as `autograder doctor` says", metavar="N"
        ),
    ] = None,
    backend: Backend = "",
    unsafe: Unsafe = False,
) -> None:
    """Judge the function in a file, behind the wall. Exit 0: right. 1: wrong. 2: could not be judged.

    A line on standard input is {"source": "def …", "name": "wx_grad_W",
    "id": "anything"}; "name" and "id" may be left out. Answers come one a
    line, in the same order; with many, exit 0 means that all are right, and 2
    that some could not be judged: their lines have an "error".

    Examples:
    [bold]autograder judge wx_grad_W answer.py --json[/bold]
    [bold]autograder judge wx_grad_W - --json < answers.jsonl[/bold]
    """
    from autograder.grading.submission.source import judge_source
    from autograder.lessons.course import UnknownExercise
    from autograder.sandbox.backends import UNSAFE, NoWall
    from autograder.sandbox.limits import Limits
    from autograder.sandbox.wall import Wall

    limits = Limits(hidden=_hidden(file))
    if seconds is not None:
        limits = replace(limits, call_seconds=seconds)
    alone = file != STANDARD_INPUT and not Path(file).is_dir()
    code = PASSED
    try:
        with Wall(UNSAFE if unsafe else backend, limits) as wall:
            for source in _sources(name, file):
                problem = source.problem
                try:
                    verdict = None if problem else judge_source(source.exercise, source.text, wall, seed, function)
                except UnknownExercise as error:
                    verdict, problem = None, str(error)
                if verdict is None:
                    code = NOT_JUDGED
                    _complain(source.label, problem, as_json)
                else:
                    code = max(code, PASSED if verdict.passed else WRONG)
                    _show(source, verdict, wall.backend.name, as_json, alone)
    except (CannotJudge, NoWall, UnknownExercise) as error:
        raise fail(error, NOT_JUDGED) from None
    raise typer.Exit(code)


def _hidden(file: str) -> tuple[str, ...]:
    """What no answer may see: the course that this is run in, and a folder of answers."""
    from autograder.publishing.folder import BrokenLesson, find_course

    answers = [str(Path(file).absolute())] if file != STANDARD_INPUT and Path(file).is_dir() else []
    try:
        return (*answers, str(find_course(Path()).root))
    except BrokenLesson:
        return tuple(answers)


def _sources(name: str, file: str) -> Iterator[Source]:
    """Everything to judge. Raises CannotJudge."""
    from autograder.lessons.course import find

    find(name)
    if file == STANDARD_INPUT:
        for number, line in enumerate(sys.stdin.buffer, 1):
            if line.strip():
                yield _of_line(line, str(number), name)
        return
    path = Path(file)
    if not path.is_dir():
        yield _of_file(path, name)
        return
    files = sorted(path.glob("*.py"))
    if not files:
        raise CannotJudge(f"{path} holds no .py file.")
    for each in files:
        yield _of_file(each, name, in_folder=True)


def _of_file(path: Path, name: str, in_folder: bool = False) -> Source:
    """The source of a file. In a folder of answers no link is followed, and no pipe waited for."""
    from autograder.grading.inbox.plain_files import open_regular

    try:
        with os.fdopen(open_regular(path) if in_folder else os.open(path, os.O_RDONLY), "rb") as file:
            raw = file.read(LARGEST_SOURCE + 1)
        if len(raw) > LARGEST_SOURCE:
            return Source(str(path), name, problem=f"{path} has more than {LARGEST_SOURCE / 1e6:.0f} MB.")
        return Source(str(path), name, raw.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        return Source(str(path), name, problem=f"{path} cannot be read: {error}")


def _of_line(line: bytes, number: str, name: str) -> Source:
    try:
        match json.loads(line):
            case {"source": str(source), **others} if len(source) <= LARGEST_SOURCE:
                return Source(str(others.get("id", number)), str(others.get("name", name)), source)
    except (ValueError, RecursionError):
        pass
    return Source(number, name, problem=f'line {number} of the input is not {{"source": "…"}} in JSON.')


def _complain(label: str, problem: str, as_json: bool) -> None:
    errors.print(f"[red]autograder:[/red] {escape(problem)}", soft_wrap=True)
    if as_json:
        print(json.dumps({"id": label, "error": problem}), flush=True)


def _show(source: Source, verdict: Verdict, backend: str, as_json: bool, alone: bool) -> None:
    from autograder.judging.verdict import as_text

    if as_json:
        answer: dict[str, Any] = {"id": source.label, "backend": backend, **verdict.to_dict()}
        print(json.dumps(answer), flush=True)
    elif alone:
        print(as_text(verdict))
    else:
        print(f"{source.label}: {'right' if verdict.passed else verdict.mistake}. {verdict.message}", flush=True)
