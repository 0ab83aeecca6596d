"""Cluster: a fleet of many machines, by Dask. Each thread of its workers grades as a process of this machine would.

Workers have this course installed, and nothing else: its folder, its gradebook and its files stay with the coordinator.
Dask hands on what a lost worker had in hand, in the order in which it was sent; what costs it more workers than it
allows, the fleet grades once more by itself. A job brings its terms along: they are a few kilobytes, less than the
submission, and so no worker's end takes them with it.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from time import monotonic
from typing import TYPE_CHECKING, Any

from autograder.grading.errors import CannotGrade
from autograder.grading.submission.grade import Graded, Job, Terms
from autograder.grading.workers.fleet import Fleet
from autograder.grading.workers.process import GradingProcess
from autograder.grading.workers.software import INSTALL, require, software
from autograder.sandbox.backends import NoWall

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0  # a scheduler that runs answers at once, also across a network
START_SECONDS = 20.0  # for workers started in the same breath: each imports numpy and Dask first
LOOK_SECONDS = 2.0  # between two counts of the workers, each a question to the scheduler
PATIENCE = 60.0  # seconds without any worker: time to restart one by hand
LOST = "the Dask scheduler does not answer any more: start it again, then grade again; it goes on."


def cluster(address: str) -> Fleet:
    """The workers of the Dask scheduler at `address`, such as tcp://10.0.0.1:8786.

    Raises CannotGrade when Dask is not installed, when there is no scheduler or no worker, and when one of them has
    other software than this machine.
    """
    try:
        from distributed import KilledWorker
    except ImportError as error:
        raise CannotGrade("grading on a cluster needs Dask: pip install 'distributed>=2024.8'.") from error
    client = _connect(address)
    try:
        _check(client, address)
        return Cluster(client, KilledWorker)
    except BaseException:
        client.close()
        raise


class Cluster(Fleet):
    """The workers of one scheduler, which may come and go. `killed` is Dask's error for too many that went."""

    def __init__(self, client: Client, killed: type[Exception]) -> None:
        self.client = client
        self._seen = monotonic()
        super().__init__(_threads(client), lambda: Workers(client), (killed, BrokenProcessPool))

    def close(self) -> None:
        """Takes leave of the scheduler, which then forgets what nobody waits for."""
        self.client.close()

    def abandon(self) -> None:
        """The same: what workers have in hand they finish, for nobody."""
        self.close()

    def grade(self, jobs: Iterable[Job], terms: Terms) -> Iterator[Graded | None]:
        """As every fleet does. Raises CannotGrade also when the scheduler is lost, or every worker."""
        self._seen = looked = monotonic()
        try:
            for graded in super().grade(jobs, terms):
                if monotonic() - looked > LOOK_SECONDS:
                    self._look()
                    looked = monotonic()
                yield graded
        except (CancelledError, ConnectionError, TimeoutError) as error:
            raise CannotGrade(LOST) from error
        except ImportError as error:
            raise CannotGrade(f"a worker lacks what this course needs ({error}): {INSTALL}.") from error

    def _look(self) -> None:
        """Counts the workers, so that as many jobs are under way as they can take."""
        threads = _threads(self.client)
        if threads:
            self.workers, self._seen = threads, monotonic()
        elif monotonic() - self._seen > PATIENCE:
            raise CannotGrade(
                f"for {PATIENCE:g} seconds there was no worker: start some, then grade again; it goes on."
            )


class Workers(Executor):
    """The same workers as an executor."""

    def __init__(self, client: Client) -> None:
        self._executor = client.get_executor(pure=False)  # a job that is sent again is graded again

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Has a worker call it."""
        return self._executor.submit(_on_worker, software(), function, *given, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Waits for what was submitted, or drops it."""
        self._executor.shutdown(wait and not cancel_futures)


_here = threading.local()


def _on_worker(wanted: str, function: Callable[..., Any], *given: Any) -> Any:
    """In a worker's thread: the call, in the process that this thread keeps for the next one."""
    if not hasattr(_here, "process"):
        _here.process = GradingProcess()
    return _here.process.call(_in_process, wanted, function, *given)


def _in_process(wanted: str, function: Callable[..., Any], *given: Any) -> Any:
    require(wanted, software(), socket.gethostname())
    try:
        return function(*given)
    except NoWall as error:
        raise NoWall(f"on {socket.gethostname()}, {error}") from None


def _connect(address: str) -> Client:
    from distributed import Client
    from distributed.comm import get_address_host_port

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in one sentence
    try:
        get_address_host_port(address, strict=True)  # here and not in the Client, which then would take long to end
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotGrade(
            f"no Dask scheduler answers at {address}: start one with `dask scheduler`, and give the address it says."
        ) from error


def _check(client: Client, address: str) -> None:
    """Raises CannotGrade unless there are workers, and all machines are alike."""
    try:
        client.wait_for_workers(1, START_SECONDS)
    except TimeoutError as error:
        raise CannotGrade(f"the scheduler has no workers: start some with `dask worker {address}`.") from error
    try:
        answers = client.run(software, on_error="return") | {address: client.run_on_scheduler(software)}
    except ImportError as error:
        answers = {address: error}
    except OSError as error:
        raise CannotGrade(LOST) from error
    for place, answer in answers.items():
        require(software(), answer, place)


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())
