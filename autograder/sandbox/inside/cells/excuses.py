"""Excuses: what a notebook at home can do and a judged one cannot, `!pip install`, `%cd`, `%%bash`.

None of it is part of an answer, so it says in a line that it has been left out, and the cell goes on to what is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST = 120  # characters of a command that is named
# `%%name`: the cell is in another language, or for another program.
SCRIPTS = frozenset(
    {"bash", "sh", "script", "sx", "system", "!", "cmd", "perl", "ruby", "pypy", "python", "python2", "python3"}
)
# These run the student's own code, whose exceptions are its own.
RUNNING = frozenset({"time", "timeit", "prun", "run", "debug", "pdb", "memit", "mprun", "lprun", "macro", "rerun"})


def say(what: str, why: str) -> None:
    """One line in the cell's output."""
    sys.stdout.write(f"{what[:LONGEST].splitlines()[0]} is left out: {why}.\n")


@contextmanager
def accepted(magic: str) -> Iterator[None]:
    """In this block a line magic that fails says so instead of raising, but for those that run the student's code."""
    try:
        yield
    except Exception as error:
        if magic in RUNNING:
            raise
        say(f"%{magic}", f"it raised {type(error).__name__} where answers are judged")
