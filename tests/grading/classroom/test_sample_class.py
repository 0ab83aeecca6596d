"""The sample class: each answer gets the verdict it deserves, in a notebook and through nbgrader."""

import contextlib
import tomllib

import pytest

from autograder.grading.classroom.hand_in import fill
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.publishing.folder import Course
from autograder.student import check as notebook
from tests.support.classes import CLASS, LESSON, WORK, hand_in_answers
from tests.support.course import ROOT
from tests.support.gradebook import autograde, result
from tests.support.once import copy

EXPECTED = tomllib.loads((CLASS / "expected.toml").read_text())
CHOSEN = ["amara", "chloe", "dmitri", "noah", "sofia"]


def test_the_sample_class_is_like_a_class():
    assert len({student for student, _ in WORK}) >= 24
    assert {(student, lesson) for student in EXPECTED for lesson in EXPECTED[student]} == set(WORK)
    course = Course(ROOT)
    assert {lesson for _, lesson in WORK} == {text.stem for text in course.lessons() if course.sets_exercises(text)}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("student", "lesson"), WORK)
def test_each_answer_of_the_sample_class_gets_the_verdict_it_deserves(student, lesson, monkeypatch, capsys):
    """The notebook's cells one after the other, as Run All does, and on after each error."""
    verdicts = {}
    monkeypatch.setattr(notebook, "_checked", verdicts)
    own = {}
    filled = fill(ROOT / "notebooks" / lesson / f"{lesson}.ipynb", CLASS / student / f"{lesson}.py")
    for cell in filled.cells:
        if cell.cell_type == "code":
            with contextlib.suppress(Exception):
                exec(cell.source, own)
    expected = EXPECTED[student][lesson]
    wrong, blank = expected.get("wrong", {}), expected.get("blank", [])
    for name, verdict in verdicts.items():
        assert verdict.passed == (name not in wrong and name not in blank), (name, str(verdict))
        assert verdict.passed or verdict.mistake in wrong.get(name, "not_written").split("|"), (name, str(verdict))
    assert set(wrong) <= set(verdicts)


@pytest.fixture(scope="module")
def some_graded(assigned, tmp_path_factory):
    """The odd ones of the sample class (endless loop, blank, failed import, deleted check), and a broken file."""
    folder = copy(assigned, tmp_path_factory.mktemp("class") / "course")
    hand_in_answers(folder, [(student, LESSON) for student in CHOSEN])
    steps = NbgraderSteps(folder)
    return folder, {student: grade(steps, student) for student in sorted([*CHOSEN, "broken"])}


def grade(steps, student):
    """nbgrader's autograde and feedback page of one submission, and what came of it."""
    autograde(steps.root, student, LESSON)
    steps.feedback(student, LESSON)
    return result(steps.root, student, LESSON)


def test_every_submission_ends_in_a_mark_and_a_reason(some_graded):
    folder, results = some_graded
    assert set(results) == {*CHOSEN, "broken"}
    for student, one in results.items():
        assert one.most == 23.0
        if student == "broken":
            assert one.points == 0.0
            assert all("not JSON" in message for _, message in one.verdicts.values())
            assert (folder / "var" / "feedback" / student / LESSON / f"{LESSON}.html").is_file()
            continue
        wrong = EXPECTED[student][LESSON].get("wrong", {})
        for name, slugs in wrong.items():
            slug, message = one.verdicts[f"{name}-check"]
            assert slug in slugs.split("|"), (student, name, message)
        for name in EXPECTED[student][LESSON].get("blank", []):
            assert one.verdicts[f"{name}-check"][0] == "not_written"
        right = {cell.removesuffix("-check") for cell, (slug, _) in one.verdicts.items() if slug is None}
        assert right.isdisjoint(wrong)
        page = folder / "var" / "feedback" / student / LESSON / f"{LESSON}.html"
        assert page.is_file()


def test_grading_again_gives_the_same_marks(some_graded):
    folder, results = some_graded
    assert grade(NbgraderSteps(folder), "sofia") == results["sofia"]
