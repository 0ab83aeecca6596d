"""Process: one of its own that does the grader's work on a submission, one after another, and may end by it.

The work's time limit holds in a process's main thread only, its limit of memory in a whole process. So each thread of
a Dask worker, nbgrader's own commands, a Jupyter server and `autograder judge` leave it to such a process, and outlive
it. A Dask worker is itself a daemonic process, in which Python's `multiprocessing` refuses ("daemonic processes are not
allowed to have children"): it is started with `subprocess`, and spoken to through its pipes. It ends with the thread
that started it.

What goes through these pipes is pickled: both ends are the grader's own code on one machine, and nothing that a
submission sends is unpickled in either (it comes by the wire). Between machines there is JSON alone.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from typing import IO, Any, NamedTuple, NoReturn, Protocol, cast

from autograder.grading.errors import CannotGrade
from autograder.grading.submission.watched import begin_watching
from autograder.grading.workers.memory import limit_memory
from autograder.sandbox.backends import NoWall
from autograder.sandbox.inside.lockdown import die_with_parent

TRIES = 2  # of a check that ended its process: the first time it may have been somebody else's doing


class Lost(BrokenProcessPool):
    """The process ended. `check` names what it was judging, "" where it was at something else."""

    def __init__(self, check: str = "") -> None:
        super().__init__("the grading process ended")
        self.check = check


class _Handle(Protocol):
    """A process: subprocess and multiprocessing have these in common."""

    def kill(self) -> None: ...


class _Running(NamedTuple):
    process: _Handle
    wait: Callable[[], object]
    calls: IO[bytes]
    answers: IO[bytes]


class GradingProcess:
    """The process as its thread sees it. It comes up with the first call, and again with the next after it broke.

    `imports` names a module that it imports first. `fork` makes it of this process, which has imported everything.
    """

    def __init__(self, imports: str = "", fork: bool = False) -> None:
        self._start = _forked if fork else lambda: _started(imports)
        self._running: _Running | None = None

    def __enter__(self) -> GradingProcess:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def call(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function gives there. Raises NoWall or CannotGrade as it does, and Lost when the process ends."""
        self._running = self._running or self._start()
        check = ""
        try:
            _write(self._running.calls, (function, given))
            while True:
                kind, value = pickle.load(self._running.answers)
                if kind == "answer":
                    break
                check = value
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise Lost(check) from error
        if isinstance(value, Exception):
            raise value
        return value

    def insist(self, function: Callable[..., Any], *given: Any) -> Any:
        """The same, with the checks that are given up as one more argument: those that ended the process each time.

        Raises Lost where something else ends it.
        """
        losses: Counter[str] = Counter()
        while True:
            given_up = frozenset(check for check, count in losses.items() if count >= TRIES)
            try:
                return self.call(function, *given, given_up)
            except Lost as lost:
                if not lost.check or lost.check in given_up:
                    raise
                losses[lost.check] += 1

    def close(self) -> None:
        """Ends the process."""
        if self._running is not None:
            self._running.process.kill()
            self._running.wait()
            for stream in (self._running.calls, self._running.answers):
                with suppress(OSError):  # what it had not read yet
                    stream.close()
            self._running = None


def main(imports: str = "") -> None:
    """The process: answers the calls that come on standard input until that ends. What is printed goes to stderr."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if imports:
        import_module(imports)
    _serve(sys.stdin.buffer, answers)


def _serve(calls: IO[bytes], answers: IO[bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(signal.SIGKILL)
    limit_memory()
    begin_watching(lambda name: _write(answers, ("check", name)))
    while True:
        try:
            function, given = pickle.load(calls)
        except EOFError:
            return
        try:
            answer = function(*given)
        except (NoWall, CannotGrade) as error:
            answer = error
        _write(answers, ("answer", answer))


def _started(imports: str) -> _Running:
    # -P: no module is taken from the folder that this is run in, which may be a student's.
    program = [sys.executable, "-P", "-m", __name__, imports]
    process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return _Running(process, process.wait, cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout))


def _forked() -> _Running:
    (calls, to), (back, answers) = os.pipe(), os.pipe()
    process = get_context("fork").Process(target=_serve_fork, args=(calls, answers, (to, back)), daemon=True)
    process.start()
    os.close(calls)
    os.close(answers)
    return _Running(process, process.join, os.fdopen(to, "wb"), os.fdopen(back, "rb"))


def _serve_fork(calls: int, answers: int, others: tuple[int, int]) -> NoReturn:
    for descriptor in others:
        os.close(descriptor)
    _serve(os.fdopen(calls, "rb"), os.fdopen(answers, "wb"))
    os._exit(0)


def _write(stream: IO[bytes], value: Any) -> None:
    pickle.dump(value, stream)
    stream.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
