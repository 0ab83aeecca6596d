"""A worker's memory: what needs more raises MemoryError there, and what it starts has amounts of its own."""

import subprocess
import sys

TAKES = """
import subprocess, sys
import numpy as np
from autograder.grading.workers.memory import limit_memory

limit_memory(300_000_000)
kept = np.ones(10_000_000)
try:
    np.ones(100_000_000)
except MemoryError:
    print("refused")
raise_it = "import resource as r; r.setrlimit(r.RLIMIT_AS, (2**40, 2**40)); print('its own')"
print(subprocess.run([sys.executable, "-c", raise_it], capture_output=True, text=True).stdout.strip())
"""


def test_what_needs_more_is_refused_and_a_child_may_have_its_own():
    ran = subprocess.run([sys.executable, "-c", TAKES], capture_output=True, text=True)
    assert ran.stdout.split("\n")[:2] == ["refused", "its own"], ran.stderr
