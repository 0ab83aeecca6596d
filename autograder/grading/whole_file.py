"""Whole file: a text for a person or another program, written so that nobody ever finds half of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from autograder.grading.errors import CannotGrade


def write(text: str, path: Path) -> None:
    """Writes a file whole or not at all. Raises CannotGrade."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="")
        unfinished.replace(path)
    except OSError as error:
        raise CannotGrade(f"{path} cannot be written ({error.strerror or error}).") from error
    finally:
        with suppress(OSError):  # where nothing may be written nothing is left
            unfinished.unlink(missing_ok=True)
