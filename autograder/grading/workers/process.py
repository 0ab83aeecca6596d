"""Process: one of its own that grades for a thread of a Dask worker, one submission after another.

The grader's time limit holds in a process's main thread only, so that each thread needs a process. But a Dask worker is
itself a daemonic process, in which Python's `multiprocessing` refuses ("daemonic processes are not allowed to have
children"): it is started with `subprocess`, and spoken to through its pipes. It ends with the thread that started it.

What goes through these pipes is pickled: both ends are the grader's own code on one machine, and nothing that a
submission sends is unpickled in either (it comes by the wire). Between machines there is JSON alone.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from typing import IO, Any, cast

from autograder.grading.errors import CannotGrade
from autograder.grading.workers.fleet import begin
from autograder.sandbox.backends import NoWall


class GradingProcess:
    """The process as its thread sees it. It comes up with the first call, and again with the next after it broke."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function gives there. Raises NoWall or CannotGrade as it does, BrokenProcessPool when it ends."""
        process = self._process = self._process or _start()
        try:
            _write(cast(IO[bytes], process.stdin), (function, given))
            result = pickle.load(cast(IO[bytes], process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.close()
            raise BrokenProcessPool("the grading process ended") from error
        if isinstance(result, Exception):
            raise result
        return result

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def main() -> None:
    """The process: answers the calls that come on standard input until that ends. What is printed goes to stderr."""
    begin()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            function, given = pickle.load(sys.stdin.buffer)
        except EOFError:
            break
        try:
            answer = function(*given)
        except (NoWall, CannotGrade) as error:
            answer = error
        _write(answers, answer)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _write(stream: IO[bytes], value: Any) -> None:
    pickle.dump(value, stream)
    stream.flush()


if __name__ == "__main__":
    main()
