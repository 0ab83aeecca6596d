"""Sessions: cells run, functions are called, and each limit ends a submission in its own words."""

import json
import os
import signal
from dataclasses import replace
from time import monotonic

import numpy as np
import pytest

from autograder import judge
from autograder.grading.submission.remote import Remote
from autograder.judging.limits import Patience
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.session import Ended
from tests.support.processes import until
from tests.support.walls import LONG, MAY_FORK, NAMES, run, session, text

CHANNEL = 3  # the descriptor of the worker's end of its channel
PATIENT = Limits(seconds=LONG, cell_seconds=LONG, call_seconds=LONG)  # for limits that are not those on time
SMALL = replace(PATIENT, memory=200 * MB)


def test_a_cell_runs_and_a_function_is_called(wall):
    with session(wall) as opened:
        ran = opened.run("print('one')\ndef double(x):\n    return 2 * x\ndouble(21)")
        assert ran.ok
        assert [output["output_type"] for output in ran.outputs] == ["stream", "execute_result"]
        assert Remote(opened, "double").invoke([np.arange(3.0)], 5).tolist() == [0, 2, 4]
        assert not opened.run("1 / 0").ok


FORK = """
import os, time
for _ in range(%d):
    if os.fork() == 0:
        %s
        time.sleep(3600)
"""
TRICKLE = f"""
import os, struct, time
os.write({CHANNEL}, struct.pack("<IQ", 2, 60_000_000) + b"{{}}")
while True:
    os.write({CHANNEL}, b"x")
    time.sleep(0.05)
"""
LIMITS = {
    "cell": (replace(PATIENT, cell_seconds=0.5), "while True: pass", "too_slow", "within 0.5 seconds"),
    "asleep": (
        replace(PATIENT, cell_seconds=0.5),
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "too_slow",
        "within 0.5 seconds",
    ),
    "trickle": (replace(PATIENT, cell_seconds=0.5), TRICKLE, "too_slow", "within 0.5 seconds"),
    "in all": (
        replace(PATIENT, seconds=0.8),
        "while True: pass",
        "too_slow",
        "the notebook did not finish within 0.8 seconds",
    ),
    "memory": (
        SMALL,
        "x = b'x' * 600_000_000\nimport time; time.sleep(3600)",
        "out_of_memory",
        "more than 200 MB",
    ),
    "memory of many": (
        SMALL,
        FORK % (6, "x = b'x' * 60_000_000") + "time.sleep(3600)",
        "out_of_memory",
        "more than 200 MB",
    ),
    "files": (
        PATIENT,
        "for i in range(40_000): open(f'{i}', 'w').close()\nimport time; time.sleep(3600)",
        "out_of_disk",
        "20000 files",
    ),
    "exit": (PATIENT, "import os; os._exit(0)", "died", "as os._exit"),
    "kill": (PATIENT, "import os; os.kill(os.getpid(), 11)", "died", "signal 11"),
    "noise": (PATIENT, f"import os; os.write({CHANNEL}, b'x' * 100)", "died", "the grader's own channel"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_has_its_own_words(walls, name, limit):
    limits, source, slug, words = LIMITS[limit]
    if "fork" in source and not MAY_FORK[name]:
        pytest.skip("here a submission may start no process: run the tests as root")
    with session(walls(name, limits), limits.seconds) as opened:
        with pytest.raises(Ended, match=words) as ended:
            opened.run(source)
        assert ended.value.slug == slug
        with pytest.raises(Ended, match=words):  # and so for whatever comes after
            opened.run("1")


def test_a_call_has_its_own_time(wall):
    with session(wall) as opened:
        opened.run("def f():\n    while True: pass")
        fault = Remote(opened, "f").invoke([], 0.4)
        assert fault.slug == "too_slow"
        assert "0.4 seconds" in fault.sentence


COUNTED = """
import time
calls = 0
def linear_grad_W(X, W, B, G):
    global calls
    calls += 1
    {then}
    return G.T @ X
"""


@pytest.mark.parametrize(
    ("then", "once"), [("raise NotImplementedError", True), ("return None", True), ("pass", False)]
)
def test_after_a_fault_that_says_all_there_are_no_more_calls(wall, then, once):
    with session(wall) as opened:
        opened.run(COUNTED.format(then=then))
        judge("linear_grad_W", Remote(opened, "linear_grad_W"))
        assert opened.settles()
        assert ("'text/plain': '1'" in str(opened.run("calls").outputs)) == once


def test_calls_that_nobody_waits_for_any_more_hold_nothing_up(wall):
    with session(wall) as opened:
        opened.run(COUNTED.format(then="calls == 3 and X.fill(0); calls > 3 and time.sleep(3600)"))
        verdict = judge("linear_grad_W", Remote(opened, "linear_grad_W"), seconds=LONG)
        assert verdict.mistake == "mutates_input"
        assert not opened.settles()
        with pytest.raises(Ended, match="within 1 seconds"):  # of settling, and no call's or session's time
            opened.run("1")


def test_the_call_that_hangs_is_the_one_that_is_told_of(wall):
    with session(wall) as opened:
        opened.run(COUNTED.format(then="X.shape[0] == 1 and time.sleep(3600)"))
        verdict = judge("linear_grad_W", Remote(opened, "linear_grad_W"), seconds=2)
        assert verdict.mistake == "too_slow"
        assert "X (1, " in str(verdict)


def test_memory_is_watched_between_calls_that_come_one_after_the_other(walls, wall):
    with session(walls(wall.backend.name, SMALL)) as opened:
        opened.run("held = []\ndef f():\n    held.append(np.ones(500_000))\n    time.sleep(0.03)")
        opened.run("import time, numpy as np")
        faults = [reply for reply in Remote(opened, "f").invoke_each([()] * 500, Patience(LONG)) if reply is not None]
        assert {fault.sentence for fault in faults} == {"it used more than 200 MB of memory."}


def test_output_is_cut(wall):
    ran = run(wall, "print('x' * 3_000_000)\nfor _ in range(3000): display(1)")
    assert ran.cut
    assert len(json.dumps(ran.outputs)) < 1.2 * MB


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("files = [open('f', 'w') for _ in range(100)]", "Too many open files"),
        ("import os\nfor i in range(10):\n    open(f'f{i}', 'wb').write(bytes(10**6))", "No space|too large|disk"),
        (
            "import threading, time\nfor _ in range(30): threading.Thread(target=time.sleep, args=(3600,)).start()",
            "thread",
        ),
    ],
)
def test_open_files_disk_and_threads_are_limited(walls, name, source, words):
    limits = replace(PATIENT, files=40, disk=4 * MB, processes=10)
    with session(walls(name, limits)) as opened:
        try:
            ran = opened.run(f"{source}\nimport time; time.sleep(3600)")
            assert not ran.ok
            complaint = text(ran)
        except Ended as ended:
            complaint = str(ended)
        assert any(word in complaint for word in words.split("|")), complaint


GROWS = """
import signal, time
def grow(*about):
    kept = b"x" * 600_000_000
    time.sleep(3600)
signal.signal(signal.SIGUSR1, grow)
"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", ["200 MB of memory", "the notebook did not finish"])
def test_limits_hold_while_the_other_side_is_busy_with_something_else(walls, name, words):
    wall = walls(name, SMALL)
    with session(wall) as opened:
        opened.run(GROWS)
        if "memory" in words:
            os.kill(wall._warm.processes()[0], signal.SIGUSR1)
        else:
            opened.deadline = monotonic()
        until(lambda: opened._watch.excess)  # nobody reads, writes or waits for it meanwhile
        assert not opened.settles()
        with pytest.raises(Ended, match=words):
            opened.run("1")


def test_files_beside_its_folder_count_as_well(walls):
    fill = "for i in range(40_000): open(f'/tmp/{i}', 'w').close()\nimport time; time.sleep(3600)"
    with session(walls("bubblewrap", PATIENT)) as opened, pytest.raises(Ended, match="20000 files"):
        opened.run(fill)
