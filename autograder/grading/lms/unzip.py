"""Unzip: files out of an archive that anybody may have put something into, bounded in size, number and place."""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from autograder.grading.errors import CannotGrade
from autograder.grading.inbox.kinds import HARMLESS, CopyLimits
from autograder.grading.inbox.notebook_file import LARGEST_FILE, WRITTEN_BY_NBGRADER

MOST_ENTRIES = 100_000  # a hundred files each of a thousand students
MOST_BYTES = 4_000_000_000  # unpacked: all that a class of a thousand can hand in at 4 MB each
LONGEST_PART = 128  # characters of a file's or folder's name: file systems take 255 bytes
DEEPEST = 8  # folders within folders
TAKEN = CopyLimits((), LARGEST_FILE, MOST_BYTES, HARMLESS | {".ipynb"})


class Unfit(Exception):
    """A file of an archive that is left out. Its text says why."""


@contextmanager
def archive(path: Path) -> Iterator[ZipFile]:
    """An open archive. Raises CannotGrade where it is none, is broken off, or would unpack to more than is bearable."""
    try:
        with ZipFile(path) as opened:
            entries = opened.infolist()
            size = sum(entry.file_size for entry in entries)
            if len(entries) > MOST_ENTRIES or size > MOST_BYTES:
                raise CannotGrade(f"{path} holds {len(entries)} files of {size / 1e6:.0f} MB: that is no class's.")
            yield opened
    except (BadZipFile, LargeZipFile, NotImplementedError, UnicodeError) as error:
        raise CannotGrade(f"{path} is no whole zip file ({error}): download it again.") from error
    except OSError as error:
        raise CannotGrade(f"{path} cannot be read: {error.strerror or error}.") from error


def read(opened: ZipFile, info: ZipInfo) -> bytes:
    """The content of a file that may be taken. Raises Unfit."""
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise Unfit("it is a link, or of another kind")
    if info.flag_bits & 1:
        raise Unfit("it is encrypted")
    if info.file_size > LARGEST_FILE:
        raise Unfit(f"it has more than {LARGEST_FILE / 1e6:.0f} MB")
    try:
        with opened.open(info) as file:
            content = file.read(LARGEST_FILE + 1)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError, ValueError) as error:
        raise Unfit(f"it cannot be unpacked ({error})") from error
    if len(content) > LARGEST_FILE:
        raise Unfit(f"it has more than {LARGEST_FILE / 1e6:.0f} MB")
    return content


def place(name: str) -> PurePosixPath:
    """Where a file may lie in a student's folder. Raises Unfit where that would be elsewhere, or pass for another.

    >>> str(place("figures/error.png"))
    'figures/error.png'
    """
    path = PurePosixPath(name)
    if path.is_absolute() or "\\" in name or ".." in path.parts or _has_drive(name):
        raise Unfit("its name leads out of the folder")
    if not path.parts or len(path.parts) > DEEPEST or any(len(part) > LONGEST_PART for part in path.parts):
        raise Unfit("its name is too long")
    if not name.isprintable() or any(part.startswith(".") or part != part.strip() for part in path.parts):
        raise Unfit("it is hidden, or its name holds what cannot be printed")
    if path.name in WRITTEN_BY_NBGRADER:
        raise Unfit("nbgrader would believe it: it is not a student's to write")
    if not TAKEN.allows(path.name) or not all(map(TAKEN.enters, path.parts[:-1])):
        raise Unfit("it is of no kind that is collected")
    return path


def _has_drive(name: str) -> bool:
    """Whether a name begins with a drive, as on Windows."""
    return len(name) > 1 and name[1] == ":" and name[0].isalpha()
