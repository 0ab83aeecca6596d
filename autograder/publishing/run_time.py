"""Run time: what nbgrader needs about it when it runs, and nobody wants done because its settings are read.

nbgrader has no hook for its start. But with every command, and for each request to the Formgrader, it makes its
authentication plugin, and JupyterLab's list of assignments makes the exchange's plugin for lists before anything else:
nbgrader_config.py names a class of ours for both, and those get the course ready.
"""

from __future__ import annotations

import os
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat.warnings import MissingIDFieldWarning
from nbgrader.auth import NoAuthPlugin
from nbgrader.exchange.default import ExchangeList
from sqlalchemy import make_url
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.publishing.folder import BrokenLesson

EVERYBODY = 0o1777  # students of the same machine hand in below the exchange; sticky, so nobody moves another's


class PrepareCourse(NoAuthPlugin):
    """Gets the course ready whenever a command of nbgrader or its Formgrader starts; lets everybody in, as before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        prepare(self.config)


class ListInPreparedCourse(ExchangeList):
    """nbgrader's list of assignments: JupyterLab's panel steps into its folder before nbgrader makes any plugin."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        prepare(self.config)


def prepare(config: Config) -> None:
    """Makes the folders that a course's configuration names below its root, and finds nbgrader what it calls by name.

    Folders elsewhere are their owner's to make. What is there is left as it is. Raises BrokenLesson where a folder
    cannot be made.
    """
    root = Path(config.CourseDirectory.root)
    exchange = config.Exchange.get("root")
    for folder in _folders(config):
        if folder.is_dir() or root not in folder.parents:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if str(folder) == exchange:
                folder.chmod(EVERYBODY)
        except OSError as error:
            raise BrokenLesson(f"{folder} cannot be made, and nbgrader needs it: {error.strerror}.") from error
    _put_alembic_on_the_path()
    _ignore_harmless_warnings()


def _folders(config: Config) -> Iterator[Path]:
    """The exchange's folders, and those of the gradebook and of the file of marks."""
    yield from (Path(config.Exchange[name]) for name in ("root", "cache", "assignment_dir") if name in config.Exchange)
    gradebook = make_url(config.CourseDirectory.db_url)
    if gradebook.get_backend_name() == "sqlite" and gradebook.database:
        yield Path(gradebook.database).parent
    if "to" in config.ExportPlugin:
        yield Path(config.ExportPlugin.to).parent


def _put_alembic_on_the_path() -> None:
    """nbgrader runs `alembic` by name when it makes a gradebook, also where the environment is not activated."""
    own = sysconfig.get_path("scripts")
    others = (place for place in os.environ.get("PATH", os.defpath).split(os.pathsep) if place != own)
    os.environ["PATH"] = os.pathsep.join([own, *others])


def _ignore_harmless_warnings() -> None:
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")
    warnings.filterwarnings("ignore", category=MissingIDFieldWarning)  # nbgrader puts deleted cells back without an id
