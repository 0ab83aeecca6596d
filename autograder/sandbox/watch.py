"""Watch: looks at a submission all the while it lives, also while the other side is busy with something else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

TICK = 0.2  # seconds between looks: at a GB a second it is stopped before it hurts others

Reason = TypeVar("Reason")


class Watch(Generic[Reason]):
    """Asks every moment, in a thread of its own, why the submission must end; for the first reason it calls `end`."""

    def __init__(self, look: Callable[[], Reason | None], end: Callable[[], None]) -> None:
        self.excess: Reason | None = None
        self._look = look
        self._end = end
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Looks no more."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(TICK):
            try:
                self.excess = self._look()
            except (OSError, MemoryError):  # the next look may see
                continue
            if self.excess is not None:
                self._end()
                return
