"""Files: a submission's folder below autograded/, written so that no reader ever sees half a file.

Everything is first staged in a hidden folder beside its place, then moved file by file, the notebook last. What a
student handed in is copied only where it is a regular file of a harmless kind and a bearable size; links, pipes and
devices are left out.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from autograder.grading.inbox.arrival import LONGEST, TIMESTAMP, read_time
from autograder.grading.inbox.kinds import CopyLimits
from autograder.grading.inbox.plain_files import (
    MOST_NAMES,
    OWN_PARTS,
    REST,
    files_below,
    open_regular,
    opened_folder,
)
from autograder.grading.plain_text import Log

MOST_FILES = 1000  # each costs the coordinator a few system calls, and empty ones would pass every limit of bytes
CHUNK = 1 << 20  # bytes in memory at once while a file is copied
MOST_LINES = 3  # said of one submission's files: who hands in thousands must not hide what is said of others

log = Log(__name__)


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

    def copy_submission(
        self, submission: Path, limits: CopyLimits, own_parts: int = OWN_PARTS, owner: int | None = None
    ) -> None:
        """Stages a student's other files; none takes the place of one already staged. Raises OSError on a full disk.

        `own_parts` of the path are the student's; where an `owner` is given, only that user's files are copied.
        """
        left_out: list[str] = []
        try:
            with opened_folder(submission, own_parts) as folder:
                left_out += self._copy_all(folder, limits, owner)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise
            log.warning("%r is not copied: %s", str(submission), error.strerror or error)
        for line in left_out[:MOST_LINES]:
            log.warning("%r: %s", str(submission), line)
        if len(left_out) > MOST_LINES:
            log.warning("%r: and %d more are not copied", str(submission), len(left_out) - MOST_LINES)

    def leave_out_false_time(self) -> None:
        """Leaves out a timestamp.txt in which there is no time: nbgrader's next steps break at it."""
        path = self.folder / TIMESTAMP
        if Path(TIMESTAMP) in self.files and read_time(path.read_bytes()[:LONGEST].decode("utf-8", "replace")) is None:
            path.unlink()
            self.files.remove(Path(TIMESTAMP))

    def _copy_all(self, folder: int, limits: CopyLimits, owner: int | None) -> Iterator[str]:
        """Copies what may be copied of an open folder; says of each other file why it is not."""
        left = limits.total_size
        files = files_below(folder, limits)
        for count, (relative, descriptor) in enumerate(files):
            if relative == REST or count == MOST_FILES:
                files.close()
                yield f"only {MOST_FILES} of its files, and {MOST_NAMES} of all names, are looked at"
                return
            reason = "it is of no kind that is copied"
            if limits.allows(relative.name):
                try:
                    with os.fdopen(open_regular(relative.name, descriptor), "rb") as file:
                        size = os.fstat(file.fileno()).st_size
                        reason = _reason(file.fileno(), min(limits.file_size, left), owner)
                        if not reason and self._copy(file.fileno(), relative, size):
                            left -= size
                except OSError as error:
                    if error.errno in (errno.ENOSPC, errno.EDQUOT):
                        raise
                    reason = error.strerror or str(error)
            if reason:
                yield f"{str(relative)!r} is not copied: {reason}"

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

    def place(self, kept: Collection[str] = ()) -> None:
        """Moves the staged files to their place and removes all that lay there but what is `kept`. Raises OSError."""
        if self.placed:
            return
        for relative in reversed(self.files):
            self._clear(relative)
            (self.folder / relative).replace(self.target / relative)
        self._remove_others({self.target / name for name in (*self.files, *map(Path, kept))})
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

    def _remove_others(self, placed: Collection[Path]) -> None:
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


def _reason(source: int, most: int, owner: int | None) -> str:
    """Why an open file is not copied, "" where it is."""
    status = os.fstat(source)
    if owner is not None and status.st_uid != owner:
        return "it is another user's"
    if status.st_size > most:
        return f"{status.st_size} bytes are too many"
    if status.st_size and os.lseek(source, 0, os.SEEK_HOLE) < status.st_size:
        return "it has holes, and would take more room than it does"
    os.lseek(source, 0, os.SEEK_SET)
    return ""
