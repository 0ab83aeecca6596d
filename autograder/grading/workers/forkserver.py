"""Fork server: a process that imports all that grading needs, once, and is forked for each worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from threading import current_thread, main_thread

WORK = "autograder.grading.workers.ready"  # imports all of it; a name that does not exist is passed over in silence

# Python takes modules from the folder that it is started in, which may be a student's, with a signal.py of theirs.
SAFE_PATH = "PYTHONSAFEPATH"


def program(module: str) -> str:
    """Python's text of a process that calls the module's `main`, begun as quickly as a worker."""
    return f"import {WORK}, {module} as program; program.main()"


def context() -> ForkServerContext:
    """Workers of this context are forked from the server."""
    return multiprocessing.get_context("forkserver")


def start(*modules: str) -> None:
    """Starts the server, which imports while this process does something else.

    `modules` are imported as well: those of the program's own script, which each worker runs again, and of other work.
    """
    context().set_forkserver_preload([WORK, *modules])
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        with _deaf_to_interrupts():
            forkserver.ensure_running()
    finally:
        del os.environ[SAFE_PATH]
        os.environ.update({} if before is None else {SAFE_PATH: before})


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is begun in this block hears no Ctrl-C: while it imports, it would answer with a traceback of its own.

    It ends with the program that began it.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
