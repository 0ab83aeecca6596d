"""nbgrader's whole cycle, from its own command line: generate, release, fetch, submit, collect, autograde, mark by
hand, feedback, export. And a class through ours."""

import contextlib
import csv
import os
import shutil
import subprocess
import sysconfig
import tomllib

import nbformat
import pytest

from autograder.grading.classroom.hand_in import fill, hand_in
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.student import check as notebook
from tests.support.course import ROOT, copy_course
from tests.support.gradebook import autograde, book, result

LESSON = "05-xwt-plus-b"
CLASS = ROOT / "tests" / "data" / "class"
BIN = sysconfig.get_path("scripts")

RIGHT_BUT_NOISY = '''
import warnings

def linear_forward(X, W, b):
    return X @ W.T + b

def linear_grad_W(X, W, B, G):
    """Right, and it warns on stderr."""
    warnings.warn("deprecated, they say")
    np.log(np.zeros(2))
    return G.T @ X

def linear_grad_X(X, W, B, G):
    return G @ W

def linear_grad_B(X, W, B, G):
    return G

def linear_grad_b(X, W, b, G):
    return G.mean(axis=0)

def linear_grads_nd(X, W, b, G):
    return G @ W, G.reshape(-1, len(W)).T @ X.reshape(-1, X.shape[-1]), G.sum(axis=0)

linear_open_question = "When $N = p$; I would compare *numbers*. <img src=x onerror=alert(1)>"

DELETED = ["linear_grad_X-check"]
'''


def run(folder, *command, home=None, ok=True):
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if home:
        environment |= {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    done = subprocess.run(
        [f"{BIN}/{command[0]}", *command[1:]], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert (done.returncode == 0) == ok, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """One student's submission through every command of nbgrader."""
    folder = tmp_path_factory.mktemp("cycle") / "course"
    copy_course(folder)
    answers = folder / "answers.py"
    answers.write_text(RIGHT_BUT_NOISY)
    released = (folder / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes()

    run(folder, "nbgrader", "generate_assignment", LESSON, "--force")
    assert (folder / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes() == released
    run(folder, "nbgrader", "release_assignment", LESSON)
    run(folder, "nbgrader", "fetch_assignment", LESSON)
    fetched = folder / "var" / "work" / LESSON / f"{LESSON}.ipynb"
    nbformat.write(fill(fetched, answers), fetched)
    run(folder, "nbgrader", "submit", LESSON)
    run(folder, "nbgrader", "collect", LESSON)
    (student,) = [path.name for path in (folder / "var" / "submitted").iterdir()]
    run(folder, "nbgrader", "autograde", LESSON)
    with book(folder) as gradebook:
        grade = gradebook.find_grade("linear_open_question", LESSON, LESSON, student)
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    run(folder, "nbgrader", "generate_feedback", LESSON)
    run(folder, "nbgrader", "export")
    return folder, student


def test_marks_and_partial_credit_reach_the_gradebook(graded):
    folder, student = graded
    with book(folder) as gradebook:
        grades = gradebook.find_submission_notebook(LESSON, LESSON, student).grades
        points = {grade.cell.name.removesuffix("-check"): grade.score for grade in grades}
    assert points == {
        "linear_forward": 1.0,
        "linear_grad_W": 3.0,
        "linear_grad_X": 2.0,
        "linear_grad_B": 1.0,
        "linear_grad_b": 0.0,
        "unbroadcast": 0.0,
        "linear_grads_nd": 2.0,
        "linear_derivation": 0.0,
        "linear_open_question": 1.5,
    }


def test_the_export_holds_the_mark(graded):
    folder, student = graded
    (row,) = [row for row in csv.DictReader((folder / "var" / "grades.csv").open()) if row["student_id"] == student]
    assert float(row["score"]) == 10.5
    assert float(row["max_score"]) == 19.0


def test_feedback_shows_card_picture_and_formulas_without_a_network(graded):
    folder, student = graded
    page = (folder / "var" / "feedback" / student / LESSON / f"{LESSON}.html").read_text()
    assert "<b>linear_grad_b</b>" in page
    assert "1/N times" in page or "mean over the samples" in page
    assert "yours minus true" in page
    assert "<math" in page
    assert "data:image/svg+xml;base64," in page
    assert "Partial credit: 2 of 3 points." in page
    for loading in ('src="http', "<link", "url(http", "<script src", "mathjax.js"):
        assert loading not in page.lower()


def test_nothing_is_written_outside_var(graded):
    folder, _ = graded
    made = {path.name for path in folder.iterdir()} - {"__pycache__"}
    assert made == {"solutions", "notebooks", "docs", "templates", "nbgrader_config.py", "answers.py", "var"}


def test_validate_says_the_same_words(graded):
    folder, _ = graded
    submission = folder / "var" / "work" / LESSON / f"{LESSON}.ipynb"
    said = " ".join(run(folder, "nbgrader", "validate", str(submission)).split())
    assert "CheckFailed: linear_grad_b: not right yet" in said
    assert "mean over the samples" in said
    assert "1/N, if any, is already in G" in said
    assert "autograder/" not in said


EXPECTED = tomllib.loads((CLASS / "expected.toml").read_text())
HANDED_IN = [(path.parent.name, path.stem) for path in sorted(CLASS.glob("*/*.py"))]
CHOSEN = ["amara", "chloe", "dmitri", "noah", "sofia"]


def test_the_sample_class_is_like_a_class():
    assert len({student for student, _ in HANDED_IN}) >= 24
    assert {(student, lesson) for student in EXPECTED for lesson in EXPECTED[student]} == set(HANDED_IN)
    assert {lesson for _, lesson in HANDED_IN} == {path.stem for path in (ROOT / "solutions").glob("*.md")}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("student", "lesson"), HANDED_IN)
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
def some_graded(tmp_path_factory):
    """The odd ones of the sample class (endless loop, blank, failed import, deleted check), and a broken file."""
    folder = tmp_path_factory.mktemp("class") / "course"
    copy_course(folder)
    answers = folder / "answers"
    for student in CHOSEN:
        (answers / student).mkdir(parents=True)
        shutil.copy(CLASS / student / f"{LESSON}.py", answers / student)
    steps = NbgraderSteps(folder)
    work = hand_in(answers, folder / "notebooks", steps.submitted)
    broken = steps.submitted / "broken" / LESSON / f"{LESSON}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{ this is no notebook")
    steps.assign(LESSON)
    return folder, {student: grade(steps, student) for student in sorted([*dict(work), "broken"])}


def grade(steps, student):
    """nbgrader's autograde and feedback page of one submission, and what came of it."""
    autograde(steps.root, student, LESSON)
    steps.feedback(student, LESSON)
    return result(steps.root, student, LESSON)


def test_every_submission_ends_in_a_mark_and_a_reason(some_graded):
    folder, results = some_graded
    assert set(results) == {*CHOSEN, "broken"}
    for student, one in results.items():
        assert one.most == 19.0
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
