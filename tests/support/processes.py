"""Processes that a test has started: which are below one, which still run, and waiting for what is to come of them."""

import time
from contextlib import suppress

import psutil

PATIENCE = 600  # seconds: so long that nothing but an endless wait takes it, on the busiest machine too


def until(said, seconds=PATIENCE):
    """Waits for `said()` to come true, and gives what it is."""
    end = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)
    return found


def below(pid):
    """The processes that this one has started, and those that they have."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).children(recursive=True)
    return []


def running(processes):
    """Those that still run."""
    return [each for each in processes if each.is_running() and _status(each) != psutil.STATUS_ZOMBIE]


def _status(process):
    with suppress(psutil.NoSuchProcess):
        return process.status()
    return psutil.STATUS_ZOMBIE
