"""Endings: of a submission, of a wall, of the grader itself. Nothing outlives any of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from autograder.sandbox.session import Ended
from tests.support.processes import below, running, until
from tests.support.walls import LONG, MAY_FORK, NAMES, let_in, offered, run, session

STRAY = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)
time.sleep(0.2)
"""


def test_no_process_outlives_its_session(wall):
    if not MAY_FORK[wall.backend.name]:
        pytest.skip("here a submission may start no process: run the tests as root")
    run(wall, "1")
    before = len(below(os.getpid()))
    with session(wall) as opened:
        opened.run(STRAY)
        until(lambda: len(below(os.getpid())) >= 3 + before - (not wall.backend.shared), LONG)
    assert len(below(os.getpid())) <= before


# A shell starts what runs in the background with SIGINT ignored, and all that is started from there inherits that.
HOLDER = """
import signal, sys, time
from time import monotonic
from autograder.sandbox.wall import Wall
signal.signal(signal.SIGINT, signal.default_int_handler)
with Wall(sys.argv[1]) as wall:
    session = wall.session(monotonic() + 3600)
    session.run(sys.argv[2])
    print(wall._warm._uid, wall._warm._process.pid, flush=True)
    time.sleep(3600)
"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("killed", ["grader", "wall"])
def test_nothing_outlives_a_kill(name, killed, tmp_path):
    offered(name)
    let_in(tmp_path)
    tmp_path.chmod(0o777)
    mounts = mounted()
    stray = STRAY if MAY_FORK[name] else "1"
    command = [sys.executable, "-c", HOLDER, name, f"open('left', 'w').close()\n{stray}"]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)})
    try:
        uid, template = map(int, holder.stdout.readline().split())
        children = psutil.Process(holder.pid).children(recursive=True)
        assert len(children) >= 2
        if killed == "wall":
            os.kill(template, signal.SIGKILL)
            holder.send_signal(signal.SIGINT)
        else:
            holder.kill()
        holder.wait(LONG)
    finally:
        holder.kill()
    until(lambda: not running(children), LONG)
    until(lambda: not any(tmp_path.iterdir()), LONG)
    until(lambda: not uid or not running(of_user(uid)), LONG)
    until(lambda: mounted() <= mounts, LONG)  # other tests mount as well, and unmount


def of_user(uid):
    return [each for each in psutil.process_iter(["uids"]) if each.info["uids"] and each.info["uids"].real == uid]


def mounted():
    return set(Path("/proc/mounts").read_text().splitlines())


def test_a_wall_that_was_killed_is_started_again_and_not_held_against_the_submission(wall):
    with session(wall) as opened:
        opened.run("1")
        os.kill(wall._warm._template, signal.SIGKILL)
        with pytest.raises(Ended) as ended:
            opened.run("import time; time.sleep(3600)")
        assert ended.value.killed
    assert run(wall, "1").ok
    if wall._warm is not None and wall._warm.alive:
        os.kill(wall._warm._template, signal.SIGKILL)
    assert run(wall, "1").ok
