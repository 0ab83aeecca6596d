"""Journal: which submissions are wholly recorded, in a file of JSON lines beside the gradebook's folders.

A line is written after the gradebook's commit, and it names the very bytes of the autograded notebook. So a line says
"recorded" only while that notebook is there unchanged; a line that is missing or torn costs one more grading.

It is a file of our own because nbgrader's tables have no column for a fingerprint, and a table of ours in its database
would be in the way of its migrations; and lines that are only ever added need no library to survive a kill.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.grading.gradebook.sheet import Sheet


@dataclass(frozen=True)
class Entry:
    """One recorded submission: the grader's fingerprint of it, the autograded notebook's file, and for reports what is
    not right in it, by graded cell (None in entries of version 0.1), or why it was rejected.
    """

    student: str
    lesson: str
    fingerprint: str
    size: int
    modified_ns: int
    sha256: str
    mistakes: dict[str, str] | None = None
    rejected: str = ""

    @classmethod
    def of(cls, sheet: Sheet, path: Path) -> Entry:
        """The entry for a sheet whose notebook was just written to `path`. Raises OSError."""
        status = path.stat()
        return cls(
            *(sheet.student, sheet.lesson, sheet.fingerprint or "", status.st_size, status.st_mtime_ns),
            *(hashlib.sha256(sheet.notebook).hexdigest(), dict(sheet.mistakes), sheet.rejected),
        )

    def describes(self, path: Path) -> bool:
        """Whether the file at `path` is the one recorded; it is read only where its time has changed, as by a copy."""
        try:
            status = path.stat()
            if status.st_size != self.size:
                return False
            if status.st_mtime_ns == self.modified_ns:
                return True
            return hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256
        except OSError:
            return False


class Journal:
    """The file of entries at `path`; the last entry of a submission counts."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, entries: Iterable[Entry]) -> None:
        """Appends the entries and waits until they are on the disk. Raises OSError."""
        text = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries)
        if not text:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            if _torn(file.fileno()):
                text = "\n" + text
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())

    def latest(self, lesson: str) -> dict[str, Entry]:
        """The last entry of each student for this lesson."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return {}
        entries = (_entry(line) for line in lines)
        return {entry.student: entry for entry in entries if entry and entry.lesson == lesson}


def _torn(descriptor: int) -> bool:
    """Whether the file's last line was cut short."""
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _entry(line: bytes) -> Entry | None:
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None
