"""Fleet: many submissions at once, on this machine's cores or on a Dask cluster, with a bounded number on the way.

Results come in the order in which they are done. A worker that dies costs nobody a mark: what was in its hands is
graded again, one by one, and a submission that ends its worker time and again gets a result that says it.

No pool of the standard library does that: an executor's `map` takes all jobs in before the first is done, a class of
thousands with their files, and gives up everything under way when one worker dies.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Set
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing.util import Finalize
from types import TracebackType
from typing import TypeVar

from autograder.grading.errors import CannotGrade
from autograder.grading.job import Graded, Job, Terms
from autograder.grading.submission.watched import begin_watching
from autograder.grading.workers import forkserver
from autograder.grading.workers.memory import limit_memory
from autograder.grading.workers.process import GradingProcess
from autograder.sandbox import cgroup
from autograder.sandbox.inside.lockdown import die_with_parent

ON_THE_WAY = 3  # jobs for each worker, one in hand and two waiting: none ever waits for the coordinator
Grade = Callable[[Job, Terms], Graded]
TICK = 0.2  # seconds without a result after which whoever waits may look up: a display, a clock, Ctrl-C
J = TypeVar("J")
T = TypeVar("T")
R = TypeVar("R")
ENDED_ITS_WORKER = "the grader's own process ended each time while it graded this: look at the file by hand."


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


class Fleet:
    """`workers` grade at once. `start` makes their executor, and another one should it break.

    `losses` are the errors by which the executor says that a worker was lost. Use it in a `with` statement: it ends
    the workers, in good order at the block's end, and at once when an error, or Ctrl-C, ends the block.
    """

    def __init__(
        self, workers: int, start: Callable[[], Executor], losses: tuple[type[Exception], ...] = (BrokenProcessPool,)
    ) -> None:
        self.workers = workers
        self.losses = losses
        self._start = start
        self._executor = start()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abandon()

    def close(self) -> None:
        """Ends the workers, in good order."""
        self._executor.shutdown()

    def abandon(self) -> None:
        """Ends the workers at once, whatever they have in hand."""
        for process in multiprocessing.active_children():
            process.kill()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def grade(self, jobs: Iterable[Job], terms: Terms) -> Iterator[Graded | None]:
        """Each job's result as it is done, and None whenever a moment passes without one.

        Raises NoWall or CannotGrade where nobody could be graded so.
        """
        return self.run(graded, jobs, terms, _attempts)

    def run(
        self,
        work: Callable[[J, T], R],
        jobs: Iterable[J],
        terms: T,
        attempts: Callable[[J], Iterable[tuple[Callable[[J, T], R], J]]],
    ) -> Iterator[R | None]:
        """The same for other work; `attempts` are what is tried alone, one after another, of a job that was lost."""
        jobs = iter(jobs)
        while lost := (yield from self._together(work, jobs, terms)):
            self._start_again()
            for job in lost:
                yield from self._alone(attempts(job), terms)

    def _together(self, work: Callable[[J, T], R], jobs: Iterator[J], terms: T) -> Generator[R | None, None, list[J]]:
        """Works until all is done or a worker is lost; gives the jobs that went with it."""
        under_way: dict[Future[R], J] = {}
        lost: list[J] = []
        while True:
            room = 0 if lost else max(self.workers * ON_THE_WAY - len(under_way), 0)
            for job in islice(jobs, room):
                under_way[self._submit(work, job, terms)] = job
            if not under_way:
                return lost
            done, _ = wait(under_way, TICK, FIRST_COMPLETED)
            if not done:
                yield None
            for future in done:
                job = under_way.pop(future)
                try:
                    yield future.result()
                except self.losses:
                    lost.append(job)

    def _alone(self, attempts: Iterable[tuple[Callable[[J, T], R], J]], terms: T) -> Iterator[R | None]:
        """Works on this one with nothing else under way; the last attempt only says that it ends its worker."""
        for work, attempt in attempts:
            future = self._submit(work, attempt, terms)
            while not wait([future], TICK).done:
                yield None
            try:
                yield future.result()
                return
            except self.losses:
                self._start_again()
        raise CannotGrade("the grader's processes end at whatever they are given: is there memory left?")

    def _start_again(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()

    def _submit(self, work: Callable[[J, T], R], job: J, terms: T) -> Future[R]:
        try:
            return self._executor.submit(work, job, terms)
        except self.losses as loss:
            broken: Future[R] = Future()
            broken.set_exception(loss)
            return broken


def graded(job: Job, terms: Terms) -> Graded:
    """Grades it; the worker imports what that takes, where it was not forked from one that has."""
    from autograder.grading.submission.grade import grade

    return grade(job, terms)


def apart(job: Job, terms: Terms) -> Graded:
    """Grades it in one more process, so that what ends that one is known: a check that does so time and again is one
    that nobody can judge, and costs itself.
    """
    with GradingProcess(forkserver.WORK) as process:
        return process.insist(_graded_apart, job, terms)


def _graded_apart(job: Job, terms: Terms, given_up: Set[str]) -> Graded:
    from autograder.grading.submission.grade import grade

    return grade(job, terms, given_up)


def _attempts(job: Job) -> tuple[tuple[Grade, Job], ...]:
    return (graded, job), (apart, job), (graded, replace(job, rejected=ENDED_ITS_WORKER))


def local(workers: int) -> Fleet:
    """Processes on this machine, forked from one that has imported everything."""
    cgroup.home()  # while nobody but this run is in its control group
    forkserver.start()
    return Fleet(workers, lambda: ProcessPoolExecutor(workers, forkserver.context(), initializer=begin))


def begin() -> None:
    """A worker: Ctrl-C is for the coordinator; its memory is bounded; it ends with its parent, and so does its wall."""
    from autograder.sandbox.wall import close_wall

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(signal.SIGKILL)
    limit_memory()
    begin_watching(lambda check: None)
    threading.Thread(target=_end_with_coordinator, daemon=True).start()
    Finalize(None, close_wall, exitpriority=10)


def _end_with_coordinator() -> None:
    """Its parent is the fork server, which lives as long as any worker, who would wait for ever for another job."""
    coordinator = multiprocessing.parent_process()
    if coordinator is not None:
        coordinator.join()
        os.kill(os.getpid(), signal.SIGKILL)
