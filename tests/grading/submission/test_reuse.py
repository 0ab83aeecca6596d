"""What was graded before and has not changed keeps its verdict, and runs no more."""

from dataclasses import replace

import pytest

from autograder.grading import provenance
from autograder.grading.submission import fingerprint
from autograder.grading.submission.execution import Execution
from autograder.grading.submission.grade import graded_notebook
from autograder.sandbox.wall import Wall
from tests.support.exercises import function
from tests.support.graded import ND, NORM, RIGHT_NORM, cells, job, points
from tests.support.made import ANSWER, BLANK, CELLS, lesson, locked, submission


def written(wall, master, answers, before=b""):
    import nbformat

    return nbformat.writes(graded_notebook(job(submission(master, answers), before), master, wall)).encode()


class NoWallAtAll:
    """A wall that must not be needed."""

    def __init__(self, wall):
        self.backend, self.limits = wall.backend, wall.limits

    def session(self, deadline):
        raise AssertionError("nothing has changed, and yet something runs")


TWO = (
    *CELLS[:3],
    NORM,
    locked("frobenius_norm-check", "check(frobenius_norm)", 1.0),
    ND,
    locked("nd-check", "check(linear_grads_nd)", 3.0),
    locked("own-test", "0.5", 1.0),
)
PARTLY = "def linear_grads_nd(X, W, b, G):\n    return G @ W, 0 * W, 0 * b"


def test_what_nothing_has_changed_for_is_kept_and_points_are_given_anew(wall):
    answers = {"frobenius": ANSWER, "frobenius_norm": BLANK, "linear_grads_nd": PARTLY}
    before = written(wall, lesson(*TWO), answers)
    more = lesson(*(replace(cell, points=2 * cell.points) if cell.name.endswith("check") else cell for cell in TWO))
    made = cells(NoWallAtAll(wall), more, answers, before, lesson(*TWO))
    assert points(made["frobenius-check"]) == 4.0
    assert points(made["frobenius_norm-check"]) == 0.0
    assert points(made["nd-check"]) == 2.0
    assert points(made["own-test"]) == 0.5
    assert provenance.of_check(made["own-test"]).in_kernel


def test_a_check_that_changed_is_judged_again_and_the_others_keep_their_verdicts(wall, monkeypatch):
    answers = {"frobenius": ANSWER, "frobenius_norm": RIGHT_NORM, "linear_grads_nd": PARTLY}
    before = written(wall, lesson(*TWO), answers)
    judged = []
    judge = Execution._judge

    def watched(self, position, check):
        judged.append(check.exercise)
        return judge(self, position, check)

    monkeypatch.setattr(Execution, "_judge", watched)
    real = fingerprint.of_exercise
    monkeypatch.setattr(fingerprint, "of_exercise", lambda name: real(name) + "!" * (name == "frobenius_norm"))
    made = cells(wall, lesson(*TWO), answers, before)
    assert judged == ["frobenius_norm"]
    assert points(made["frobenius-check"]) == 2.0
    assert points(made["nd-check"]) == 1.0


def test_points_of_an_own_test_are_its_own_and_make_it_run_again(wall):
    before = written(wall, lesson(*TWO), {})
    less = lesson(*(replace(cell, points=0.25) if cell.name == "own-test" else cell for cell in TWO))
    assert points(cells(wall, less, {}, before, lesson(*TWO))["own-test"]) == 0.0


@pytest.mark.parametrize("before", [b"{", b"\xff", b"[]", b'{"nbformat": 4}', b'{"nbformat": 3, "worksheets": 7}'])
def test_an_earlier_grading_that_cannot_be_read_is_none(wall, before):
    assert points(cells(wall, lesson(), {"frobenius": ANSWER}, before)["frobenius-check"]) == 2.0


def test_marks_without_a_wall_are_not_kept_by_a_wall(wall):
    with Wall("none") as unsafe:
        before = written(unsafe, lesson(), {"frobenius": ANSWER})
    with pytest.raises(AssertionError, match="something runs"):
        cells(NoWallAtAll(wall), lesson(), {"frobenius": ANSWER}, before)


def test_a_changed_forward_function_changes_the_fingerprint(monkeypatch):
    exercise = function("linear_grad_W")
    fingerprint.of_exercise.cache_clear()
    one = fingerprint.of_exercise("linear_grad_W")
    monkeypatch.setattr(exercise.truth, "forward", lambda X, W, B: 2 * X @ W.T + B)
    fingerprint.of_exercise.cache_clear()
    other = fingerprint.of_exercise("linear_grad_W")
    fingerprint.of_exercise.cache_clear()
    assert one != other
