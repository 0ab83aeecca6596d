"""Source: judges one file's text. It runs behind the wall, and the referee calls the function that it defines."""

from __future__ import annotations

import json
import re
import secrets
from time import monotonic
from typing import NamedTuple

from autograder.grading.submission.remote import Remote
from autograder.grading.submission.watched import watched
from autograder.judging.limits import TimeIsUp, deadline
from autograder.judging.outcomes import Fault
from autograder.judging.referee import Referee, seconds_in_all
from autograder.judging.verdict import Verdict
from autograder.judging.wording import refused
from autograder.lessons.course import UnknownExercise, find
from autograder.notation.kind import legible
from autograder.sandbox.backends import NoWall
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import Ended, Ran, Session
from autograder.sandbox.wall import Wall, close_wall, thread_wall

NO_SYNTAX = ("SyntaxError", "IndentationError", "TabError")
# What an answer has, slip of the keyboard or not, and a text that is no Python has not.
ANSWER = re.compile(r"^[ \t]*+(?:async[ \t]++)?def[ \t]++\w|=[ \t]*+lambda\b", re.MULTILINE)
LONGEST = 300  # characters of an error: it becomes part of one sentence


class NotPython(Exception):
    """A text that is no answer at all, so that it is neither right nor wrong. Its text says what it is instead."""


class Question(NamedTuple):
    """What is asked about a text: as an answer to which exercise, by which function, "" for the exercise's own name.

    `seed` repeats the draw of inputs, fresh ones without it.
    """

    exercise: str
    text: str
    function: str = ""
    seed: int | None = None


def verdict_on(question: Question, backend: str, limits: Limits) -> Verdict | str:
    """The verdict, or why there is none: whatever breaks on one text, even the grader, costs that text only.

    It is judged behind this thread's wall. Raises NoWall.
    """
    seconds = limits.seconds + seconds_in_all(limits.call_seconds)
    try:
        with watched(question.exercise, seconds), deadline(seconds):
            wall = thread_wall(backend, limits)
            return judge_source(question.exercise, question.text, wall, question.seed, question.function)
    except NoWall:
        raise
    except (UnknownExercise, NotPython) as error:
        return str(error)
    except (Exception, TimeIsUp) as error:
        close_wall()
        return f"the grader itself broke on it ({type(error).__name__})"


def judge_source(name: str, source: str, wall: Wall, seed: int | None = None, function: str = "") -> Verdict:
    """The verdict on the function of a source text as an answer to the exercise `name`.

    `function` is its name where it is not the exercise's; `seed` repeats the draw of inputs, fresh ones without it.
    Raises UnknownExercise, NoWall, and on the source's account only NotPython.
    """
    exercise = find(name)
    _require_python(source)
    session = wall.session(monotonic() + wall.limits.seconds)
    try:
        ran = session.run(source)
        if _has_no_syntax(ran) and not ANSWER.search(source):
            raise NotPython(f"it is no Python ({_error(ran)})")
        if not ran.ok and not _defines(session, function or name):
            sentence = f"it is not defined: the file ends with {_error(ran)}."
            return refused(
                exercise, Fault("raises", sentence, advice="Run the file by itself until it ends without error.")
            )
        if ran.ok and not _holds(session, function or name):
            return refused(
                exercise, Fault("raises", f"it is not defined: nothing in the file is called {function or name}.")
            )
        remote = Remote(session, function or name)
        seed = secrets.randbits(48) if seed is None else seed
        return Referee(exercise, seed, wall.limits.call_seconds).judge(remote)
    except Ended as ended:
        return refused(exercise, Fault(ended.slug, str(ended)))
    finally:
        session.close()


def _require_python(source: str) -> None:
    """Raises NotPython for what Python would run, or refuse, though it is something else."""
    if "\0" in source:
        raise NotPython("it is no Python: it holds zero bytes")
    if not source.lstrip().startswith(("{", "[")):
        return
    try:
        parsed = json.loads(source)
    except (ValueError, RecursionError):
        return
    if isinstance(parsed, dict) and "nbformat" in parsed:
        raise NotPython("it is a notebook: give a file of Python, or hand the notebook in for `autograder grade`")
    raise NotPython("it is JSON, and no Python")


def _has_no_syntax(ran: Ran) -> bool:
    match ran.outputs:
        case [*_, {"ename": str(name)}]:
            return name in NO_SYNTAX
    return False


def _defines(session: Session, function: str) -> bool:
    return session.run(f"assert callable({function})").ok if function.isidentifier() else False


def _holds(session: Session, name: str) -> bool:
    return name.isidentifier() and session.run(f"{name};").ok


def _error(ran: Ran) -> str:
    """The error that a cell ended with, in one line."""
    match ran.outputs:
        case [*_, {"ename": str(name), "evalue": str(text)}]:
            return legible(" ".join(f"{name}: {text}".split())[:LONGEST]).removesuffix(":")
    return "an error"
