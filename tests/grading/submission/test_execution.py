"""Execution: cells run behind the wall, checks judged on this side, and what a submission that misbehaves loses."""

from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from nbgrader.utils import determine_grade

from autograder.grading import provenance
from autograder.grading.errors import CannotGrade
from autograder.grading.submission import execution, fingerprint
from autograder.grading.submission.checks import GradeCell
from autograder.grading.submission.credit import tame
from autograder.grading.submission.execution import Execution
from autograder.grading.submission.grade import Job, Terms, close_wall, grade, graded_notebook
from autograder.judging.kinds.function import FunctionExercise
from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import Wall
from tests.support.made import ANSWER, BLANK, CELLS, lesson, locked, open_cell, submission
from tests.support.walls import best

ND = open_cell("linear_grads_nd", "def linear_grads_nd(X, W, b, G): ...")
NORM = open_cell("frobenius_norm", "")
RIGHT_NORM = "def frobenius_norm(A):\n    return (A * A).sum() ** 0.5"


@pytest.fixture(scope="module")
def wall():
    with Wall(best(), Limits(seconds=20, cell_seconds=0.7, call_seconds=0.7)) as wall:
        yield wall


def job(raw, before=b"", rejected=""):
    return Job("ada", "made", Path("nowhere"), raw, rejected, 7, before)


def cells(wall, master, answers, before=b"", handed_out=None):
    notebook = graded_notebook(job(submission(handed_out or master, answers), before), master, wall)
    return {cell.id: cell for cell in notebook.cells}


def points(cell):
    return determine_grade(cell)[0]


def error(cell):
    return next(output.evalue for output in cell.outputs if output.output_type == "error")


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


OWN = {
    "assert frobenius(np.eye(2), np.eye(2)) == 2": 2.0,
    "assert frobenius(np.eye(2), np.eye(2)) == 3": 0.0,
    "1.5": 1.5,
    "-1": 0.0,
    "99": 0.0,
    "float('nan')": 0.0,
    "'all right'": 2.0,
    "import sys; print('warning', file=sys.stderr)": 0.0,
    "check(frobenius)\nassert frobenius(np.eye(2), np.eye(2)) == 2": 2.0,
    "assert False\ncheck(frobenius)": 0.0,
    "check(frobenius)\n0.5": 0.5,
    "%time frobenius(np.eye(2), np.eye(2))": 2.0,
}


@pytest.mark.parametrize("source", OWN)
def test_an_instructors_own_code_runs_inside_and_is_flagged_so(wall, source):
    master = lesson(*CELLS[:2], locked("own-test", source, 2.0))
    made = cells(wall, master, {"frobenius": ANSWER})
    assert points(made["own-test"]) == OWN[source]
    assert provenance.of_check(made["own-test"]).in_kernel


def test_an_own_test_counts_where_the_check_is_partly_right(wall):
    check = locked("nd-check", "assert False\ncheck(linear_grads_nd)", 3.0)
    source = "def linear_grads_nd(X, W, b, G):\n    return G @ W, 0 * W, 0 * b"
    made = cells(wall, lesson(ND, check), {"linear_grads_nd": source})
    assert points(made["nd-check"]) == 0.0


@pytest.mark.parametrize(
    "source",
    [
        "import autograder\nautograder.check(frobenius)",
        "from autograder import check as verify\nverify(frobenius)",
        "%matplotlib inline\ncheck(frobenius)",
        "if True:\n    check(frobenius)",
        "verify = check",
        "check(frobenius, 'frobenius', 1)",
        "check(lambda A, B: 0)",
        "[check(f) for f in (frobenius,)]",
    ],
)
def test_a_check_that_cannot_be_judged_from_outside_stops_the_lesson_rather_than_pass_everybody(source):
    with pytest.raises(CannotGrade, match=r"grade cell own-test uses check in line \d"):
        GradeCell.read(source, "own-test")


def test_a_check_of_no_exercise_is_named():
    with pytest.raises(CannotGrade, match="own-test checks what is no exercise: .*frobenius"):
        GradeCell.read("check(frobenus)", "own-test")


def test_a_result_that_shows_no_text_is_no_crash():
    from nbformat.v4 import new_output

    (shown,) = tame([new_output("execute_result", {"text/html": "x"})], 1.0)
    assert shown.output_type == "display_data"


def test_what_a_student_writes_into_a_manually_graded_code_cell_cannot_stop_the_class(wall):
    master = lesson(*CELLS, open_cell("essay", "# in code", 3.0))
    made = cells(wall, master, {"frobenius": ANSWER, "essay": "if check(no_exercise): pass"})
    assert points(made["essay"]) is None
    assert points(made["frobenius-check"]) == 2.0


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("import os; os._exit(0)", "as os._exit"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("while True: pass", "within 0.7 seconds"),
        ("import os; os.write(3, b'x' * 99)", "channel"),
    ],
)
def test_a_cell_that_ends_python_costs_only_itself(wall, own, words):
    master = lesson(*CELLS[:2], locked("bad", own), CELLS[2])
    made = cells(wall, master, {"frobenius": ANSWER})
    assert words in error(made["bad"])
    assert points(made["frobenius-check"]) == 2.0


def test_a_call_that_ends_python_costs_only_its_check(wall):
    master = lesson(*CELLS[:3], NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 1.0))
    kill = "def frobenius(A, B):\n    import os\n    os._exit(0)"
    made = cells(wall, master, {"frobenius": kill, "frobenius_norm": RIGHT_NORM})
    assert points(made["frobenius-check"]) == 0.0
    assert "ended Python itself" in error(made["frobenius-check"])
    assert points(made["frobenius_norm-check"]) == 1.0


