"""A desk: the smallest course with a gradebook, two lessons and four students in it, to be copied."""

import os
import shutil
import sysconfig
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app, console
from tests.support.course import ROOT

PEOPLE = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org", "lms_user_id": "101"},
    "bo": {"first_name": "Bo", "last_name": "Ek", "email": "bo@example.org", "lms_user_id": "102"},
    "chen": {"first_name": "Chen", "last_name": "=1+2", "email": "chen@example.org", "lms_user_id": "103"},
    "=dee": {},
}
POINTS = {"ada": 5.5, "bo": 0.0, "chen": 3.0}  # of 6, by the autograder


@pytest.fixture(scope="session")
def filled_desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "solutions").mkdir()
    (folder / "var").mkdir()
    for lesson in ("04-wx", "05-xwt"):
        (folder / "solutions" / f"{lesson}.md").write_text('{"grade_id": "grad-check"}')
    (folder / "solutions" / "00-notation.md").write_text("A page to read.")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))  # for alembic
        with Gradebook(f"sqlite:///{folder}/var/gradebook.db", "matrix-gradients") as book:
            fill(book)
    return folder


def fill(book):
    for lesson in ("04-wx", "05-xwt"):
        book.add_assignment(lesson)
        book.add_notebook(lesson, lesson)
        book.add_grade_cell("grad-check", lesson, lesson, max_score=6, cell_type="code")
    book.add_grade_cell("open", "05-xwt", "05-xwt", max_score=2, cell_type="markdown")
    for student, details in PEOPLE.items():
        book.add_student(student, **details)
    for student, points in POINTS.items():
        book.add_submission("05-xwt", student, timestamp=datetime(2026, 5, 2, 12))
        grade = book.find_grade("grad-check", "05-xwt", "05-xwt", student)
        grade.auto_score, grade.needs_manual_grade = points, False
        marked = book.find_grade("open", "05-xwt", "05-xwt", student)
        marked.manual_score, marked.needs_manual_grade = (None, True) if student == "chen" else (2.0, False)
    book.db.commit()


@pytest.fixture
def desk(filled_desk, tmp_path):
    return shutil.copytree(filled_desk, tmp_path / "desk")


@pytest.fixture
def run(desk, monkeypatch):
    """Runs a command there: its exit code and what it said, in lines that are long enough for it."""
    monkeypatch.setattr(console._out, "width", 200)
    monkeypatch.setattr(console._errors, "width", 200)

    def run(*arguments):
        said = CliRunner().invoke(app, [*map(str, arguments), "--root", str(desk)])
        assert "Traceback" not in said.output, said.output
        return said.exit_code, said.output

    return run


@pytest.fixture
def students(desk):
    """Everybody in the gradebook, as it is when this is called."""

    def students():
        with Gradebook(f"sqlite:///{desk}/var/gradebook.db", "matrix-gradients") as book:
            names = ("first_name", "last_name", "email", "lms_user_id")
            return {one.id: tuple(getattr(one, name) or "" for name in names) for one in book.students}

    return students
