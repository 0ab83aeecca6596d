"""Memory: how much a process of the grader's own may take, whatever a submission makes it do."""

from __future__ import annotations

import resource

import psutil

OWN_MEMORY = 2_000_000_000  # bytes beyond what it begins with; the largest notebook and its pages took 0.6 GB


def limit_memory(most: int = OWN_MEMORY) -> None:
    """Whatever needs more raises MemoryError from here on, and costs one check instead of the machine.

    The soft limit alone: what is started behind the wall has amounts of its own.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = psutil.Process().memory_info().vms + most
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
