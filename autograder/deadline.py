"""A time limit around one call, so that an endless loop in an answer ends in a sentence."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

RING_AGAIN = 0.5


class TimeIsUp(BaseException):
    """The call took too long. Not an Exception, so that an answer's own `except Exception` does not catch it."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises TimeIsUp in the block after `seconds` of wall time, and again every half second until it leaves.

    Works by SIGALRM, in a process's main thread on POSIX; elsewhere the block runs without a limit.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
