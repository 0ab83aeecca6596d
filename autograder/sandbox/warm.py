"""Warm: a Python behind a wall, numpy and IPython imported, that gives each submission a process of its own."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import tempfile
import weakref
from pathlib import Path
from typing import Any

import psutil

from autograder.sandbox import launch
from autograder.sandbox.backends import Backend, NoWall
from autograder.sandbox.limits import Limits

START_SECONDS, END_SECONDS = 30.0, 5.0
LONGEST_WORD = 4096


class Warm:
    """Serves one submission at a time, and one thread. Raises NoWall when it does not start."""

    def __init__(self, backend: Backend, limits: Limits) -> None:
        self.backend = backend
        self.limits = limits
        self._folder = tempfile.TemporaryDirectory(prefix="submission-", ignore_cleanup_errors=True)
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self._process = self._start(far.fileno())
        self._end = weakref.finalize(self, _end, self._process, self._control)
        if self._hear(START_SECONDS).get("ready") is not True:
            self.stop()
            said = self._process.stderr.read(LONGEST_WORD).decode(errors="replace") if self._process.stderr else ""
            reason = said.strip().splitlines()[-1] if said.strip() else "it gave no reason"
            raise NoWall(f"the {backend.name} wall does not start: {reason}")
        self._template = self._process.pid
        if backend.bubblewrap:
            self._template = psutil.Process(self._process.pid).children()[0].pid

    def fresh(self) -> socket.socket:
        """A socket to a new process, which waits behind the wall for its first frame."""
        near, far = socket.socketpair()
        with far:
            descriptor = struct.pack("i", far.fileno())
            self._control.sendmsg([b"fork"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor)])
        return near

    def finish(self) -> int | None:
        """Ends that process and all that it started; gives its wait status, None where that is not known.

        What will not end is killed together with this Python; then, and where it may serve only once, it is stopped.
        """
        try:
            self._control.send(b"end")
        except OSError:
            self.stop()
            return None
        said = self._hear(END_SECONDS)
        if said.get("clean") is not True or not self.backend.shared:
            self.stop()
        status = said.get("status")
        return status if isinstance(status, int) else None

    @property
    def alive(self) -> bool:
        """Whether it can serve another submission."""
        return self._end.alive and self._process.poll() is None

    def processes(self) -> list[psutil.Process]:
        """The processes of the submission."""
        try:
            return psutil.Process(self._template).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    @property
    def folder(self) -> Path | None:
        """Where submissions write, when that is on this machine's own disk."""
        return None if self.backend.bubblewrap else Path(self._folder.name)

    def stop(self) -> None:
        """Ends it with everything in it."""
        self._end()
        self._folder.cleanup()

    def _start(self, control: int) -> subprocess.Popen[bytes]:
        uid = launch.own_uid()
        if uid:
            os.chown(self._folder.name, uid, uid)
        return subprocess.Popen(
            launch.command(self.backend, self.limits, Path(self._folder.name), uid, control),
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
            said = json.loads(self._control.recv(LONGEST_WORD))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    control.close()
    process.kill()
    process.wait()
