"""Files: a submission's folder below autograded/, written so that no reader ever sees half a file.

Everything is first staged in a hidden folder beside its place, then moved file by file, the notebook last. What a
student handed in is copied only where it is a regular file of a bearable size; links, pipes and devices are left out.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.grading.plain_text import Log

MOST_FILES = 1000  # each costs the coordinator a few system calls, and empty ones would pass every limit of bytes
DEEPEST = 16  # folders within folders: a path stays far from what a system call takes
CHUNK = 1 << 20  # bytes in memory at once while a file is copied
TIMESTAMP = "timestamp.txt"  # nbgrader's

log = Log(__name__)


@dataclass(frozen=True)
class CopyLimits:
    """Which of a student's files are copied: patterns of names left out, bytes for one file and for all together."""

    ignored: Sequence[str]
    file_size: int
    total_size: int

    def ignores(self, name: str) -> bool:
        """Whether the name matches a pattern, by the rules of the shell: `*` matches no leading dot."""
        return any(
            fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
            for pattern in self.ignored
        )


class Staged:
    """The files of one submission, ready to be moved to the folder `target`."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.parent / f".{target.name}.staged"
        self.files: list[Path] = []
        self.placed = False
        shutil.rmtree(self.folder, ignore_errors=True)  # of a run that was killed
        self.folder.mkdir(mode=0o755, parents=True)

    def write(self, name: str, content: bytes) -> None:
        """Stages the notebook; it is on the disk when this returns. Raises OSError."""
        with (self.folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.files.append(Path(name))

    def copy_master(self, files: Sequence[Path], root: Path) -> None:
        """Stages the instructor's files, which lie below `root`. Raises OSError."""
        for path in files:
            relative = path.relative_to(root)
            (self.folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self.folder / relative)
            self.files.append(relative)

    def copy_submission(self, submission: Path, limits: CopyLimits) -> None:
        """Stages a student's other files; none takes the place of one already staged. Raises OSError on a full disk."""
        left = limits.total_size
        for count, (relative, folder) in enumerate(_regular_names(submission, limits)):
            if count == MOST_FILES:
                log.warning("%s: only its first %d files are copied", submission, MOST_FILES)
                return
            try:
                source = open_regular(relative.name, dir_fd=folder)
            except OSError as error:
                log.warning("%s: %s is not copied: %s", submission, relative, error)
                continue
            with os.fdopen(source, "rb") as file:
                size = os.fstat(source).st_size
                if size > min(limits.file_size, left):
                    log.warning("%s: %s is not copied: %d bytes are too many", submission, relative, size)
                elif self._copy(file.fileno(), relative, size):
                    left -= size

    def _copy(self, source: int, relative: Path, size: int) -> bool:
        """Copies `size` bytes of an open file; returns whether its name was free, and short enough."""
        path = self.folder / relative
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                while size > 0 and (chunk := _read(source, min(size, CHUNK))):
                    size -= file.write(chunk)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG):
                raise
            return False
        self.files.append(relative)
        return True

    def place(self) -> None:
        """Moves the staged files to their place and removes what lay there before. Raises OSError."""
        if self.placed:
            return
        for relative in reversed(self.files):
            self._clear(relative)
            (self.folder / relative).replace(self.target / relative)
        self._remove_others()
        self.discard()
        self.placed = True

    def discard(self) -> None:
        """Removes what is staged."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _clear(self, relative: Path) -> None:
        """Makes room: a folder for each parent, and no folder where the file goes."""
        for parent in [self.target, *(self.target / part for part in reversed(relative.parents[:-1]))]:
            if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
                parent.unlink()
            parent.mkdir(mode=0o755, exist_ok=True)
        path = self.target / relative
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)

    def _remove_others(self) -> None:
        placed = {self.target / relative for relative in self.files}
        for folder, folders, names in os.walk(self.target, topdown=False):
            for path in (Path(folder, name) for name in names):
                if path not in placed:
                    path.unlink()
            for path in (Path(folder, name) for name in folders):
                if path.is_symlink():
                    path.unlink()
                elif not any(path.iterdir()):
                    path.rmdir()


def _read(source: int, most: int) -> bytes:
    """Some more of a student's file; nothing more where the disk that it lies on does not give it."""
    try:
        return os.read(source, most)
    except OSError as error:
        log.warning("a submitted file cannot be read to its end: %s", error)
        return b""


def _regular_names(submission: Path, limits: CopyLimits) -> Iterator[tuple[Path, int]]:
    """What may be copied, timestamp.txt first: paths below the submission, with a descriptor of each one's folder."""
    if submission.is_symlink() or not submission.is_dir():
        return
    try:
        os.close(os.open(submission, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
    except OSError as error:
        log.warning("%s is not copied: %s", submission, error)
        return
    for folder, folders, names, descriptor in os.fwalk(submission, follow_symlinks=False):
        below = Path(folder).relative_to(submission)
        folders[:] = sorted(name for name in folders if not limits.ignores(name))
        if len(below.parts) == DEEPEST:
            folders.clear()
        for name in sorted(names, key=lambda name: (name != TIMESTAMP, name)):
            if not limits.ignores(name):
                yield below / name, descriptor


def open_regular(path: str | Path, dir_fd: int | None = None) -> int:
    """Opens a student's file for reading and returns its descriptor.

    Raises OSError for whatever is not a regular file: a link leads elsewhere, and a pipe may never end.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=dir_fd)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"{path} is not a regular file")
    return descriptor


def submitted_at(submission: Path) -> datetime | None:
    """When it was handed in, where timestamp.txt says so: in UTC without a zone."""
    try:
        with os.fdopen(open_regular(submission / TIMESTAMP), "rb") as file:
            written = file.read(200).decode().strip()
        return parse_utc(written) if written else None
    except FileNotFoundError:
        return None
    except Exception as error:  # dateutil raises errors of many kinds; a broken timestamp is no reason for no mark
        log.warning("%s of %s cannot be read: %s", TIMESTAMP, submission, error)
        return None
