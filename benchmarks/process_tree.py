"""What a command costs with every process that it starts: wall time, CPU, peak memory.

A wall's processes are killed from outside and reaped by whoever is left, so the usual sum over children misses them.
Here this process is made the one that all orphans below it go to (PR_SET_CHILD_SUBREAPER) and waits for each, so that
RUSAGE_CHILDREN holds the CPU of the whole tree. Memory is sampled: a page shared by n processes counts 1/n for each.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psutil

from autograder.sandbox.inside.lockdown import adopt_orphans

TICK, SAMPLE_SECONDS, LINGER_SECONDS = 0.02, 0.25, 20.0


@dataclass(frozen=True)
class Usage:
    """What a command took: seconds, bytes; and what it wrote to stdout."""

    wall: float
    cpu: float
    peak: int
    said: str


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Runs a command in a folder to its end and the end of all that it started.

    Raises RuntimeError with its last words where it fails, or leaves a process behind.
    """
    adopt_orphans()
    before = _cpu_of_children()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        wall, process.returncode, peak = _watch(process.pid)
        out.seek(0)
        err.seek(0)
        said = out.read().decode()
        if process.returncode:
            last_words = (err.read().decode() or said)[-2000:]
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {last_words}")
    return Usage(wall, _cpu_of_children() - before, peak, said)


def _watch(main: int) -> tuple[float, int, int]:
    """Seconds until the process `main` ended, how, and the tree's peak in bytes, when all below us has ended."""
    started = next_sample = monotonic()
    wall, code, peak = 0.0, 0, 0
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return wall, code, peak
        if pid == main:
            wall, code = monotonic() - started, os.waitstatus_to_exitcode(status)
        if pid:
            continue
        if wall and monotonic() > started + wall + LINGER_SECONDS:
            raise RuntimeError(f"it left processes behind: {_end_the_rest()}")
        if monotonic() >= next_sample:
            peak = max(peak, sum(_memory(process.pid) for process in psutil.Process().children(recursive=True)))
            next_sample = monotonic() + SAMPLE_SECONDS
        sleep(TICK)


def _end_the_rest() -> list[int]:
    rest = [process.pid for process in psutil.Process().children(recursive=True)]
    for pid in rest:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return rest


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(pid: int) -> int:
    """Bytes of a process's memory: its share of every page or, where that may not be read, the pages of its own."""
    for name, fields in (("smaps_rollup", ("Pss:",)), ("status", ("RssAnon:", "RssShmem:"))):
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
            return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(fields))
    return 0
