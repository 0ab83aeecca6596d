"""Grade cells: checks that are judged from outside, and code of an instructor's own."""

import pytest

from autograder.grading import provenance
from autograder.grading.errors import CannotGrade
from autograder.grading.submission.checks import GradeCell
from autograder.grading.submission.credit import tame
from tests.support.graded import ND, cells, points
from tests.support.made import ANSWER, CELLS, lesson, locked, open_cell

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
