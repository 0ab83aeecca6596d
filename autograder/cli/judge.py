"""`autograder judge`: the wall for any program's answers, a file, a folder or a stream of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from autograder.cli import console
from autograder.cli.common import Backend, Unsafe, fail

if TYPE_CHECKING:
    from autograder.grading.submission.source import Question
    from autograder.grading.workers.process import GradingProcess
    from autograder.judging.verdict import Verdict
    from autograder.sandbox.limits import Limits

PASSED, WRONG, NOT_JUDGED = 0, 1, 2
STANDARD_INPUT = "-"
LARGEST_SOURCE = 2_000_000  # bytes: an answer is a few lines, and /dev/zero is not read to its end
LONGEST_CALL = 86_400.0  # seconds, a day: no clock takes infinity
LONGEST_LINE = 7 * LARGEST_SOURCE  # bytes: of JSON, where a byte may take six


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
        int | None, typer.Option(min=0, help="Repeats a draw of inputs.", show_default="a fresh one", metavar="N")
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=LONGEST_CALL,
            help="For one call of the function.",
            show_default="as `autograder doctor` says",
            metavar="N",
        ),
    ] = None,
    backend: Backend = "",
    unsafe: Unsafe = False,
) -> None:
    """Judge the function in a file, behind the wall. Exit 0: right. 1: wrong. 2: could not be judged.

    A notebook, or a text that is no Python, is not judged; a function with a
    slip in its syntax is wrong.

    A line on standard input is {"source": "def …", "name": "wx_grad_W",
    "id": "anything"}; "name" and "id" may be left out. Answers come one a
    line, in the same order; with many, exit 0 means that all are right, and 2
    that some could not be judged: their lines have an "error".

    Examples:
    [bold]autograder judge wx_grad_W answer.py --json[/bold]
    [bold]autograder judge wx_grad_W - --json < answers.jsonl[/bold]
    """
    try:
        from autograder.grading.submission.source import Question
        from autograder.grading.workers.process import GradingProcess
        from autograder.lessons.course import UnknownExercise
        from autograder.sandbox.backends import UNSAFE, NoWall, choose
        from autograder.sandbox.limits import Limits
    except Exception as error:  # a declaration that is broken, a library that is missing
        error.exit_code = NOT_JUDGED  # type: ignore[attr-defined]  # as `PlainGroup` takes it: 1 would say "wrong"
        raise

    code = PASSED
    try:
        limits = Limits(hidden=_hidden(file))
        if seconds is not None:
            limits = replace(limits, call_seconds=seconds)
        alone = file != STANDARD_INPUT and not Path(file).is_dir()
        wall = choose(UNSAFE if unsafe else backend).name
        with GradingProcess(fork=True) as process:
            for source in _sources(name, file):
                question = Question(source.exercise, source.text, function, seed)
                verdict = source.problem or _judged(source.label, question, process, wall, limits)
                if isinstance(verdict, str):
                    code = NOT_JUDGED
                    _complain(source.label, verdict, as_json)
                else:
                    code = max(code, PASSED if verdict.passed else WRONG)
                    _show(source, verdict, wall, as_json, alone)
    except (CannotJudge, NoWall, UnknownExercise) as error:
        raise fail(error, NOT_JUDGED) from None
    except SystemExit:  # rich's own, with 1, where nobody reads on: `autograder judge … | head -1`
        raise typer.Exit(NOT_JUDGED) from None
    except Exception as error:  # 1 would say that an answer is wrong
        raise fail(
            f"this could not be judged: the grader itself broke ({type(error).__name__}: {error}).", NOT_JUDGED
        ) from error
    raise typer.Exit(code)


def _hidden(file: str) -> tuple[str, ...]:
    """What no answer may see: the course that this is run in, and a folder of answers."""
    from autograder.publishing.folder import BrokenLesson, find_course

    answers = [str(Path(file).absolute())] if file != STANDARD_INPUT and Path(file).is_dir() else []
    try:
        return (*answers, str(find_course(Path()).root))
    except BrokenLesson:
        return tuple(answers)


def _judged(label: str, question: Question, process: GradingProcess, wall: str, limits: Limits) -> Verdict | str:
    """The verdict, or why there is none. Where judging ends the process that does it, there is no more to be said."""
    from autograder.grading.submission.source import verdict_on
    from autograder.grading.submission.watched import ENDED_ITS_PROCESS
    from autograder.grading.workers.process import Lost
    from autograder.judging.wording import inconclusive
    from autograder.lessons.course import find

    try:
        verdict = process.call(verdict_on, question, wall, limits)
    except Lost:
        return inconclusive(find(question.exercise), ENDED_ITS_PROCESS)
    return f"{label} cannot be judged: {verdict}" if isinstance(verdict, str) else verdict


def _sources(name: str, file: str) -> Iterator[Source]:
    """Everything to judge. Raises CannotJudge."""
    from autograder.grading.inbox.plain_files import open_regular
    from autograder.lessons.course import find

    find(name)
    if file == STANDARD_INPUT:
        is_empty = True
        for number, line in enumerate(_lines(sys.stdin.buffer) if sys.stdin else (), 1):  # None where it is closed
            if line.strip():
                is_empty = False
                yield _of_line(line, str(number), name)
        if is_empty:  # the program before it may have failed
            raise CannotJudge('nothing came on standard input: {"source": "…"} is read from there, one a line.')
        return
    path = Path(file)
    if not path.is_dir():
        yield _of_file(path, name, lambda: os.open(path, os.O_RDONLY | os.O_CLOEXEC))
        return
    files = sorted(path.glob("*.py"))
    if not files:
        raise CannotJudge(f"{path} holds no .py file.")
    for each in files:
        yield _of_file(each, name, partial(open_regular, each))  # who made the folder may have made a link or a pipe


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only what no JSON begins with."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            line = b"too long"
        yield line


def _of_file(path: Path, name: str, opened: Callable[[], int]) -> Source:
    try:
        with os.fdopen(opened(), "rb") as file:
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
    console.warn(problem, "autograder:")
    if as_json:
        console.answer({"id": label, "error": problem})


def _show(source: Source, verdict: Verdict, backend: str, as_json: bool, alone: bool) -> None:
    from autograder.judging.verdict import as_text

    if as_json:
        console.answer({"id": source.label, "backend": backend, **verdict.to_dict()})
    elif alone:
        console.say_lines(as_text(verdict))
    else:
        console.say(f"{source.label}: {'right' if verdict.passed else verdict.mistake}. {verdict.message}")
