"""nbgrader's whole cycle, from its own command line: generate, release, fetch, submit, collect, autograde, mark by
hand, feedback, export.
"""

import csv
import os

import nbformat
import pytest

from autograder.grading.classroom.hand_in import fill
from tests.support import programs
from tests.support.course import copy_course
from tests.support.gradebook import book

LESSON = "05-xwt-plus-b"

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


def run(folder, *words):
    """A command of nbgrader's, in the course's folder: what it says."""
    environment = {**os.environ, "PATH": f"{programs.BIN}{os.pathsep}{os.environ['PATH']}"}
    done = programs.run("nbgrader", *words, cwd=folder, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """One student's submission through every command of nbgrader."""
    folder = tmp_path_factory.mktemp("cycle") / "course"
    copy_course(folder)
    answers = folder / "answers.py"
    answers.write_text(RIGHT_BUT_NOISY)
    released = (folder / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes()

    run(folder, "generate_assignment", LESSON, "--force")
    assert (folder / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes() == released
    run(folder, "release_assignment", LESSON)
    run(folder, "fetch_assignment", LESSON)
    fetched = folder / "var" / "work" / LESSON / f"{LESSON}.ipynb"
    nbformat.write(fill(fetched, answers), fetched)
    run(folder, "submit", LESSON)
    run(folder, "collect", LESSON)
    (student,) = [path.name for path in (folder / "var" / "submitted").iterdir()]
    run(folder, "autograde", LESSON)
    with book(folder) as gradebook:
        grade = gradebook.find_grade("linear_open_question", LESSON, LESSON, student)
        assert grade.needs_manual_grade
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    run(folder, "generate_feedback", LESSON)
    run(folder, "export")
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
        "linear_derivation_X": 0.0,
        "linear_derivation_b": 0.0,
        "linear_open_question": 1.5,
    }


def test_the_export_holds_the_mark(graded):
    folder, student = graded
    (row,) = [row for row in csv.DictReader((folder / "var" / "grades.csv").open()) if row["student_id"] == student]
    assert float(row["score"]) == 10.5
    assert float(row["max_score"]) == 23.0


def test_feedback_shows_card_picture_and_formulas_without_a_network(graded):
    folder, student = graded
    page = (folder / "var" / "feedback" / student / LESSON / f"{LESSON}.html").read_text()
    assert "<b>linear_grad_b</b>" in page
    assert "1/N times" in page or "mean over the samples" in page
    assert "Every entry is 1/" in page  # a mere factor is told as one number, not drawn
    assert "<math" in page
    assert "data:image/svg+xml;base64," in page
    assert "Partial credit: 2 of 3 points." in page
    for loading in ('src="http', "<link", "url(http", "<script src", "mathjax.js"):
        assert loading not in page.lower()


def test_nothing_is_written_outside_var(graded):
    folder, _ = graded
    made = {path.name for path in folder.iterdir()} - {"__pycache__"}
    assert made == {"solutions", "notebooks", "docs", "nbgrader_config.py", "answers.py", "var"}


def test_validate_says_the_same_words(graded):
    folder, _ = graded
    submission = folder / "var" / "work" / LESSON / f"{LESSON}.ipynb"
    said = " ".join(run(folder, "validate", str(submission)).split())
    assert "CheckFailed: linear_grad_b: not right yet" in said
    assert "mean over the samples" in said
    assert "1/N, if any, is already in G" in said
    assert "autograder/" not in said
