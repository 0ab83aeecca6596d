"""Usage: what the processes of a submission hold, as the kernel counts it."""

from __future__ import annotations

import stat
from pathlib import Path

from autograder.sandbox.inside.box import BLOCK


def memory(process: int) -> int:
    """Bytes of memory that a process holds for itself or shares in memory; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    amounts = (line.split() for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return sum(1024 * int(amount[1]) for amount in amounts)


def deleted_files(process: int) -> dict[tuple[int, int], int]:
    """The files that a process holds open though nobody can find them any more: bytes on disk, by device and number.

    Only root may look; for others there is none.
    """
    sizes = {}
    try:
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            status = descriptor.stat()
            if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                sizes[status.st_dev, status.st_ino] = BLOCK * status.st_blocks
    except OSError:
        pass
    return sizes
