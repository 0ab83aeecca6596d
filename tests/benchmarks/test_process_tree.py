"""The benchmark's clock: CPU of processes that nobody below the command waits for is counted as well."""

import json
import subprocess
import sys

from tests.support.course import ROOT
from tests.support.processes import PATIENCE

SECONDS = 0.4
BURN = f"import time\nwhile time.process_time() < {SECONDS}: pass\n"
ORPHAN = f"import os\nif os.fork() == 0:\n    os.setsid()\n    exec({BURN!r})\n"
KILLED = f"""
import os, signal, time
reads, writes = os.pipe()
parent = os.fork()
if parent == 0:
    if os.fork() == 0:
        os.write(writes, b"I live")
        exec({BURN!r})
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)
os.read(reads, 6)
os.kill(parent, signal.SIGKILL)
"""


def measure(code):
    measuring = (
        "import json, sys; from pathlib import Path; from process_tree import measured; "
        "print(json.dumps(measured([sys.executable, '-c', sys.argv[1]], Path()).cpu))"
    )
    command = [sys.executable, "-c", measuring, code]
    return subprocess.run(command, cwd=ROOT / "benchmarks", capture_output=True, text=True, timeout=PATIENCE)


def test_an_orphan_counts():
    assert json.loads(measure(ORPHAN).stdout) >= SECONDS


def test_who_is_killed_after_its_parent_was_counts():
    assert json.loads(measure(KILLED).stdout) >= SECONDS


def test_a_command_that_fails_says_why():
    done = measure("import sys; sys.exit('it did not work')")
    assert done.returncode
    assert "it did not work" in done.stderr
