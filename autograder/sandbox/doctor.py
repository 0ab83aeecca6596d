"""Doctor: builds the best wall of this machine and tries, from inside, what no submission may do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, perf_counter

from autograder.sandbox import cgroup
from autograder.sandbox.launch import PACKAGE
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.wall import Wall
from autograder.sandbox.watch import TICK

TRIALS = {
    "read the course's own files": "open({own!r}).read(1)",
    "read another file of this machine": "open({secret!r}).read(1)",
    "write outside of its folder": "open({outside!r}, 'w')",
    "open a socket": "import socket; socket.socket()",
    "end the grader": "import os; os.kill({grader}, 9)",
    "be root": "import os; os.setuid(0)",
}
LISTED = "import os; os.listdir({folder!r})[0]"


def examine(backend: str = "", course: Path | None = None, secret: Sequence[Path] = ()) -> Iterator[str]:
    """The findings, a line at a time. `course` is a folder that nobody may see inside, `secret` what is tried of it.

    Raises NoWall where there is no wall, or where it does not hide the course.
    """
    with (
        Wall(backend, Limits(hidden=(str(course),) if course else ())) as wall,
        tempfile.TemporaryDirectory() as folder,
    ):
        Path(folder).chmod(0o755)
        trials = {what: code.format(**_places(Path(folder))) for what, code in TRIALS.items()}
        for place in secret:
            if place.is_dir() and _is_filled(place):
                trials[f"see what is in {place}"] = LISTED.format(folder=str(place))
        yield f"Submissions run behind the wall {wall.backend.name}{_root()}."
        for what, code in trials.items():
            session = wall.session(monotonic() + wall.limits.seconds)
            allowed = session.run(code).ok
            session.close()
            yield f"  may a submission {what}? {'YES: do not grade here' if allowed else 'no'}"
        again = perf_counter()
        wall.session(monotonic() + wall.limits.seconds).close()
        yield f"  a fresh process takes {1000 * (perf_counter() - again):.0f} ms"
    yield f"  limits: {_limits(wall.limits)}"
    yield f"  memory is kept by {_keeper()}"


def _is_filled(folder: Path) -> bool:
    with os.scandir(folder) as entries:
        return any(True for _ in entries)


def _places(folder: Path) -> dict[str, str | int]:
    """What the trials reach for: each is there, for a trial at what is not would be refused by no wall."""
    secret = folder / "secret"
    secret.write_text("secret")
    return {
        "own": str(PACKAGE / "__init__.py"),
        "secret": str(secret),
        "outside": str(folder / "written"),
        "grader": os.getpid(),
    }


def _root() -> str:
    return ", root given up first" if os.geteuid() == 0 else ""


def _keeper() -> str:
    home = cgroup.home()
    if home is None:
        return f"looking {1 / TICK:g} times a second: no control group of version 2 can be made here"
    return f"the kernel, in a control group below {home}"


def _limits(limits: Limits) -> str:
    return (
        f"{limits.seconds:g} s in all, {limits.cell_seconds:g} s a cell, {limits.call_seconds:g} s a call, "
        f"{limits.memory / MB:.0f} MB of memory, {limits.processes} processes, {limits.disk / MB:.0f} MB of disk, "
        f"{limits.output / MB:g} MB of output a cell, {limits.files} open files"
    )
