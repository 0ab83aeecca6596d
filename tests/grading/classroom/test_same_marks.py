"""`autograder grade` and `nbgrader autograde` give the same marks, to the whole sample class."""

from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from tests.support.classes import LESSON, WORK, finish, hand_in_answers, start
from tests.support.gradebook import autograde, tables
from tests.support.once import copy
from tests.support.walls import best

# An endless loop is in it; each other call is over in a thousandth of this.
CALL_SECONDS = 2


def test_the_marks_are_those_of_nbgrader_autograde_on_the_whole_class(assigned, tmp_path):
    best()
    ours = copy(assigned, tmp_path / "ours")
    with (ours / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Wall.call_seconds = {CALL_SECONDS}\n")
    for lesson in {lesson for _, lesson in WORK} - {LESSON}:
        NbgraderSteps(ours).assign(lesson)
    hand_in_answers(ours, WORK)
    stock = copy(ours, tmp_path / "stock")
    finish(start(ours))
    for lesson in sorted({lesson for _, lesson in WORK}):
        autograde(stock, "*", lesson)
    assert tables(ours) == tables(stock)
