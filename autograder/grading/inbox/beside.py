"""Beside: the pictures that lie beside a student's notebook, for the answers that show them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from autograder.grading.inbox.kinds import CopyLimits
from autograder.grading.inbox.pictures import FIRST_BYTES
from autograder.grading.inbox.plain_files import files_below, open_regular, opened_folder

LARGEST = 6_000_000  # bytes: a photograph as telephones take it
LARGEST_OF_ALL = 12_000_000  # bytes: each goes to a worker, into the graded notebook and onto a page
MOST, MOST_LOOKED_AT = 12, 200  # pictures, and files in all: whoever hands in more is not thinking of a reader
KINDS = frozenset({".png", ".jpg", ".jpeg"})
MENTIONED = re.compile(rb"\.(?:png|jpe?g)", re.IGNORECASE)


def pictures_beside(folder: Path, raw: bytes) -> dict[str, bytes]:
    """The pictures in a student's folder, by their paths below it, if the notebook's bytes mention any picture file.

    Only regular files with a picture's first bytes, by no link, and not more than a page can show. Raises nothing.
    """
    found: dict[str, bytes] = {}
    if not MENTIONED.search(raw):
        return found
    left = LARGEST_OF_ALL
    try:
        with opened_folder(folder) as opened:
            for count, (path, descriptor) in enumerate(files_below(opened, CopyLimits((), 0, 0, KINDS))):
                if count == MOST_LOOKED_AT or len(found) == MOST:
                    break
                if path.suffix.lower() not in KINDS or path.name.startswith("."):
                    continue
                if picture := _picture(path.name, descriptor, min(LARGEST, left)):
                    found[_name(path)] = picture
                    left -= len(picture)
    except OSError:  # nobody may look into it: then there are none
        pass
    return found


def _picture(name: str, folder: int, most: int) -> bytes:
    """The bytes of a picture, none where it is no plain file, too large, or something else."""
    try:
        with os.fdopen(open_regular(name, folder), "rb") as file:
            if os.fstat(file.fileno()).st_size > most:
                return b""
            picture = file.read(most + 1)
    except OSError:
        return b""
    is_picture = len(picture) <= most and picture.startswith(tuple(FIRST_BYTES.values()))
    return picture if is_picture else b""


def _name(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
