"""Settings: the wall's kind and limits, set in nbgrader_config.py as `c.Wall.call_seconds = 10`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from traitlets import Bool, Float, Integer, Unicode
from traitlets.config import Config, Configurable

from autograder.sandbox.backends import UNSAFE
from autograder.sandbox.limits import MB, Limits

EXCHANGE = "/usr/local/share/nbgrader/exchange"  # nbgrader's, where the course names none
DEFAULTS = Limits()  # their reasons stand there


class Wall(Configurable):
    """What keeps a submission from harm, and how much it may use."""

    backend = Unicode(
        "", help="bubblewrap+landlock, bubblewrap or landlock; the best of this machine without any."
    ).tag(config=True)
    unsafe_no_sandbox = Bool(False, help="Grade without any wall, and say so with each mark.").tag(config=True)
    seconds = Float(DEFAULTS.seconds, min=0.1, help="Wall time of a submission in all.").tag(config=True)
    cell_seconds = Float(DEFAULTS.cell_seconds, min=0.1, help="Wall time of one cell.").tag(config=True)
    call_seconds = Float(DEFAULTS.call_seconds, min=0.1, help="Wall time of one call of a function.").tag(config=True)
    memory_mb = Integer(DEFAULTS.memory // MB, min=200, help="Memory of all its processes together.").tag(config=True)
    processes = Integer(DEFAULTS.processes, min=2, help="Processes and threads at once.").tag(config=True)
    disk_mb = Integer(DEFAULTS.disk // MB, min=1, help="Size of its own folder.").tag(config=True)
    output = Integer(DEFAULTS.output, min=1000, help="Characters a cell may put out before it is cut.").tag(config=True)
    files = Integer(DEFAULTS.files, min=32, help="Files open at once.").tag(config=True)

    @property
    def name(self) -> str:
        """The backend's name as `backends.choose` takes it."""
        return UNSAFE if self.unsafe_no_sandbox else self.backend

    @property
    def limits(self) -> Limits:
        """The limits, in seconds and bytes."""
        return Limits(
            seconds=self.seconds,
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            memory=self.memory_mb * MB,
            processes=self.processes,
            disk=self.disk_mb * MB,
            output=self.output,
            files=self.files,
            hidden=hidden(self.config),
        )


def hidden(config: Config) -> tuple[str, ...]:
    """What no submission may see of the course: its folder and, where they lie elsewhere, those of each step, of the
    exchange, of the gradebook and of the marks.
    """
    return tuple(dict.fromkeys(map(str, _places(config))))


def _places(config: Config) -> Iterator[Path]:
    course = CourseDirectory(config=config)
    root = Path(course.root)
    yield root
    for step in ("source", "source_with_tests", "submitted", "autograded", "feedback", "solution"):
        yield root / str(getattr(course, f"{step}_directory"))
    yield Path(config.Exchange.get("root", EXCHANGE))
    yield from (root / config.Exchange[name] for name in ("cache", "assignment_dir") if name in config.Exchange)
    gradebook = make_url(course.db_url)
    if gradebook.get_backend_name() == "sqlite" and gradebook.database:
        yield (root / gradebook.database).parent
    if "to" in config.ExportPlugin:
        yield (root / config.ExportPlugin.to).parent