def test_a_call_that_nobody_waits_for_costs_only_its_check(wall):
    """The first call ends the check, and the second of the pair hangs."""
    master = lesson(*CELLS[:3], NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 1.0))
    hang = "calls = []\ndef frobenius(A, B):\n    calls.append(1)\n    while len(calls) > 1: pass\n    return 'no'"
    made = cells(wall, master, {"frobenius": hang, "frobenius_norm": RIGHT_NORM})
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
        wall.session(monotonic() + 9).close()  # its start is not what is measured
        made = cells(wall, lesson(CELLS[0], *loops, *CELLS[1:]), {"frobenius": ANSWER})
    assert "within 0.8 seconds" in error(made["a"])
    assert "within 2 seconds" in error(made["c"])
    assert "did not come this far within 2 seconds" in error(made["frobenius-check"])


def test_outputs_of_a_cell_and_of_the_notebook_are_bounded():
    with Wall(best(), Limits(output=2000)) as wall:
        loud = [locked(f"loud-{k}", "print('x' * 5000)") for k in range(30)]
        made = cells(wall, lesson(*loud, *CELLS), {"frobenius": ANSWER})
    assert "output cut" in made["loud-0"].outputs[-1].text
    assert sum(len(str(cell.outputs)) for cell in made.values() if cell.id.startswith("loud")) < 40_000
    assert points(made["frobenius-check"]) == 2.0


def test_a_rejected_file_has_its_reason_in_every_check_and_runs_nothing(wall):
    notebook = graded_notebook(job(b"{"), lesson(), wall)
    made = {cell.id: cell for cell in notebook.cells}
    assert points(made["frobenius-check"]) == 0.0
    assert "not JSON" in error(made["frobenius-check"])
    assert not made["setup"].outputs


def test_a_rejected_file_that_was_graded_before_is_rejected_again(wall):
    import nbformat

    before = nbformat.writes(graded_notebook(job(b"{"), lesson(), wall)).encode()
    made = {cell.id: cell for cell in graded_notebook(job(b"{", before), lesson(), wall).cells}
    assert points(made["frobenius-check"]) == 0.0
    assert "not JSON" in error(made["frobenius-check"])


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
    from autograder.lessons.course import find

    exercise = find("linear_grad_W")
    fingerprint.of_exercise.cache_clear()
    one = fingerprint.of_exercise("linear_grad_W")
    monkeypatch.setattr(exercise.truth, "forward", lambda X, W, B: 2 * X @ W.T + B)
    fingerprint.of_exercise.cache_clear()
    other = fingerprint.of_exercise("linear_grad_W")
    fingerprint.of_exercise.cache_clear()
    assert one != other


def test_a_grader_that_breaks_on_everything_gives_nobody_a_0(monkeypatch):
    monkeypatch.setattr(Execution, "_judge", lambda *given: {}["x"])
    with pytest.raises(CannotGrade, match=r"breaks even on the blank notebook of made \(KeyError\('x'\)\)"):
        grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(), best()))
    close_wall()


@pytest.mark.parametrize("error", [RecursionError, MemoryError, KeyError("x")])
def test_what_breaks_the_grader_is_a_result_that_says_so(monkeypatch, error):
    from autograder.grading.submission import grade as module

    real = module.execute

    def breaks(notebook, *rest, **named):
        if ANSWER in {cell.source for cell in notebook.cells}:
            raise error
        return real(notebook, *rest, **named)

    monkeypatch.setattr(module, "execute", breaks)
    outcome = grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(), best()))
    close_wall()
    assert outcome.points == 0.0
    assert outcome.failure.startswith("the grader itself broke on it (")
    raw = fingerprint.of_bytes(submission(lesson(), {"frobenius": ANSWER}))
    assert outcome.sheet.fingerprint == fingerprint.of_submission(raw, lesson(), safe=True)  # and nobody pays again


def _endless(monkeypatch):
    while True:
        pass


def _boundless(monkeypatch):
    raise MemoryError


@pytest.mark.parametrize(("judged", "reason"), [(_endless, "took more than 0.3 seconds"), (_boundless, "more memory")])
def test_a_check_that_cannot_be_judged_to_its_end_costs_that_check_alone(monkeypatch, judged, reason):
    real = FunctionExercise.judge

    def judge(exercise, sitting):
        return judged(monkeypatch) if exercise.name == "frobenius_norm" else real(exercise, sitting)

    monkeypatch.setattr(FunctionExercise, "judge", judge)
    monkeypatch.setattr(execution, "SECONDS_IN_ALL", 0.3)
    master = lesson(*CELLS, NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 3.0))
    answers = {"frobenius": ANSWER, "frobenius_norm": RIGHT_NORM}
    outcome = grade(job(submission(master, answers)), Terms(master, Limits(), best()))
    close_wall()
    assert outcome.points == 2.0
    assert outcome.verdicts["frobenius-check"]["mistake"] is None
    assert outcome.verdicts["frobenius_norm-check"]["mistake"] == "inconclusive"
    assert reason in outcome.verdicts["frobenius_norm-check"]["message"]
    assert not outcome.failure


def test_when_the_graders_own_time_is_used_up_the_checks_that_are_left_say_so(monkeypatch):
    monkeypatch.setattr(execution, "OWN_SECONDS", -1e6)
    monkeypatch.setattr(FunctionExercise, "judge", lambda exercise, sitting: _endless(monkeypatch))
    outcome = grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(seconds=1e6), best()))
    close_wall()
    assert outcome.verdicts["frobenius-check"]["mistake"] == "inconclusive"
