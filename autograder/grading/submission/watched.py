"""Watched: judging that may end the process it is done in, under a name that whoever outlives the process is told.

Limits of time and memory raise an exception, and cost one check. Not everything heeds them: a library may end its
process where it gets no memory, and a long step in C hears no signal. So in a process of the grader's own it is said
what is being judged before that begins, and a clock that asks nobody ends the process when that has long been over.
"""

from __future__ import annotations

import faulthandler
import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

SLACK = 15.0  # seconds behind the limit that raises, which leaves a check its reason and the process its life

ENDED_ITS_PROCESS = "the grader's own process ended each time while it judged this"

Tell = Callable[[str], None]

_tell: Tell | None = None
_end, _silent = math.inf, -1


def begin_watching(tell: Tell) -> None:
    """From here on this process may be ended by its own work; `tell` is given the name of what begins."""
    global _tell, _silent
    _tell, _silent = tell, os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)


@contextmanager
def watched(name: str, seconds: float) -> Iterator[None]:
    """A block under that name, "" for what has none, whose own limit ends it after `seconds`. Blocks may be nested."""
    global _end
    if _tell is None:  # a process that does other work as well, a student's notebook or a test run
        yield
        return
    outer, _end = _end, min(_end, monotonic() + seconds + SLACK)
    _tell(name)
    _wind()
    try:
        yield
    finally:
        _end = outer
        _tell("")
        _wind()


def _wind() -> None:
    if _end == math.inf:
        faulthandler.cancel_dump_traceback_later()
    else:
        faulthandler.dump_traceback_later(max(_end - monotonic(), 1.0), exit=True, file=_silent)
