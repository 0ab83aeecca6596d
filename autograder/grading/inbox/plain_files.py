"""Plain files: opens what a student handed in, part by part, without following a link on the way.

A path of the form <root>/<student>/<lesson> is the student's from the second last part on; what is above it is the
instructor's own, and may be a link.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from autograder.grading.inbox.kinds import CopyLimits

DEEPEST = 16  # folders within folders: a path stays far from what a system call takes
FIRST = "timestamp.txt"  # nbgrader's: whoever hands in thousands of files still has a time
OWN_PARTS = 2  # of a submission's path: <student>/<lesson>, as nbgrader lays it out
MOST_NAMES = 10_000  # in a student's folder: a lesson needs a dozen, and a million would take minutes and gigabytes
REST = Path()  # stands for what is not looked at any more
LISTABLE = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@contextmanager
def opened_folder(path: Path, own_parts: int = OWN_PARTS) -> Iterator[int]:
    """A descriptor of a student's folder, for use as `dir_fd` only. Raises OSError where a part of it is no folder.

    A link is none, wherever it leads: of the path's last `own_parts` parts, and of none above.
    """
    path = path.absolute()
    flags = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC
    folder = os.open(Path(*path.parts[:-own_parts]), flags)
    try:
        for part in path.parts[-own_parts:]:
            above, folder = folder, _opened(part, flags, folder)
            os.close(above)
        yield folder
    finally:
        os.close(folder)


def open_regular(name: str | Path, dir_fd: int | None = None) -> int:
    """Opens a student's file for reading and returns its descriptor.

    Raises OSError for whatever is not a regular file: a link leads elsewhere, and a pipe may never end.
    """
    descriptor = _opened(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no regular file")
    return descriptor


def files_below(top: int, limits: CopyLimits) -> Generator[tuple[Path, int], None, None]:
    """What lies in an open folder, timestamp.txt first: paths below it, with a descriptor of each one's folder.

    Of more than MOST_NAMES, ignored ones and folders too, the rest is one path, REST. Raises OSError where the folder
    cannot be listed.
    """
    try:
        os.close(os.open(".", LISTABLE, dir_fd=top))
    except OSError as error:
        raise OSError(f"it cannot be listed: {error.strerror}") from error
    left, waiting = MOST_NAMES, [Path()]
    while waiting:
        below = waiting.pop()
        with suppress(OSError), _opened_below(below, top) as folder:
            names, more = names_in(folder, left)
            left -= len(names)
            folders = [name for name in names if _is_folder(name, folder)]
            for name in sorted(set(names) - {*folders}, key=lambda name: (name != FIRST, name)):
                if not limits.ignores(name):
                    yield below / name, folder
            if more:
                yield REST, folder
            if len(below.parts) < DEEPEST:
                waiting += [below / name for name in reversed(folders) if limits.enters(name)]


def read_regular(path: Path, most: int, own_parts: int = OWN_PARTS) -> bytes:
    """The first bytes of a file in a student's folder, at most so many. Raises OSError as the functions above."""
    with opened_folder(path.parent, own_parts) as folder, os.fdopen(open_regular(path.name, folder), "rb") as file:
        return file.read(most)


def names_in(folder: int | Path, most: int = MOST_NAMES) -> tuple[list[str], bool]:
    """The names in a student's folder, as many of them as are looked at, and whether there are more.

    Raises OSError where it cannot be listed.
    """
    with os.scandir(folder) as entries:
        names = [entry.name for entry in islice(entries, most + 1)]
    return sorted(names[:most]), len(names) > most


def is_there(path: Path) -> bool:
    """Whether something, of whatever kind, has this name in a student's folder, and may be looked at."""
    try:
        with opened_folder(path.parent) as folder:
            os.lstat(path.name, dir_fd=folder)
    except OSError:
        return False
    return True


def is_linked(folder: Path) -> bool:
    """Whether a student's folder is reached by a link."""
    return any(place.is_symlink() for place in (folder, *folder.parents[: OWN_PARTS - 1]))


@contextmanager
def _opened_below(below: Path, top: int) -> Iterator[int]:
    """A folder below an open one, reached part by part without following a link."""
    folder = os.open(".", LISTABLE, dir_fd=top)
    try:
        for part in below.parts:
            above, folder = folder, _opened(part, LISTABLE, folder)
            os.close(above)
        yield folder
    finally:
        os.close(folder)


def _is_folder(name: str, folder: int) -> bool:
    """Whether it is a folder, or a link to one, which nobody enters."""
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=folder).st_mode)  # noqa: PTH116 - of an open folder
    except OSError:
        return False


def _opened(name: str | Path, flags: int, dir_fd: int | None) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=dir_fd)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise OSError(error.errno, "it is a link, or of another kind") from error
        raise
