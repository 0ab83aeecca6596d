"""Fork server: a process that imports all that grading needs, once, and is forked for each worker."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

WORK = "autograder.grading.submission.grade"  # imports all of it; a name that does not exist is passed over in silence


def context() -> ForkServerContext:
    """Workers of this context are forked from the server."""
    return multiprocessing.get_context("forkserver")


def start() -> None:
    """Starts the server, which imports while this process does something else."""
    context().set_forkserver_preload([WORK])
    forkserver.ensure_running()
