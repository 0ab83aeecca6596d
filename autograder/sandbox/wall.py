"""The wall as graders use it: a backend and limits, with one warm Python kept ready behind it."""

from __future__ import annotations

from types import TracebackType

from autograder.sandbox.backends import Backend, NoWall, choose
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import Session
from autograder.sandbox.warm import Warm


class Wall:
    """Opens sessions, one at a time, in one thread. `backend` names a kind of wall, "" for the best of this machine.

    Raises NoWall where that cannot be built.
    """

    def __init__(self, backend: str = "", limits: Limits | None = None) -> None:
        self.backend: Backend = choose(backend)
        self.limits = limits or Limits()
        self._warm: Warm | None = None

    def __enter__(self) -> Wall:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def session(self, deadline: float) -> Session:
        """A new process behind the wall, which ends at `deadline`, a time of `monotonic()`. Raises NoWall."""
        if self._warm is not None and self._warm.alive:
            try:
                return Session(self._warm, self.limits, deadline)
            except NoWall:  # it ended since it last served
                pass
        self.close()
        self._warm = Warm(self.backend, self.limits)
        return Session(self._warm, self.limits, deadline)

    def close(self) -> None:
        """Ends the warm Python. A session after that starts another one."""
        if self._warm is not None:
            self._warm.stop()
            self._warm = None
