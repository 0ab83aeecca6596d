"""Session: one submission behind the wall. Runs its cells, calls its functions, and ends it when it takes too much.

Everything that comes back is believed to be hostile: bounded before it is read, checked before it is used.
"""

from __future__ import annotations

import math
import os
import select
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from signal import SIGKILL
from time import monotonic
from typing import Any

from autograder.sandbox import cgroup, usage
from autograder.sandbox.inside.box import MOST_FILES
from autograder.sandbox.inside.wire import BadFrame, frame, receive
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.warm import End, Warm
from autograder.sandbox.watch import TICK, Watch

CHUNK = 1 << 20  # bytes sent or read between looks at the clock
TRANSFER_SECONDS = 2.0  # for the largest frame, once it has begun to come
SETTLE_SECONDS = 1.0  # longer than calls take that end at all; beyond it a fresh process is cheaper than waiting


class Ended(Exception):
    """The submission's process is gone. `slug` names why; its text says it.

    `killed`: it, or the wall around it, was killed by somebody, who may have been none of its own.
    """

    def __init__(self, slug: str, sentence: str, killed: bool = False) -> None:
        super().__init__(sentence)
        self.slug = slug
        self.killed = killed


@dataclass(frozen=True)
class Ran:
    """What came of one cell: its outputs as they came, whether it ran to its end, whether outputs were cut."""

    outputs: object
    ok: bool
    cut: bool


