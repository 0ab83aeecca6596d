"""The fleet: every job has its outcome, whatever becomes of the workers."""

import importlib
import os
import random
import signal
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from autograder.grading.errors import CannotGrade
from autograder.grading.job import Job, Terms
from autograder.grading.submission import grade as work
from autograder.grading.workers import forkserver
from autograder.grading.workers.fleet import ENDED_ITS_WORKER, Fleet, local
from autograder.sandbox.backends import NoWall
from autograder.sandbox.limits import Limits
from tests.support.made import ANSWER, CELLS, lesson, locked, submission
from tests.support.processes import running, until
from tests.support.walls import best

MASTER = lesson(*CELLS[:2], locked("slow", "import time; time.sleep(0.15)"), CELLS[2])
RAW = submission(MASTER, {"frobenius": ANSWER})


def test_the_fork_server_imports_the_module_that_does_the_work():
    assert importlib.import_module(forkserver.WORK).grade is work


def jobs(count):
    return [Job(f"student-{k:02}", "made", Path("nowhere"), RAW, "", k) for k in range(count)]


def terms():
    return Terms(MASTER, Limits(), best())


def processes(fleet):
    """The ids of its workers on this machine."""
    assert isinstance(fleet._executor, ProcessPoolExecutor)
    return list(fleet._executor._processes)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_worker_killed_at_any_moment_loses_nobody(seed):
    rng = random.Random(seed)
    outcomes, kills = [], 0
    with local(2) as fleet:
        next_kill = time.monotonic() + rng.uniform(0.2, 1.0)
        for outcome in fleet.grade(jobs(16), terms()):
            outcomes += [outcome] if outcome is not None else []
            if kills < 2 and time.monotonic() > next_kill and processes(fleet):
                os.kill(rng.choice(processes(fleet)), signal.SIGKILL)
                kills += 1
                next_kill = time.monotonic() + rng.uniform(0.1, 1.0)
    assert sorted(outcome.sheet.student for outcome in outcomes) == [job.student for job in jobs(16)]
    assert {outcome.points for outcome in outcomes} == {2.0}
    assert kills


def test_leaving_by_an_error_ends_the_workers_at_once_and_what_they_run():
    with suppress(KeyboardInterrupt), local(1) as fleet:
        for _ in fleet.grade(jobs(20), terms()):
            workers = [psutil.Process(pid) for pid in processes(fleet)]
            below = [child for worker in workers for child in worker.children(recursive=True)]
            if below:
                raise KeyboardInterrupt
    assert below
    until(lambda: not running(workers + below))


class Fragile(Executor):
    """Grades nothing; breaks for good at the first job whose file says so, as a pool of processes does."""

    started = 0

    def __init__(self, fatal):
        Fragile.started += 1
        self.broken = False
        self.fatal = fatal

    def submit(self, function, /, *given, **named):
        job, _ = given
        if self.broken:
            raise BrokenProcessPool
        future = Future()
        self.broken = self.fatal(job)
        if self.broken:
            future.set_exception(BrokenProcessPool())
        else:
            future.set_result((job.student, job.rejected))
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.broken = True


def test_a_job_that_always_ends_its_worker_gets_a_result_and_the_others_theirs():
    Fragile.started = 0
    fleet = Fleet(2, lambda: Fragile(lambda job: job.student == "student-03" and not job.rejected))
    results = dict(filter(None, fleet.grade(jobs(10), None)))
    assert results == {job.student: ENDED_ITS_WORKER if job.student == "student-03" else "" for job in jobs(10)}
    assert Fragile.started <= 5


def test_workers_that_end_at_everything_stop_the_run_with_a_sentence():
    fleet = Fleet(2, lambda: Fragile(lambda job: True))
    with pytest.raises(CannotGrade, match="is there memory left"):
        list(fleet.grade(jobs(3), None))


def test_only_a_bounded_number_is_on_the_way():
    taken = []

    def watched():
        for job in jobs(50):
            taken.append(job.student)
            yield job

    fleet = Fleet(2, lambda: Fragile(lambda job: False))
    for done, _ in enumerate(fleet.grade(watched(), None), 1):
        assert len(taken) <= done + 6


def test_without_a_wall_nobody_is_graded():
    with pytest.raises(NoWall, match="no wall is called"), local(1) as fleet:
        list(fleet.grade(jobs(2), Terms(MASTER, Limits(), "moat")))


def test_the_server_hears_no_ctrl_c_while_it_imports_and_its_starter_does_as_before(monkeypatch):
    heard = []
    monkeypatch.setattr(
        "multiprocessing.forkserver.ensure_running", lambda: heard.append(signal.getsignal(signal.SIGINT))
    )
    before = signal.getsignal(signal.SIGINT)
    forkserver.start()
    assert heard == [signal.SIG_IGN]
    assert signal.getsignal(signal.SIGINT) is before
