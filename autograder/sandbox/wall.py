"""The wall as graders use it: a backend and limits, with one warm Python kept ready behind it."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from time import monotonic
from types import TracebackType

from autograder.sandbox import launch
from autograder.sandbox.backends import Backend, NoWall, choose
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import Ended, Session
from autograder.sandbox.warm import Warm

LOOK_SECONDS = 30.0  # to try what can be seen, on a machine that is busy: it takes milliseconds
LOOK = """
import os
def shows(path):
    try:
        if os.path.isdir(path):
            return bool(os.listdir(path))
        with open(path, "rb") as file:
            return bool(file.read(1))
    except OSError:
        return False
assert not any(map(shows, {paths!r}))
"""


class Wall:
    """Opens sessions, one at a time, in one thread. `backend` names a kind of wall, "" for the best of this machine.

    Before the first one it is tried whether what the limits hide can be seen. Raises NoWall where the wall cannot be
    built, or has that hole.
    """

    def __init__(self, backend: str = "", limits: Limits | None = None) -> None:
        self.backend: Backend = choose(backend)
        self.limits = limits or Limits()
        self._warm: Warm | None = None
        self._is_tried = not self.backend.safe

    def __enter__(self) -> Wall:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def session(self, deadline: float) -> Session:
        """A new process behind the wall, which ends at `deadline`, a time of `monotonic()`. Raises NoWall."""
        if not self._is_tried:
            self._look()
            self._is_tried = True
        return self._open(self.limits, deadline)

    def close(self) -> None:
        """Ends the warm Python. A session after that starts another one."""
        if self._warm is not None:
            self._warm.stop()
            self._warm = None

    def _open(self, limits: Limits, deadline: float) -> Session:
        if self._warm is not None and self._warm.alive:
            try:
                return Session(self._warm, limits, deadline)
            except NoWall:  # it ended since it last served
                pass
        self.close()
        self._warm = Warm(self.backend, self.limits)
        return Session(self._warm, limits, deadline)

    def _look(self) -> None:
        """Tries from inside to read what is hidden. Raises NoWall where that succeeds."""
        patient = replace(self.limits, cell_seconds=LOOK_SECONDS)
        session = self._open(patient, monotonic() + LOOK_SECONDS)
        try:
            for place, entries in launch.secrets(self.limits).items():
                if not session.run(LOOK.format(paths=[os.fsencode(entry) for entry in entries])).ok:
                    raise NoWall(
                        f"{place} can be read from behind the {self.backend.name} wall, so nobody is graded: "
                        "move it out of the folders of the system and of Python, to below /srv or /home."
                    )
        except Ended as ended:
            raise NoWall(
                f"what can be seen from behind the {self.backend.name} wall cannot be tried: {ended}"
            ) from None
        finally:
            session.close()


_here = threading.local()


def thread_wall(backend: str, limits: Limits) -> Wall:
    """This thread's wall of that kind and with these limits, kept for the next submission. Raises NoWall."""
    wall = getattr(_here, "wall", None)
    if wall is None or (_here.backend, wall.limits) != (backend, limits):
        if wall is not None:
            wall.close()
        _here.wall, _here.backend = Wall(backend, limits), backend
    return _here.wall


def close_wall() -> None:
    """Ends this thread's wall; the next submission starts another one."""
    if hasattr(_here, "wall"):
        _here.wall.close()
