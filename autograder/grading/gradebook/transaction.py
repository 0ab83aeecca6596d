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


def first_line(error: SQLAlchemyError) -> str:
    """The error without the statement and the parameters that SQLAlchemy adds."""
    return str(error).splitlines()[0]
