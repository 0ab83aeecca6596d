"""Arrival: when a submission was handed in, as timestamp.txt says, where that can be."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.grading.inbox.plain_files import opened_folder, read_regular
from autograder.grading.plain_text import Log

TIMESTAMP = "timestamp.txt"  # nbgrader's; the student's own `nbgrader submit` writes it
LONGEST = 200  # bytes: a time takes thirty
SHOWN = 40  # bytes of what is no time
FIRST = datetime(2000, 1, 1)  # before there was a Jupyter to hand in from
# As nbgrader writes it: a day, a time, perhaps a zone by its offset or its name.
WRITTEN = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(Z|[+-]\d\d:?\d\d|[A-Za-z][\w/+-]{0,60})?"
)
AHEAD = timedelta(days=1)  # a clock in another zone is no lie

log = Log(__name__)


def submitted_at(submission: Path) -> datetime | None:
    """When it was handed in, where timestamp.txt says so: in UTC without a zone.

    What cannot be read, or cannot be, is not believed: then it is when the file itself was written, and a line says so.
    """
    try:
        written = read_regular(submission / TIMESTAMP, LONGEST)
        reason = f"{written[:SHOWN]!r} is no time that can be true"
    except FileNotFoundError:
        return None
    except OSError as error:
        written, reason = b"", f"it cannot be read ({error.strerror or error})"
    time = read_time(written.decode("utf-8", "replace"))
    if time is None:
        time = _written_at(submission)
        instead = "no time is taken" if time is None else f"the file's own time is taken, {time:%F %T} UTC"
        log.warning("%s of %r: %s; %s", TIMESTAMP, str(submission), reason, instead)
    return time


def read_time(text: str) -> datetime | None:
    """A time in UTC without a zone; None for what is none, or lies where no submission can have been made.

    A zone that is not known, such as EDT, makes it none: taken for UTC it would be hours off, and nobody would be told.

    >>> read_time("2026-05-01 12:00:00 Europe/Berlin")
    datetime.datetime(2026, 5, 1, 10, 0)
    """
    match = WRITTEN.fullmatch(text.strip("\ufeff \r\n\t"))
    if match is None:
        return None
    day, time, zone = match.groups()
    try:
        if zone is None or zone[0] in "+-" or zone == "Z":
            when = datetime.fromisoformat(f"{day} {time}{zone or ''}")
        else:
            when = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(zone))
        return _possible(when if when.tzinfo is None else when.astimezone(UTC).replace(tzinfo=None))
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError):
        return None


def _written_at(submission: Path) -> datetime | None:
    """When the file, or the link, was written; None where nobody may look."""
    try:
        with opened_folder(submission) as folder:
            written = os.lstat(TIMESTAMP, dir_fd=folder).st_mtime
        return _possible(datetime.fromtimestamp(written, UTC).replace(tzinfo=None))
    except (OSError, OverflowError, ValueError):
        return None


def _possible(time: datetime | None) -> datetime | None:
    now = datetime.now(UTC).replace(tzinfo=None)
    return time if time is not None and FIRST <= time <= now + AHEAD else None
