"""Transactions on nbgrader's gradebook, in SQLite or PostgreSQL, beside other programs that use it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

# PostgreSQL: a row made meanwhile, a serialization failure, a deadlock, a lock that is not free.
PASSING_STATES = {"23505", "40001", "40P01", "55P03"}
KNOWN = {  # what SQLite says, and nbgrader of any gradebook that it cannot begin with
    "not a database": "it is no database; put back a copy from the folder of backups beside it",
    "malformed": "it is broken; put back a copy from the folder of backups beside it",
    "database is locked": "another program keeps it locked; close that (a grading run, the Formgrader), then try again",
    "readonly database": "it, or its folder, may not be written",
    "unable to open": "it is no file that can be opened, or its folder is not there",
    "disk is full": "the disk is full; free some room, then try again",
    "disk I/O error": "its disk cannot be read or written; is there room, and is it all there?",
    "no such table": "another version of nbgrader has made it; back it up, then run `nbgrader db upgrade`",
    "no such column": "another version of nbgrader has made it; back it up, then run `nbgrader db upgrade`",
}
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds: about a commit of another program; and soon enough for a person


@contextmanager
def transaction(gradebook: Gradebook, writing: bool = False) -> Iterator[Session]:
    """The gradebook's session: committed at the end of the block, rolled back when that raises.

    With `writing`, what is read in the block still holds when it is committed. Raises SQLAlchemyError.
    """
    session = gradebook.db
    try:
        if writing and gradebook.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA busy_timeout = 100"))  # milliseconds: `attempts` does the waiting
            session.execute(text("BEGIN IMMEDIATE"))
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.remove()


def attempts(patience: float) -> Iterator[None]:
    """One attempt, and more after ever longer pauses, while `patience` seconds last."""
    end, pause = time.monotonic() + patience, FIRST_PAUSE
    yield
    while time.monotonic() + pause < end:
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
        yield


def passes(error: SQLAlchemyError) -> bool:
    """Whether another program is in the way, so that waiting helps."""
    cause: Any = getattr(error, "orig", None)
    if getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return True
    return (getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)) in PASSING_STATES


def busy(patience: float) -> str:
    """What is said when waiting did not help."""
    return f"Another program has kept the gradebook busy for {patience:g} seconds: close it, then grade again."


def reason(error: SQLAlchemyError) -> str:
    """What keeps a gradebook from being used, and what to do, as far as it is known; else the error's first line,
    without the statement and the parameters that SQLAlchemy adds.
    """
    text = str(getattr(error, "orig", None) or error)
    known = (sentence for words, sentence in KNOWN.items() if words in text)
    return next(known, str(error).splitlines()[0])
