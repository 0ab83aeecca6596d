"""Cgroup: memory and processes of a whole submission, kept by the kernel at each instant, where it may be asked to.

A control group of version 2 is a folder: a number written into its `cgroup.procs` moves that process, and what the
process starts stays in it. Groups can be made where a folder above this process's own is ours to write to and hands
the controllers down: often for root, or in `systemd-run --user --scope -p Delegate=yes autograder grade …`.
Elsewhere `session` looks at what is held from time to time.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from errno import EBUSY
from functools import cache
from pathlib import Path
from time import sleep

from autograder.sandbox import usage
from autograder.sandbox.limits import Limits

CONTROLLERS = frozenset(("memory", "pids"))
MEMBERS, HANDED_DOWN = "cgroup.procs", "cgroup.subtree_control"
GRADERS = "graders"  # a group hands controllers down only when no process is in it: ours go here
NAME = "walled-submission-"
# A group is busy until its processes have been buried, which is a little after the kernel no longer lists them.
TRIES, PAUSE = 100, 0.01
_numbers = itertools.count()


@cache
def home() -> Path | None:
    """The folder where this process may make groups, None where it may not."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        place, _, kind = line.partition(" - ")
        if kind.startswith("cgroup2 "):
            top = Path(place.split()[4])
            _, _, own = Path("/proc/self/cgroup").read_text().rpartition("0::/")
            return find(top, top / own.strip())
    return None


def find(top: Path, own: Path, controllers: Iterable[str] = CONTROLLERS) -> Path | None:
    """The nearest folder, of this process's own group and those above it up to `top`, where groups can be made."""
    wanted = set(controllers)
    for folder in (own, *own.parents):
        if not folder.is_relative_to(top):
            return None
        with suppress(OSError):
            if folder == own and wanted <= _words(own / "cgroup.controllers") - _words(own / HANDED_DOWN):
                _hand_down(own, wanted)
            if wanted <= _words(folder / HANDED_DOWN):
                Group(folder, {}).remove()
                return folder
    return None


def _words(file: Path) -> set[str]:
    return {word.lstrip("+") for word in file.read_text().split()}


def _hand_down(own: Path, controllers: Iterable[str]) -> None:
    """Where nobody but this run is in its group, moves it one down. Raises OSError where that cannot be."""
    members = [int(word) for word in _words(own / MEMBERS)]
    if all(map(_is_related, members)):
        graders = own / GRADERS
        graders.mkdir(exist_ok=True)
        for process in members:
            (graders / MEMBERS).write_text(str(process))
        (own / HANDED_DOWN).write_text(" ".join(f"+{name}" for name in sorted(controllers)))


def _is_related(process: int) -> bool:
    """Whether it is this process, one above or one below it."""
    return os.getpid() in _line(process) or process in _line(os.getpid())


def _line(process: int) -> Iterator[int]:
    while process > 0:
        yield process
        process = usage.parent(process)


class Group:
    """A group within `parent`, with amounts by the names of their files. Raises OSError where it cannot be made."""

    def __init__(self, parent: Path, amounts: Mapping[str, int]) -> None:
        _sweep(parent)
        self.path = parent / f"{NAME}{os.getpid()}-{next(_numbers)}"
        self.path.mkdir()
        try:
            for name, amount in amounts.items():
                (self.path / name).write_text(str(amount))
        except OSError:
            self.remove()
            raise

    def add(self, process: int) -> None:
        """Moves a process into it."""
        (self.path / MEMBERS).write_text(str(process))

    def processes(self) -> list[int]:
        """All that are in it."""
        try:
            return [int(word) for word in _words(self.path / MEMBERS)]
        except OSError:
            return []

    @property
    def is_out_of_memory(self) -> bool:
        """Whether the kernel has ended it for that."""
        try:
            events = dict(line.split() for line in (self.path / "memory.events").read_text().splitlines())
        except (OSError, ValueError):
            return False
        return int(events.get("oom_kill", 0)) > 0

    def remove(self) -> None:
        """Removes it, when all in it have ended; one that stays longer is left to the next grader's sweep."""
        for _ in range(TRIES):
            try:
                return self.path.rmdir()
            except OSError as error:
                if error.errno != EBUSY:
                    return None
            sleep(PAUSE)
        return None


def enclose(process: int, limits: Limits, disk_is_memory: bool, parent: Path | None) -> Group | None:
    """A group with these limits around a process that has started nothing so far; None where there can be none."""
    if parent is None:
        return None
    amounts = {
        "memory.max": limits.memory + disk_is_memory * limits.disk,
        "memory.oom.group": 1,  # all of it or nothing: half of a submission helps nobody
        "pids.max": limits.processes,
    }
    try:
        group = Group(parent, amounts)
    except OSError:
        return None
    with suppress(OSError):  # a kernel without swap has no such file
        (group.path / "memory.swap.max").write_text("0")
    try:
        group.add(process)
    except OSError:
        group.remove()
        return None
    return group


def _sweep(parent: Path) -> None:
    """Removes what graders left that were killed."""
    for path in parent.glob(f"{NAME}*"):
        owner = path.name.removeprefix(NAME).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            with suppress(OSError):
                path.rmdir()
