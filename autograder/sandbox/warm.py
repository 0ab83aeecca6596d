"""Warm: a Python behind a wall, numpy and IPython imported, that gives each submission a process of its own."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import tempfile
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from autograder.sandbox import launch, usage
from autograder.sandbox.backends import Backend, NoWall
from autograder.sandbox.inside import box
from autograder.sandbox.inside.wire import READY
from autograder.sandbox.limits import Limits

START_SECONDS = 30.0  # numpy and IPython from a cold disk, on a machine that is busy
END_SECONDS = 5.0  # to kill all that a submission started, and to remove what it wrote
LEAVE_SECONDS = 2.0  # to clear up by itself, once nobody is there any more
LONGEST_WORD = 4096  # bytes: what the far side says over the control socket takes a hundred
MOST_SWEEPS = 100  # whoever starts processes faster than they are found meets the limit on them first


@dataclass(frozen=True)
class End:
    """How a submission's process ended: its wait status, None where the wall broke; whether its folder was too full."""

    status: int | None = None
    overfull: bool = False


class Warm:
    """Serves one submission at a time, and one thread. Raises NoWall when it does not start."""

    def __init__(self, backend: Backend, limits: Limits) -> None:
        self.backend = backend
        self.limits = limits
        self._uid = launch.own_uid()
        self._asking, self._asked = threading.Lock(), False
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._folder = None if backend.bubblewrap else _folder(self._uid)
            with far:
                self._process = self._start(far.fileno())
        except OSError as error:
            raise NoWall(f"the {backend.name} wall does not start: {error}") from error
        self._end = weakref.finalize(self, _end, self._process, self._control, self._folder, self._uid)
        if self._hear(START_SECONDS).get("ready") is not True:
            self.stop()
            complaint = self._process.stderr.read(LONGEST_WORD) if self._process.stderr else b""
            reasons = complaint.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
            raise NoWall(f"the {backend.name} wall does not start: {reasons[-1]}")
        self._template = self._process.pid
        if backend.bubblewrap:
            self._template = usage.below(self._process.pid)[0]

    def fresh(self) -> socket.socket:
        """A socket to a new process, which is locked down and waits for its first frame.

        Raises NoWall when it does not come so far, which is before it has read a line of anybody's code.
        """
        near, far = socket.socketpair()
        self._asked = False
        try:
            with far:
                descriptor = struct.pack("i", far.fileno())
                self._control.sendmsg([b"fork"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor)])
            near.settimeout(START_SECONDS)
            if near.recv(len(READY)) == READY:
                return near
        except OSError:
            pass
        near.close()
        self.stop()
        raise NoWall(f"the {self.backend.name} wall starts, but a process behind it cannot be locked down.")

    def cut_short(self) -> None:
        """Has that process ended, and does not wait for it. Any thread may ask, while there is one. Raises OSError."""
        with self._asking:
            if not self._asked:
                self._asked = True
                self._control.send(b"end")

    def finish(self) -> End:
        """Ends that process and all that it started, and says how.

        What will not end is killed together with this Python; then, and where it may serve only once, it is stopped.
        """
        try:
            self.cut_short()
        except OSError:
            self.stop()
            return End()
        report = self._hear(END_SECONDS)
        if report.get("clean") is not True or not self.backend.shared:
            self.stop()
        status = report.get("status")
        return End(status if isinstance(status, int) else None, report.get("overfull") is True)

    @property
    def alive(self) -> bool:
        """Whether it can serve another submission."""
        return self._end.alive and self._process.poll() is None

    def processes(self) -> list[int]:
        """The processes of the submission, the one that it began with first."""
        return usage.below(self._template)

    def stop(self) -> None:
        """Ends it with everything in it."""
        self._end()

    def _start(self, control: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            launch.command(self.backend, self.limits, self._folder, self._uid, control),
            pass_fds=[control],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env=launch.ENVIRONMENT,
            start_new_session=True,
        )

    def _hear(self, seconds: float) -> dict[str, Any]:
        """What the far side says next; {} when it says nothing in time, or no sense."""
        self._control.settimeout(seconds)
        try:
            message = json.loads(self._control.recv(LONGEST_WORD))
        except (OSError, ValueError):
            return {}
        return message if isinstance(message, dict) else {}


def _folder(uid: int) -> Path:
    """A new folder on this machine's own disk, of that user."""
    folder = Path(tempfile.mkdtemp(prefix="submission-"))
    if uid:
        os.chown(folder, uid, uid)
    return folder


def _end(process: subprocess.Popen[bytes], control: socket.socket, folder: Path | None, uid: int) -> None:
    """Ends the process and what is left of its submission: a namespace ends with its first process, a user does not."""
    control.close()
    if folder is not None:  # it clears up by itself, unless it hangs
        with suppress(subprocess.TimeoutExpired):
            process.wait(LEAVE_SECONDS)
    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children():  # bubblewrap itself may not kill another user's
            child.kill()
    process.kill()
    process.wait()
    if folder is not None:
        if uid:
            _sweep(uid)
        box.remove(folder)


def _sweep(uid: int) -> None:
    """Kills every process of that user, who is nobody else."""
    for _ in range(MOST_SWEEPS):
        left = [process for process in psutil.process_iter(["uids"]) if _is_of(process, uid)]
        if not left:
            return
        for process in left:
            with suppress(psutil.Error):
                process.kill()


def _is_of(process: psutil.Process, uid: int) -> bool:
    uids = process.info["uids"]
    return uids is not None and uids.real == uid and process.status() != psutil.STATUS_ZOMBIE
