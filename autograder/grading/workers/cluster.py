"""Cluster: a fleet of many machines, by Dask. Each thread of its workers grades as a process of this machine would.

Workers have this course installed, and nothing else: its folder, its gradebook and its files stay with the coordinator.
Dask hands on what a lost worker had in hand, in the order in which it was sent; what costs it more workers than it
allows, the fleet grades once more by itself. A job brings its terms along: they are a few kilobytes, less than the
submission, and so no worker's end takes them with it.
"""

from __future__ import annotations

import itertools
import json
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from autograder.grading.errors import CannotGrade
from autograder.grading.job import Graded, Job, Terms
from autograder.grading.workers.fleet import Fleet
from autograder.grading.workers.forkserver import program
from autograder.grading.workers.messenger import GONE, NO_JOB, frames
from autograder.grading.workers.results import WorkerLost, unpacked
from autograder.grading.workers.software import software

CONNECT_SECONDS = 10.0  # a scheduler that runs answers at once, also across a network
START_SECONDS = 20.0  # for workers started in the same breath: each imports numpy and Dask first
PATIENCE = 60.0  # seconds without any worker: time to restart one by hand
# What the messenger needs of the environment; a database's password may be elsewhere in it.
PASSED_ON = re.compile("PATH|HOME|USER|TMPDIR|TZ|LANG|LC_.*|PYTHON.*|DASK_.*|LD_LIBRARY_PATH|VIRTUAL_ENV|SSL_CERT_.*")


def cluster(address: str, trust_network: bool = False) -> Fleet:
    """The workers of the Dask scheduler at `address`, such as tcp://10.0.0.1:8786.

    Raises CannotGrade when Dask is not installed, when there is no scheduler or no worker, when one of them has
    other software than this machine, and where the way there is open to others, unless `trust_network` is set.
    """
    if not (trust_network or is_private(address)):
        raise CannotGrade(
            f"whoever reaches {address} can run code on every worker and give marks: use Dask's TLS (tls://…), or say "
            "--trust-network where nobody else does."
        )
    return Cluster(Messenger(address))


def is_private(address: str) -> bool:
    """Whether nobody else comes between: by TLS, which wants certificates on both sides, or on this machine itself.

    >>> [is_private(place) for place in ("tls://10.0.0.1:8786", "tcp://127.0.0.1:8786", "tcp://10.0.0.1:8786")]
    [True, True, False]
    """
    kind, _, place = address.rpartition("://")
    if kind == "tls":
        return True
    host = place.rpartition(":")[0].strip("[]")
    try:
        return kind in ("", "tcp") and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


class Cluster(Fleet):
    """The workers of one scheduler, which may come and go."""

    def __init__(self, messenger: Messenger) -> None:
        self.messenger = messenger
        self._seen = monotonic()
        super().__init__(messenger.threads, lambda: Workers(messenger), (WorkerLost,))

    def close(self) -> None:
        """Takes leave of the scheduler, which then forgets what nobody waits for."""
        self.messenger.close()

    def abandon(self) -> None:
        """The same: what workers have in hand they finish, for nobody."""
        self.close()

    def grade(self, jobs: Iterable[Job], terms: Terms) -> Iterator[Graded | None]:
        """As every fleet does. Raises CannotGrade also when the scheduler is lost, or every worker."""
        self._seen = monotonic()
        for graded in super().grade(jobs, terms):
            self._look()
            yield graded

    def _look(self) -> None:
        """Takes note of the workers, so that as many jobs are under way as they can take."""
        if self.messenger.threads:
            self.workers, self._seen = self.messenger.threads, monotonic()
        elif monotonic() - self._seen > PATIENCE:
            raise CannotGrade(
                f"for {PATIENCE:g} seconds there was no worker: start some, then grade again; it goes on."
            )


class Messenger:
    """The process that speaks with the scheduler, as the coordinator sees it: submissions go out, JSON comes back.

    `threads` is how many workers there were when it last looked, `confined` whether it could do no harm.
    """

    def __init__(self, address: str) -> None:
        """Raises CannotGrade as `cluster` does."""
        environment = {name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program("autograder.grading.workers.messenger")],
            env=environment | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            cwd=Path("/"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.threads, self.confined, self.trouble = 0, False, ""
        self._numbers = itertools.count(NO_JOB + 1)
        self._waiting: dict[int, tuple[Future[Graded], Job, Terms]] = {}
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._send((address, CONNECT_SECONDS, START_SECONDS, software()))
        threading.Thread(target=self._listen, daemon=True).start()
        self._ready.wait()
        if self.trouble:
            self.close()
            raise CannotGrade(self.trouble)

    def submit(self, job: Job, terms: Terms) -> Future[Graded]:
        """Has a worker grade it."""
        future: Future[Graded] = Future()
        with self._lock:
            if self.trouble:
                future.set_exception(CannotGrade(self.trouble))
                return future
            number = next(self._numbers)
            self._waiting[number] = (future, job, terms)
        self._send((number, software(), job, terms))
        return future

    def forget(self) -> None:
        """Nobody waits any more for what is under way."""
        with self._lock:
            self._waiting.clear()
        self._send(None)

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()

    def _send(self, call: object) -> None:
        stream = cast(IO[bytes], self._process.stdin)
        try:
            pickle.dump(call, stream)
            stream.flush()
        except OSError:
            self._end(GONE)

    def _listen(self) -> None:
        for number, data in frames(cast(IO[bytes], self._process.stdout)):
            if number == NO_JOB:
                self._heed(data)
            else:
                self._take(number, data)
        self._end(GONE)

    def _take(self, number: int, data: bytes) -> None:
        with self._lock:
            waiting = self._waiting.pop(number, None)
        if waiting is None:  # forgotten, or a number that nobody gave
            return
        future, job, terms = waiting
        try:
            future.set_result(unpacked(data, job, terms))
        except Exception as error:
            future.set_exception(error)

    def _heed(self, data: bytes) -> None:
        """What it says about all workers; it may be anybody's words."""
        try:
            said = json.loads(data)
        except (ValueError, RecursionError):
            return
        match said:
            case {"threads": int(threads), **others}:
                self.threads = max(threads, 0)
                self.confined |= others.get("confined") is True
            case {"cannot": str(sentence)}:
                self._end(sentence)
        self._ready.set()

    def _end(self, trouble: str) -> None:
        """Whoever waits hears why it is in vain."""
        with self._lock:
            self.trouble = self.trouble or trouble
            waiting, self._waiting = self._waiting, {}
        for future, _, _ in waiting.values():
            future.set_exception(CannotGrade(self.trouble))
        self._ready.set()


class Workers(Executor):
    """The same workers as an executor of `grade`."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Has a worker call it."""
        return self._messenger.submit(*given, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Drops what was submitted."""
        self._messenger.forget()
