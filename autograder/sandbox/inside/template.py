"""The template: a warm Python, with numpy and IPython imported and used once, that forks for each submission.

Over its control socket it is handed one end of a socketpair, forks, and the child locks itself down before it says
READY on it and reads from it. When the other side says so, or is gone, everything the child started is killed, its
folder is removed, and only then the next one may come.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import struct
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from . import box, course, lockdown
from .calls import call
from .cells.shell import Shell, make_shell, run_cell
from .wire import READY, Unpacker, pack
from .worker import serve

LONGEST_WORD = 100  # bytes: what comes over the control socket is "fork" or "end"
MOST_ROUNDS = 10_000  # of killing and reaping, a millisecond each: by then the other side has given up waiting
TICK = 0.2  # seconds between looks at the box
WARMING = (
    "import numpy as np\nrng = np.random.default_rng(0)\nnp.ma.filled(rng.normal(size=(2, 3)) @ np.ones((3, 2)))",
    "print('stdout')",
    "def raising(X):\n    raise ValueError(X.shape)",
    "raising(np.ones(2))",
    "def right(X):\n    return X.T",
)
WARMING_OUTPUT = 10_000  # characters, more than these cells put out


def main(control: str, configuration: str) -> None:
    """Serves until the control socket, a descriptor, closes; the configuration is JSON."""
    settings = json.loads(configuration)
    settings["filters"] = list(warnings.filters)  # importing changes them
    if settings["uid"]:
        lockdown.drop_root(settings["uid"], settings["search"])
    os.environ |= {"HOME": settings["folder"], "IPYTHONDIR": f"{settings['folder']}/ipython", "TMPDIR": "."}
    lockdown.close_to_others()
    lockdown.adopt_orphans()
    if settings["seccomp"]:
        lockdown.system_call_filter(settings["alone"], False)
    sys.modules |= course.modules()
    shell = make_shell()
    warm_up(shell)
    gc.freeze()
    Template(socket.socket(fileno=int(control)), settings, shell).serve()


def warm_up(shell: Shell) -> None:
    """Does once, before the first submission, what is dear the first time: late imports, caches of code.

    Runs cells that show, print and raise, calls a function as the other side does, and forgets all of it.
    """
    for source in WARMING:
        run_cell(shell, source, WARMING_OUTPUT)
    arrays: list[bytes] = []
    packed = pack(np.ones((3, 2)), arrays)
    for name in ("right", "raising"):
        call(shell.user_ns, name, [Unpacker(memoryview(b"".join(arrays))).value(packed)])
    shell.reset(new_session=True)


class Template:
    """One child at a time."""

    def __init__(self, control: socket.socket, settings: dict[str, Any], shell: Shell) -> None:
        self.control = control
        self.settings = settings
        self.shell = shell
        self.filters = settings["filters"]
        self.folder = Path(settings["folder"])
        self.count = 0

    def serve(self) -> None:
        """Answers "ready", then "done" for each child, with how it ended and whether all of it is gone."""
        self._say({"ready": True})
        while (channel := self._next()) is not None:
            self.count += 1
            folder = self.folder / f"box{self.count}"
            folder.mkdir(mode=0o700)
            child = os.fork()
            if child == 0:
                self._become_submission(channel, folder)
            channel.close()
            overfull = self._wait(child)
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            clean = self._clear() and box.remove(folder)
            with suppress(ConnectionError):  # nobody to tell when the other side is gone
                self._say({"done": True, "status": status, "overfull": overfull, "clean": clean})
        box.remove(self.folder)

    def _become_submission(self, channel: socket.socket, folder: Path) -> None:
        """The child: locked down, then serving; it never returns."""
        try:
            self.control.close()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            lockdown.die_with_parent(signal.SIGKILL)
            os.chdir(folder)
            os.environ["HOME"] = str(folder)
            self._lock(folder)
            np.random.seed()
            warnings.filters[:] = self.filters  # type: ignore[index]
            channel.sendall(READY)
            serve(channel, self.shell)
        finally:
            os._exit(0)

    def _lock(self, folder: Path) -> None:
        lockdown.no_new_privileges()
        if self.settings["landlock"]:
            lockdown.only_files(map(Path, self.settings["readable"]), folder)
        if self.settings["seccomp"]:
            lockdown.only_calls(self.settings["alone"])
        lockdown.only_amounts(self.settings["amounts"])

    def _next(self) -> socket.socket | None:
        message, ancillary, _, _ = self.control.recvmsg(LONGEST_WORD, socket.CMSG_SPACE(4))
        if not message:
            return None
        (descriptor,) = struct.unpack("i", ancillary[0][2][:4])
        return socket.socket(fileno=descriptor)

    def _wait(self, child: int) -> bool:
        """Until the submission is to end, by word or because nobody is there any more.

        Kills it earlier when there is too much in what it can write to, which may be more than its folder.
        """
        overfull = False
        while not select.select([self.control], [], [], TICK)[0]:
            if not overfull and box.holds_too_much(self.folder, self.settings["disk"]):
                overfull = True
                os.kill(child, signal.SIGKILL)
                self._kill_all()
        self.control.recv(LONGEST_WORD)
        return overfull

    def _clear(self) -> bool:
        """Kills and reaps whatever the child left running; False when something will not die."""
        for _ in range(MOST_ROUNDS):
            self._kill_all()
            try:
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass
            except ChildProcessError:
                return True
            select.select([], [], [], 0.001)
        return False

    def _kill_all(self) -> None:
        """Where this process is neither alone in its namespace nor as its user, the child could start no other."""
        if self.settings["alone"]:
            with suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)

    def _say(self, message: dict[str, Any]) -> None:
        self.control.send(json.dumps(message).encode())
