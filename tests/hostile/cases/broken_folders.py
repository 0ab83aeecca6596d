"""Broken folders: the notebook may be right, but what lies beside it is not, or it lies there under another name."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.hostile.answers import POINTS
from tests.hostile.case import Hostile, put
from tests.hostile.cases.broken_files import broken, instead


def also(make: Callable[[Path], object]) -> Callable[[Path, bytes], None]:
    """The notebook, and something else in its folder."""

    def place(path: Path, contents: bytes) -> None:
        put(path, contents)
        make(path.parent)

    return place


def beside(name: str, make: Callable[[Path], object]) -> Hostile:
    """Everything right, and something else in the folder."""
    return broken(name, lambda solved: solved, None, earns=dict(POINTS), place=also(make))


# nbgrader goes through a folder by itself before it asks anybody else: these it refuses, one by one.
REFUSED_BY_NBGRADER = [
    broken("an-empty-folder", b"", place=instead(lambda path: None)),
    broken(
        "under-another-name", lambda solved: solved, place=lambda path, made: put(path.with_name("mine.ipynb"), made)
    ),
    beside("a-pipe-beside", lambda folder: os.mkfifo(folder / "data.csv")),
    beside(
        "a-time-stamp-of-nonsense",
        lambda folder: (folder / "timestamp.txt").write_text("the day after the deadline; drop table grade"),
    ),
    beside("a-time-stamp-of-binary", lambda folder: (folder / "timestamp.txt").write_bytes(bytes(range(128, 256)))),
]

# nbgrader would copy it until the disk is full.
ENDLESS = [beside("an-endless-device-beside", lambda folder: (folder / "data.bin").symlink_to("/dev/zero"))]

CASES = [
    *REFUSED_BY_NBGRADER,
    *ENDLESS,
    beside("a-link-to-its-own-folder-beside", lambda folder: (folder / "again").symlink_to(folder)),
    beside("another-notebook-beside", lambda folder: (folder / "04-wx-by-indices.ipynb").write_text("{}")),
]
