"""Notebook file: which of the files in a student's folder is the lesson's notebook, whatever it is called.

Browsers, learning platforms and students rename notebooks: "05-xwt-plus-b (1).ipynb", "ada_8812_05-xwt-plus-b-2.ipynb".
The file of the right name is taken; where there is none, the one file that holds cells of this lesson.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Collection
from pathlib import Path

from autograder.grading.inbox.arrival import TIMESTAMP
from autograder.grading.inbox.plain_files import MOST_NAMES, is_linked, names_in, open_regular, opened_folder
from autograder.grading.plain_text import Log

LARGEST_FILE = 20_000_000  # bytes: some three hundred times a released notebook, room for pictures
MOST_LOOKED_AT = 20  # notebooks in one folder: nobody hands in more by mistake
MOST_NAMED, LONGEST_NAME = 3, 60  # of other files, in a sentence
# What nbgrader writes beside a submission and believes: when it was handed in, and whose it is.
WRITTEN_BY_NBGRADER = frozenset({TIMESTAMP, "submission_secret.txt", "user.txt"})
NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # the last two as mail programs and phones name them

log = Log(__name__)


class Unreadable(Exception):
    """There is no notebook to be read. Its text says why, in one sentence."""


def contents(folder: Path, lesson: str, cells: Collection[str]) -> tuple[bytes, str]:
    """The bytes of the notebook in a student's folder, and "" or why they cannot be had.

    `cells` are the names of the lesson's cells that a student answers.
    """
    if is_linked(folder):
        return b"", "what was handed in is a link to another folder, and no link is followed."
    wanted = f"{lesson}.ipynb"
    try:
        with opened_folder(folder) as opened:
            notebooks, besides, more = _names(opened)
            others = [name for name in notebooks if name != wanted]
            try:
                os.lstat(wanted, dir_fd=opened)
            except FileNotFoundError:
                return _by_its_cells(folder, opened, wanted, others, besides, cells, more), ""
            if others:
                log.warning("%r: %s is graded; not looked at: %s", str(folder), wanted, _named(others))
            return _read(wanted, opened), ""
    except Unreadable as reason:
        return b"", str(reason)
    except OSError:
        return b"", f"there is no {wanted} in what was handed in, or it cannot be looked at."


def _by_its_cells(
    folder: Path, opened: int, wanted: str, others: list[str], besides: list[str], cells: Collection[str], more: bool
) -> bytes:
    """The one file that holds any of these cells. Raises Unreadable where there is none, or more than one.

    `besides` are names that are no notebook's; `more`: there are names that nobody has looked at.
    """
    looked = f"; only {MOST_NAMES} of the names in it are looked at" if more else ""
    first, found = b"", list[str]()  # the bytes of one only: all of them may be more than a machine has
    for name in others[:MOST_LOOKED_AT]:
        try:
            raw = _read(name, opened)
        except Unreadable:
            continue
        if _holds(raw, cells):
            first = first or raw
            found.append(name)
    match found:
        case [name]:
            log.warning("%r: %s is taken for %s", str(folder), name, wanted)
            return first
        case []:
            there = f": there is {_named(besides)}, and nothing that is called .ipynb" if besides and not more else ""
            there = f": there is {_named(others)}, which is not this lesson's" if others else there
            raise Unreadable(f"there is no {wanted} in what was handed in, or it cannot be looked at{there}{looked}.")
        case names:
            raise Unreadable(
                f"there is no {wanted} in what was handed in, and more than one notebook of this lesson under another "
                f"name ({_named(names)}){looked}: which one counts?"
            )


def _names(opened: int) -> tuple[list[str], list[str], bool]:
    """The names of the notebooks in an open folder, and of all else that a student put there.

    And whether there are names that were not looked at.
    """
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=opened)
    try:
        every, more = names_in(folder)
    except PermissionError:  # the one of the right name can be opened all the same
        return [], [], False
    finally:
        os.close(folder)
    names = sorted(os.fsencode(name).decode("utf-8", "replace") for name in every)
    notebooks = [name for name in names if name.lower().endswith(NOTEBOOKS) and not name.startswith(".")]
    known = WRITTEN_BY_NBGRADER | set(notebooks)
    return notebooks, [name for name in names if name not in known and not name.startswith(".")], more


def _read(name: str, folder: int) -> bytes:
    """The bytes of a file. Raises Unreadable where it is no plain file, or too large."""
    try:
        with os.fdopen(open_regular(name, folder), "rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        missing = error.errno == errno.ENOENT
        reason = "it is no longer there" if missing else error.strerror or "it is no plain file"
        raise Unreadable(f"the file cannot be read ({reason}).") from error
    if len(raw) > LARGEST_FILE:
        raise Unreadable(f"the file has more than {LARGEST_FILE / 1e6:.0f} MB.")
    return raw


def _holds(raw: bytes, cells: Collection[str]) -> bool:
    """Whether a notebook's file names a cell of the lesson or defines its function; it is read when it is graded."""
    return any(f'"{name}"'.encode() in raw or f"def {name}(".encode() in raw for name in cells)


def _named(names: list[str]) -> str:
    shown = [repr(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…") for name in names[:MOST_NAMED]]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(shown) + more
