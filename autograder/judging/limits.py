"""Limits of time around a call or a whole check, so that whatever has no end ends in a sentence.

Written by hand, because packages for it end the call by one exception, which a bare `except:` in the loop swallows, or
run it in another thread, which goes on for ever, or in another process, where a notebook's functions are not. Here the
exception comes again, in the end at every line.
"""

from __future__ import annotations

import contextlib
import math
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from types import FrameType
from typing import Any

RING_AGAIN = 0.5  # seconds: long enough for an honest handler to end in, and for the reader no wait
LEAST_SECONDS = 0.01  # a timer set to 0 never rings; a call on small arrays takes less
TO_SAY_SO = 5.0  # seconds: a verdict on a call that did not end takes some milliseconds, on a busy machine more
OURS = (__file__, contextlib.__file__)


class TimeIsUp(BaseException):
    """The call took too long. Not an Exception, so that an answer's own `except Exception` does not catch it."""


@contextlib.contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises TimeIsUp in the block after `seconds` of wall time.

    Where the block swallows it, by a bare `except:` in its loop, it is raised again half a second later, and then at
    every line, the handler's own included. Blocks may be nested: the outer one's time goes on, and where it ends first
    it is raised in the inner block, and again as soon as that is left. Never is it raised outside: a ring that comes
    while the block is entered or left raises nothing, so that nothing of it is left behind. A single call of numpy's is
    not interrupted: where it uses up the outer block's time as well, the inner limit is what ended it.

    Works by SIGALRM, in a process's main thread on POSIX. Elsewhere, as on Windows, in Pyodide or in another thread,
    the block runs without a limit.
    """
    has_timer = hasattr(signal, "SIGALRM") and hasattr(signal, "setitimer")
    if not has_timer or threading.current_thread() is not threading.main_thread():
        yield
        return
    rings: list[int] = []
    here, block, started = sys._getframe(), sys._getframe(2), monotonic()
    left, again = signal.getitimer(signal.ITIMER_REAL)

    def ring(signum: int, frame: FrameType | None) -> None:
        if not is_within(frame, block, here):
            return
        rings.append(signum)
        if len(rings) > 1:
            sys.settrace(_raise_at_every_line)
            while frame is not None and frame is not block:
                frame.f_trace = _raise_at_every_line
                frame = frame.f_back
        raise TimeIsUp

    before, traced = signal.signal(signal.SIGALRM, ring), sys.gettrace()
    signal.setitimer(signal.ITIMER_REAL, min(seconds, left) if left else seconds, RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if rings:
            sys.settrace(traced)
        signal.signal(signal.SIGALRM, before)
        if left:  # last of all: the outer block's time may be up at once
            least = TO_SAY_SO if rings and seconds < left else LEAST_SECONDS
            signal.setitimer(signal.ITIMER_REAL, max(left - (monotonic() - started), least), again)


def is_within(frame: FrameType | None, block: FrameType, here: FrameType) -> bool:
    """Whether a frame is the block or was called from it, and is not where the block begins or ends.

    `here` is the frame of the generator that makes the context. An exception raised there would leave its timer
    running, to ring in whatever comes after.
    """
    called = None
    while frame is not None and frame is not block:
        if frame is here:
            return False
        called, frame = frame, frame.f_back
    if frame is None:
        return False
    return called is None or getattr(getattr(called.f_locals.get("self"), "gen", None), "gi_frame", None) is not here


def _raise_at_every_line(frame: FrameType, event: str, arg: Any) -> Any:
    if frame.f_code.co_filename in OURS:
        return None
    if event == "line":
        raise TimeIsUp
    return _raise_at_every_line


@dataclass(frozen=True)
class Patience:
    """How long an answer is waited for: `seconds` of wall time for a call, for all of them until `end` (monotonic)."""

    seconds: float
    end: float = math.inf

    def left(self) -> float:
        """Seconds for the next call."""
        return max(min(self.seconds, self.end - monotonic()), LEAST_SECONDS)
