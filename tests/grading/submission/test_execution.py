"""Execution: cells run behind the wall, checks judged on this side, and what a submission that misbehaves loses."""

import re

import pytest

from autograder.grading import provenance
from autograder.grading.submission.execution import Execution
from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import Wall
from tests.support.graded import ND, NORM, RIGHT_NORM, cells, error, points
from tests.support.made import ANSWER, CELLS, lesson, locked
from tests.support.walls import best


def test_a_right_answer_gets_all_points_and_its_card(wall):
    made = cells(wall, lesson(), {"frobenius": ANSWER})
    assert points(made["frobenius-check"]) == 2.0
    (card,) = made["frobenius-check"].outputs
    (verdict,) = provenance.verdicts([card])
    assert verdict.passed
    assert points(cells(wall, lesson(), {})["frobenius-check"]) == 0.0


def test_partial_credit_is_what_is_right(wall):
    master = lesson(locked("setup", "import numpy as np"), ND, locked("nd-check", "check(linear_grads_nd)", 3.0))
    source = "def linear_grads_nd(X, W, b, G):\n    G2 = G.reshape(-1, len(W))\n"
    source += "    return G @ W, G2.T @ X.reshape(-1, X.shape[-1]), G2.mean(axis=0)"
    made = cells(wall, master, {"linear_grads_nd": source})
    assert points(made["nd-check"]) == 2.0
    assert "linear_grads_nd" in error(made["nd-check"])


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("import os; os._exit(0)", "as os._exit"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("while True: pass", "within 1 seconds"),
        ("import os; os.write(3, b'x' * 99)", "channel"),
    ],
)
def test_a_cell_that_ends_python_costs_only_itself(hasty, own, words):
    master = lesson(*CELLS[:2], locked("bad", own), CELLS[2])
    made = cells(hasty, master, {"frobenius": ANSWER})
    assert words in error(made["bad"])
    assert points(made["frobenius-check"]) == 2.0


def test_a_call_that_ends_python_costs_only_its_check(wall):
    master = lesson(*CELLS[:3], NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 1.0))
    kill = "def frobenius(A, B):\n    import os\n    os._exit(0)"
    made = cells(wall, master, {"frobenius": kill, "frobenius_norm": RIGHT_NORM})
    assert points(made["frobenius-check"]) == 0.0
    assert "ended Python itself" in error(made["frobenius-check"])
    assert points(made["frobenius_norm-check"]) == 1.0


def test_a_call_that_nobody_waits_for_costs_only_its_check(hasty):
    """The first call ends the check, and the second of the pair hangs."""
    master = lesson(*CELLS[:3], NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 1.0))
    hang = "calls = []\ndef frobenius(A, B):\n    calls.append(1)\n    while len(calls) > 1: pass\n    return 'no'"
    made = cells(hasty, master, {"frobenius": hang, "frobenius_norm": RIGHT_NORM})
    assert points(made["frobenius-check"]) == 0.0
    assert points(made["frobenius_norm-check"]) == 1.0


def test_a_wall_killed_by_somebody_else_costs_nothing(wall, monkeypatch):
    reach, killed = Execution._reach, []

    def kill_once(self, position):
        session = reach(self, position)
        if position == 2 and not killed:
            killed.append(position)
            session.warm._process.kill()
            session.warm.stop()
        return session

    monkeypatch.setattr(Execution, "_reach", kill_once)
    made = cells(wall, lesson(), {"frobenius": ANSWER})
    assert killed
    assert points(made["frobenius-check"]) == 2.0


def test_when_the_time_is_used_up_the_rest_says_so():
    loops = [locked(name, "while True: pass") for name in "abc"]
    with Wall(best(), Limits(seconds=2.0, cell_seconds=0.8)) as wall:
        made = cells(wall, lesson(CELLS[0], *loops, *CELLS[1:]), {"frobenius": ANSWER})
    for loop in loops:  # its own time, or the notebook's
        assert re.search(r"within (0\.8|2) seconds", error(made[loop.name]))
    assert "did not come this far within 2 seconds" in error(made["frobenius-check"])


def test_outputs_of_a_cell_and_of_the_notebook_are_bounded():
    with Wall(best(), Limits(output=2000)) as wall:
        loud = [locked(f"loud-{k}", "print('x' * 5000)") for k in range(30)]
        made = cells(wall, lesson(*loud, *CELLS), {"frobenius": ANSWER})
    assert "output cut" in made["loud-0"].outputs[-1].text
    assert sum(len(str(cell.outputs)) for cell in made.values() if cell.id.startswith("loud")) < 40_000
    assert points(made["frobenius-check"]) == 2.0
