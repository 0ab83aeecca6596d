"""Budget: how much of a processor's time the making of a page may take, whatever is on it.

Time of the processor, not of the clock: on a busy machine an honest page is made as well.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from autograder.judging.limits import is_within

SECONDS = 8.0  # an honest page takes a tenth of one
SPARE = 4.0  # for a call in C, which hears of nothing before it is over
AGAIN = 0.5  # seconds: where a handler swallowed the first
CLOCK = 300.0  # a process that neither computes nor ends waits for something that does not come


class TooLong(BaseException):
    """The page takes too long. Not an Exception: what is meant for broken texts does not catch it."""


@contextmanager
def budget(seconds: float = SECONDS, ends_process: bool = False) -> Iterator[None]:
    """Raises TooLong in the block after so many seconds of this process's own computing, and every half one again.

    With `ends_process` the process is ended where that is not heeded: for one that somebody else starts again. Works by
    signals in a process's main thread; elsewhere the block runs without a limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    here, block = sys._getframe(), sys._getframe(2)

    def ring(signum: int, frame: FrameType | None) -> None:
        if is_within(frame, block, here):
            raise TooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    if ends_process:
        for number in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds + SPARE)
        signal.setitimer(signal.ITIMER_REAL, CLOCK)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if ends_process:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
