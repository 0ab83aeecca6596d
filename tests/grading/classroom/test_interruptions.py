"""A run over a class that is stopped, killed or held up: the next goes on with it, and ends in the same marks."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.support.classes import SLOW_SECONDS, finish, grade, start
from tests.support.gradebook import tables
from tests.support.processes import PATIENCE, below, running, until

AT_WORK = 6  # resource tracker, fork server, two workers and what is below them


@pytest.mark.parametrize("moment", ["at the start", "after the first", 0, 1, 2])
def test_a_killed_run_is_gone_on_with_and_ends_in_the_same_marks(marks, fresh, moment):
    process = start(fresh)
    said = []
    match moment:
        case "at the start":
            until(lambda: below(process.pid))
        case "after the first":
            said.append(process.stdout.readline())
        case seed:
            until(lambda: len(below(process.pid)) >= AT_WORK)
            time.sleep(random.Random(seed).uniform(0, SLOW_SECONDS))
    left = below(process.pid)
    process.kill()
    said += process.stdout.readlines()
    process.wait(PATIENCE)
    recorded = [json.loads(line)["student"] for line in said if line.endswith("}\n")]
    again = grade(fresh)
    assert not set(recorded) & set(again), "graded twice"
    assert tables(fresh) == marks
    assert grade(fresh) == []
    until(lambda: not running(left))


def test_ctrl_c_says_how_many_are_recorded_and_leaves_nothing_running(marks, fresh):
    process = start(fresh)
    left = until(lambda: (found := below(process.pid)) and len(found) >= AT_WORK and found)
    process.send_signal(signal.SIGINT)
    _, err = finish(process, code=130)
    assert "are graded and recorded. Run it again to go on." in err
    assert "Traceback" not in err
    grade(fresh)
    assert tables(fresh) == marks
    until(lambda: not running(left))


def test_a_locked_gradebook_is_waited_for(marks, fresh):
    other = sqlite3.connect(fresh / "var" / "gradebook.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    process = start(fresh)
    until(lambda: len(below(process.pid)) >= AT_WORK)
    time.sleep(SLOW_SECONDS + 2)
    assert process.poll() is None
    other.rollback()
    finish(process)
    assert tables(fresh) == marks


@pytest.mark.skipif(os.geteuid() != 0, reason="a full disk is made with mount, which needs root")
def test_a_full_disk_stops_with_a_sentence_and_loses_nobody(marks, fresh):
    place = fresh / "var" / "autograded"
    place.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "none", place], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"a full disk is made with mount, which is refused here: {made.stderr.strip()}")
    try:
        _, err = finish(start(fresh), code=1)
        said = " ".join(err.split())
        assert "The disk is full: free some room, then grade again." in said
        assert "Traceback" not in said
    finally:
        subprocess.run(["umount", place], check=True)
    grade(fresh)
    assert tables(fresh) == marks