class Session:
    """A process of its own for one submission, until it is closed. `deadline` is a time of `monotonic()`.

    Once a method has raised Ended, so do all others. Raises NoWall when there is no process to be had.
    """

    def __init__(self, warm: Warm, limits: Limits, deadline: float) -> None:
        self.warm = warm
        self.limits = limits
        self.deadline = deadline
        self._ended: Ended | None = None
        self._owed = 0
        self._buffer = bytearray()
        self._socket = warm.fresh()
        self._socket.setblocking(False)
        self._poll = select.poll()
        self._group = self._enclosed()
        self._watch = Watch(self._excess, self._cut_short)

    def close(self) -> None:
        """Ends the process and all that it started."""
        self._finish()

    def settles(self) -> bool:
        """Whether it lives, and is soon done with calls whose answers nobody waited for."""
        try:
            self._settle(SETTLE_SECONDS)
        except Ended:
            return False
        return self._ended is None and not self._watch.excess

    def run(self, source: str) -> Ran:
        """Runs a cell. Raises Ended."""
        self._request({"cell": source, "limit": self.limits.output}, (), self.limits.cell_seconds)
        reply = self._reply(self.limits.cell_seconds).header
        return Ran(reply.get("outputs"), reply.get("ok") is True, reply.get("cut") is True)

    def call(
        self,
        name: str,
        calls: Sequence[list[dict[str, Any]]],
        arrays: Sequence[bytes],
        seconds_left: Callable[[], float],
    ) -> Iterator[Reply | Ended]:
        """Calls a function by name on each list of packed arguments, one after the other.

        `seconds_left` is asked before each wait, how long that one may be.
        """
        try:
            self._request({"call": name, "calls": calls}, arrays, seconds_left(), len(calls))
        except Ended as ended:
            yield from [ended] * len(calls)
            return
        for _ in calls:
            try:
                yield self._reply(seconds_left())
            except Ended as ended:
                yield ended

    def _request(self, header: dict[str, Any], arrays: Sequence[bytes], seconds: float, replies: int = 1) -> None:
        """Sends a frame that is answered by so many; what is still owed from before is read and dropped first."""
        self._settle(seconds)
        with self._alive():
            self._send(frame(header, arrays), min(monotonic() + seconds, self.deadline), seconds)
        self._owed = replies

    def _settle(self, seconds: float) -> None:
        """Reads and drops what is owed."""
        end = monotonic() + seconds
        while self._owed:
            self._reply(seconds, end)

    def _reply(self, seconds: float, end: float = math.inf) -> Reply:
        with self._alive():
            until = min(monotonic() + seconds, end, self.deadline)
            if not self._buffer:
                self._wait(select.POLLIN, until, seconds)
            arrived = max(until, monotonic() + TRANSFER_SECONDS)
            reply = Reply(*receive(lambda count: self._read(count, arrived, seconds)))
        self._owed -= 1
        return reply

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Whatever in the block shows that the process is of no more use ends it, and raises Ended from then on."""
        if self._ended is not None:
            raise self._ended
        try:
            yield
            return
        except BadFrame as error:
            self._ended = Ended("died", f"it wrote to the grader's own channel: {error}.")
        except (ConnectionError, EOFError):
            self._ended = self._how_it_died()
        except Ended as ended:
            self._ended = ended
        self._owed = 0
        self._finish()
        raise self._ended

    def _send(self, data: bytes, until: float, seconds: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(select.POLLOUT, until, seconds)
            view = view[self._socket.send(view[:CHUNK]) :]
            self._check(until, seconds)

    def _read(self, count: int, until: float, seconds: float) -> bytes:
        while len(self._buffer) < count:
            try:
                part = self._socket.recv(CHUNK)
            except BlockingIOError:
                self._wait(select.POLLIN, until, seconds)
                continue
            if not part:
                raise EOFError
            self._buffer += part
            if len(self._buffer) < count:
                self._check(until, seconds)
        read = bytes(self._buffer[:count])
        del self._buffer[:count]
        return read

    def _wait(self, event: int, until: float, seconds: float) -> None:
        """Until the socket is ready. Raises Ended when that takes too long, or the submission takes too much."""
        self._poll.register(self._socket, event)
        while not self._poll.poll(1000 * max(min(TICK, until - monotonic()), 0.0)):
            self._check(until, seconds)

    def _check(self, until: float, seconds: float) -> None:
        """Raises Ended when the time is up, or the submission takes too much, which should have ended it already."""
        if self._watch.excess is not None:
            raise self._watch.excess
        if monotonic() >= until:
            if until >= self.deadline:
                raise self._too_late
            raise Ended("too_slow", f"it did not finish within {seconds:.3g} seconds: is there a loop that never ends?")

    def _enclosed(self) -> cgroup.Group | None:
        """The kernel's own group around it, before it has read a line; None where there is no such thing."""
        parent = cgroup.home()
        if parent is None:
            return None
        processes = self.warm.processes()
        return cgroup.enclose(processes[0], self.limits, self.warm.backend.bubblewrap, parent) if processes else None

    def _excess(self) -> Ended | None:
        """Why it must end, when its processes together hold too much memory or disk, or its time is over."""
        if monotonic() >= self.deadline:
            return self._too_late
        if self._group is not None and self.warm.backend.bubblewrap:  # the kernel keeps both
            return None
        processes = self.warm.processes() if self._group is None else self._group.processes()
        if self._group is None and sum(map(usage.memory, processes)) > self.limits.memory:
            return self._too_large
        if not self.warm.backend.bubblewrap:
            held = ChainMap(*map(usage.deleted_files, processes))
            if sum(held.values()) > self.limits.disk:
                return Ended("out_of_disk", self._too_full)
        return None

    def _cut_short(self) -> None:
        with suppress(OSError):
            self.warm.cut_short()

    def _how_it_died(self) -> Ended:
        is_out_of_memory = self._group is not None and self._group.is_out_of_memory
        end = self._finish()
        if self._watch.excess is not None:
            return self._watch.excess
        if is_out_of_memory:
            return self._too_large
        if end.overfull:
            return Ended("out_of_disk", self._too_full)
        if end.status is None:
            return Ended("died", "its process is gone together with the wall around it.", killed=True)
        if os.WIFSIGNALED(end.status):
            signal = os.WTERMSIG(end.status)
            sentence = f"it ended Python itself: a crash, or a kill (signal {signal})."
            return Ended("died", sentence, killed=signal == SIGKILL)
        return Ended("died", "it ended Python itself, as os._exit() does.")

    @property
    def _too_late(self) -> Ended:
        return Ended("too_slow", f"the notebook did not finish within {self.limits.seconds:g} seconds.")

    @property
    def _too_large(self) -> Ended:
        return Ended("out_of_memory", f"it used more than {self.limits.memory / MB:.0f} MB of memory.")

    @property
    def _too_full(self) -> str:
        return f"it wrote more than {self.limits.disk / MB:.0f} MB, or more than {MOST_FILES} files, to the disk."

    def _finish(self) -> End:
        if self._socket.fileno() < 0:
            return End()
        self._watch.stop()
        self._socket.close()
        end = self.warm.finish()
        if self._group is not None:
            self._group.remove()
        return end


@dataclass(frozen=True)
class Reply:
    """The answer to a call, not looked at yet."""

    header: dict[str, Any]
    body: memoryview
