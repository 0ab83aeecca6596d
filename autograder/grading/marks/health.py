"""Health: whether the gradebook can be used at all, asked before anything is done with it.

nbgrader, and SQLAlchemy under it, say the same of a file that is broken, locked or none: that it may need an upgrade.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy import make_url
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.marks.backup import FOLDER

PATIENCE = 10.0  # seconds for a program that locks it: a commit takes a fraction of one
MAGIC = b"SQLite format 3\0"


def gradebook_file(config: Config) -> Path | None:
    """The file of the gradebook, which need not be there; None where it is kept in another database."""
    course = CourseDirectory(config=config)
    url = make_url(course.db_url)
    return Path(course.root, url.database) if url.get_backend_name() == "sqlite" and url.database else None


def require(config: Config, patience: float | None = None) -> None:
    """Raises CannotGrade, with a sentence that says what to do, for a gradebook that no program could use."""
    path = gradebook_file(config)
    if path is not None and (trouble := trouble_with(path, PATIENCE if patience is None else patience)):
        raise CannotGrade(f"{_shown(path, Path(CourseDirectory(config=config).root))} {trouble}.")


def trouble_with(path: Path, patience: float, whole: bool = False) -> str:
    """What is wrong with the file of a gradebook, in words that follow its name; "" where nothing is, or no file.

    It is read only at its ends, unless it is asked for as a `whole`.
    """
    if not path.exists():
        return ""
    if not path.is_file():
        return "is no file: move it away"
    try:
        with path.open("rb") as file:
            header = file.read(len(MAGIC))
        if not header:
            return f"is empty: {_put_back(path)}" if _copies(path) else ""  # nbgrader begins one in an empty file
        if not header.startswith(MAGIC):
            return f"is no database: {_put_back(path)}"
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=patience)) as gradebook:
            gradebook.execute("SELECT count(*) FROM sqlite_master").fetchone()  # sees a file that is cut short, too
            (verdict,) = gradebook.execute("PRAGMA quick_check(1)").fetchone() if whole else ("ok",)
            return "" if verdict == "ok" else f"is broken: {_put_back(path)}"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return "is locked by another program: close that (a grading run, the Formgrader), then try again"
        return f"cannot be read ({error}): {_put_back(path)}"
    except sqlite3.DatabaseError as error:
        return f"is broken ({error}): {_put_back(path)}"


def _put_back(path: Path) -> str:
    if copies := _copies(path):
        return f"put back a copy from {path.parent.name}/{FOLDER}/, the latest is {copies[-1].name}"
    return (
        f"put back a copy, for {path.parent.name}/{FOLDER}/ has none; without one, delete it, and marks are begun anew"
    )


def _copies(path: Path) -> list[Path]:
    return sorted((path.parent / FOLDER).glob(f"{path.stem}-*.db"))


def _shown(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path
