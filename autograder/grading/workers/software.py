"""Software: what machines must have in common, so that a mark does not depend on which of them gives it."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import autograder
from autograder.grading.digest import of_bytes
from autograder.grading.errors import CannotGrade

DIGITS = 12  # of the digest: enough to tell versions apart, short enough to be read out
INSTALL = "install this course and its requirements.txt there as here, then start it again"


@cache
def software() -> str:
    """This machine's course, by a digest of its code, and its Python and numpy, in words."""
    root = Path(autograder.__file__).parent
    files = sorted(root.rglob("*.py"))
    digest = of_bytes(*(f"{file.relative_to(root)}\n{file.read_text()}".encode() for file in files))
    python = ".".join(platform.python_version_tuple()[:2])
    return f"course {digest[:DIGITS]}, Python {python}, numpy {version('numpy')}"


def require(wanted: str, installed: object, place: str) -> None:
    """Raises CannotGrade unless what is `installed` at a place is what is `wanted`; an error stands for nothing."""
    if installed != wanted:
        has = installed if isinstance(installed, str) else "no such course"
        raise CannotGrade(f"{place} has {has}; wanted is {wanted}: {INSTALL}.")
