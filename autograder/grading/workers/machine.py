"""Machine: what a Dask worker's thread does with a submission, on whatever machine it runs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Set
from concurrent.futures.process import BrokenProcessPool

from autograder.grading.errors import CannotGrade
from autograder.grading.job import Job, Terms
from autograder.grading.submission.grade import grade
from autograder.grading.workers.forkserver import WORK as READY
from autograder.grading.workers.process import GradingProcess
from autograder.grading.workers.results import LOST, packed, refused
from autograder.grading.workers.software import require, software
from autograder.sandbox.backends import NoWall

_here = threading.local()


def on_worker(wanted: str, job: Job, terms: Terms) -> bytes:
    """The result as JSON, graded in the process that this thread keeps for the next one; `wanted` is the software."""
    if not hasattr(_here, "process"):
        _here.process = GradingProcess(READY)
    try:
        return _here.process.insist(_in_process, wanted, job, terms)
    except BrokenProcessPool:
        return LOST
    except (NoWall, CannotGrade) as error:
        return refused(error)


def _in_process(wanted: str, job: Job, terms: Terms, given_up: Set[str]) -> bytes:
    require(wanted, software(), socket.gethostname())
    try:
        return packed(grade(job, terms, given_up))
    except NoWall as error:
        raise NoWall(f"on {socket.gethostname()}, {error}") from None
