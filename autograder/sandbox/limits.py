"""Limits: what one submission may use."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one submission may use: times in seconds, sizes in bytes.

    seconds: wall time in all. cell_seconds, call_seconds: for one cell, for one call of a checked function.
    memory: of all its processes together. processes: at most so many at once. disk: of its own folder, the only one
    that it can write to. output: characters that one cell may put out before it is cut. files: open at once.
    """

    seconds: float = 40.0
    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    memory: int = 1200 * MB
    processes: int = 64
    disk: int = 64 * MB
    output: int = MB
    files: int = 256
