"""Usage: which processes are below one, and what they hold, as the kernel counts it."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from autograder.sandbox.inside.box import BLOCK

PROC = "/proc"
# What is in memory, its own or shared, what was moved out of it, and the kernel's tables of where all of it lies: these
# grow also where a process only reads memory that nobody has written to.
HELD = (b"RssAnon:", b"RssShmem:", b"VmSwap:", b"VmPTE:")
LONGEST = 1 << 16  # bytes: a status takes two thousand, the children of one process eight each


def below(process: int) -> list[int]:
    """All that it started, and what those started, as far as they live."""
    children = _listed if Path(f"{PROC}/{process}/task/{process}/children").exists() else _searched()
    found: list[int] = []
    waiting = [process]
    while waiting:
        lower = children(waiting.pop())
        found += lower
        waiting += lower
    return found


def parent(process: int) -> int:
    """The process that started it, or took it over; 0 when it is gone."""
    line = _read(f"{PROC}/{process}/stat")
    return int(line[line.rindex(b")") + 4 :].split(b" ", 1)[0]) if line else 0


def memory(process: int) -> int:
    """Bytes of memory that a process holds for itself or shares, swapped out or not, its tables too; 0 for none."""
    lines = _read(f"{PROC}/{process}/status").splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(HELD))


def deleted_files(process: int) -> dict[tuple[int, int], int]:
    """The files that a process holds open though nobody can find them any more: bytes on disk, by device and number.

    Only root may look; for others there is none.
    """
    sizes = {}
    try:
        for descriptor in Path(f"{PROC}/{process}/fd").iterdir():
            status = descriptor.stat()
            if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                sizes[status.st_dev, status.st_ino] = BLOCK * status.st_blocks
    except OSError:
        pass
    return sizes


def _listed(process: int) -> list[int]:
    """Its children, as some kernels list them, by each thread that started them."""
    lists: list[bytes] = []
    with suppress(OSError), os.scandir(f"{PROC}/{process}/task") as tasks:
        lists = [_read(f"{task.path}/children") for task in tasks]
    return [int(word) for words in lists for word in words.split()]


def _searched() -> Callable[[int], list[int]]:
    """The same on other kernels, out of all processes that there are."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    with os.scandir(PROC) as entries:
        for process in (int(entry.name) for entry in entries if entry.name.isdecimal()):
            children[parent(process)].append(process)
    return lambda process: children[process]


def _read(path: str) -> bytes:
    """The beginning of a file of the kernel's; nothing when its process is gone."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.read(descriptor, LONGEST)
        finally:
            os.close(descriptor)
    return b""
