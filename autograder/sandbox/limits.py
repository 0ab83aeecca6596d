"""Limits: what one submission may use, and what it may not see."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one submission may use: times in seconds, sizes in bytes; and what it may not see.

    seconds: wall time in all. cell_seconds, call_seconds: for one cell, for one call of a checked function.
    memory: of all its processes together. processes: at most so many at once. disk: of its own folder, the only one
    that it can write to. output: characters that one cell may put out before it is cut. files: open at once.
    hidden: files and folders of this machine that are not there for it, also where they lie among the system's own.
    """

    seconds: float = 40.0  # four cells that hang, and what is right besides
    cell_seconds: float = 10.0  # a slow machine's first import of a large library
    call_seconds: float = 5.0  # a right answer takes milliseconds, at the largest sizes too
    memory: int = 1200 * MB  # numpy and IPython hold 30 of it, the rest is for arrays
    processes: int = 64  # a pool of threads for each library that makes one
    disk: int = 64 * MB  # it may lie in memory, and then comes on top of `memory`
    output: int = MB  # more than anybody reads, less than a page that no browser opens
    files: int = 256  # for a library that opens many, and far below what a machine has for all
    hidden: tuple[str, ...] = ()
