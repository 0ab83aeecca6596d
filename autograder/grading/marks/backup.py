"""Backup: copies of the gradebook from before each run that changes it. Marks by hand are kept nowhere else.

SQLite's own backup is taken, which is whole even while another program writes. A gradebook in PostgreSQL has tools of
its own, `pg_dump` among them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from traitlets.config import Config

from autograder.grading.errors import CannotGrade

KEPT = 10  # a lesson's grading from the first run to the last correction
FOLDER = "backups"  # beside the gradebook


def back_up(config: Config) -> Path | None:
    """Copies the gradebook into `backups` beside it, keeps the last ten, and returns the copy's path.

    None where there is no gradebook in a file yet. Raises CannotGrade where it cannot be copied: then nothing should
    change it.
    """
    course = CourseDirectory(config=config)
    url = make_url(course.db_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    gradebook = Path(course.root, url.database)
    if not gradebook.is_file() or not gradebook.stat().st_size:
        return None
    folder = gradebook.parent / FOLDER
    target = folder / f"{gradebook.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.db"
    unfinished = target.with_suffix(".unfinished")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with (
            closing(sqlite3.connect(f"{gradebook.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            source.backup(copy)
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":  # it would take the place of a whole one
                raise sqlite3.DatabaseError(f"the gradebook is broken: {verdict}")
        unfinished.replace(target)
        for old in sorted(folder.glob(f"{gradebook.stem}-*.db"))[:-KEPT]:
            old.unlink()
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise CannotGrade(
            f"No backup of {gradebook} can be written to {folder} ({error}), so nothing was changed: make that "
            "possible, or free some room."
        ) from error
    return target
