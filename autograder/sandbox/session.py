"""Session: one submission behind the wall. Runs its cells, calls its functions, and ends it when it takes too much.

Everything that comes back is believed to be hostile: bounded before it is read, checked before it is used.
"""

from __future__ import annotations

import math
import os
import select
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGKILL
from time import monotonic
from typing import Any

from autograder.sandbox import usage
from autograder.sandbox.inside.box import MOST_FILES
from autograder.sandbox.inside.wire import BadFrame, frame, receive
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.warm import End, Warm

TICK = 0.2  # seconds between looks at what it uses: at a GB a second it is stopped before it hurts others
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
        self._look_again = monotonic() + TICK
        self._socket = warm.fresh()
        self._socket.setblocking(False)
        self._poll = select.poll()

    def close(self) -> None:
        """Ends the process and all that it started."""
        self._finish()

    def settles(self) -> bool:
        """Whether it lives, and is soon done with calls whose answers nobody waited for."""
        try:
            self._settle(SETTLE_SECONDS)
        except Ended:
            return False
        return self._ended is None

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
            if monotonic() >= self._look_again:
                self._watch()
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
        """Raises Ended when the time is up, or the submission takes too much."""
        now = monotonic()
        if now >= until:
            if until >= self.deadline:
                raise Ended("too_slow", f"the notebook did not finish within {self.limits.seconds:g} seconds.")
            raise Ended("too_slow", f"it did not finish within {seconds:.3g} seconds: is there a loop that never ends?")
        if now >= self._look_again:
            self._watch()

    def _watch(self) -> None:
        """Raises Ended when its processes together hold too much memory, or too much of this machine's disk."""
        processes = [process.pid for process in self.warm.processes()]
        if sum(map(usage.memory, processes)) > self.limits.memory:
            raise Ended("out_of_memory", f"it used more than {self.limits.memory / MB:.0f} MB of memory.")
        if not self.warm.backend.bubblewrap:
            held = ChainMap(*map(usage.deleted_files, processes))
            if sum(held.values()) > self.limits.disk:
                raise Ended("out_of_disk", self._too_full)
        self._look_again = monotonic() + TICK

    def _how_it_died(self) -> Ended:
        end = self._finish()
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
    def _too_full(self) -> str:
        return f"it wrote more than {self.limits.disk / MB:.0f} MB, or more than {MOST_FILES} files, to the disk."

    def _finish(self) -> End:
        if self._socket.fileno() < 0:
            return End()
        self._socket.close()
        return self.warm.finish()


@dataclass(frozen=True)
class Reply:
    """The answer to a call, not looked at yet."""

    header: dict[str, Any]
    body: memoryview
