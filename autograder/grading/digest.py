"""Digest: bytes told apart by a short text. Files, lessons and exercises have one each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def of_bytes(*parts: bytes) -> str:
    """The digest of some bytes; where one part ends and the next begins is part of it.

    >>> of_bytes(b"ab", b"c") == of_bytes(b"a", b"bc")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def of_file(raw: bytes, pictures: Mapping[str, bytes]) -> str:
    """The digest of a file that was handed in, with the pictures beside it that its answers may show."""
    return of_bytes(raw, *(part for name, picture in sorted(pictures.items()) for part in (name.encode(), picture)))


def of_submission(file: str, lesson: str, safe: bool) -> str:
    """The digest of all that marks depend on: the file's and the lesson's, and whether a wall kept it from lying."""
    return of_bytes(file.encode(), lesson.encode(), b"walled" if safe else b"unsafe")
