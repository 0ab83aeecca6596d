"""The export of marks: nbgrader's own columns and numbers, whatever the names, and never half a file."""

import csv
import os
import shutil
import sysconfig
from datetime import datetime

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.grading.marks.export import MarksExport

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration
ORDER = ("last_name", "first_name", "student_id")
SCORES = {"ada": (2.0, 0.5), "bo": (None, 1.0), "chen": (1.5, None)}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Two lessons, one of them with two notebooks; marks by the autograder and by hand; one has none. To be copied."""
    file = tmp_path_factory.mktemp("export") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))  # for alembic
        fill(file)
    return file


def fill(file):
    with Gradebook(f"sqlite:///{file}", "course") as book:
        book.add_assignment("one", duedate=datetime(2030, 5, 1, 12))
        book.add_assignment("two")
        for lesson, notebooks in (("one", ("first", "second")), ("two", ("only",))):
            for notebook in notebooks:
                book.add_notebook(notebook, lesson)
                for cell in ("a", "b"):
                    book.add_grade_cell(cell, notebook, lesson, max_score=3, cell_type="code")
        book.add_student("ada", last_name="Lovelace", first_name="Ada", email="ada@example.org")
        for student in ("bo", "chen", "absent"):
            book.add_student(student)
        for student, (auto, manual) in SCORES.items():
            book.add_submission("one", student, timestamp=datetime(2030, 5, 2, 8, 30, 15))
            for notebook in ("first", "second"):
                book.find_submission_notebook(notebook, "one", student).late_submission_penalty = 1.25
                for cell in ("a", "b"):
                    grade = book.find_grade(cell, notebook, "one", student)
                    grade.auto_score, grade.manual_score, grade.extra_credit = auto, manual, 0.25
        book.add_submission("two", "bo")
        book.db.commit()


@pytest.fixture
def gradebook(filled, tmp_path):
    """A copy of it, open."""
    with Gradebook(f"sqlite:///{shutil.copy(filled, tmp_path)}", "course") as book:
        yield book


def exported(plugin, path, gradebook, **options):
    plugin(to=str(path), **options).export(gradebook)
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("options", [{}, {"student": ["bo", "absent"]}, {"assignment": ["two"]}])
def test_the_rows_are_nbgraders(gradebook, tmp_path, options):
    ours = exported(MarksExport, tmp_path / "ours.csv", gradebook, **options)
    theirs = exported(CsvExportPlugin, tmp_path / "theirs.csv", gradebook, **options)
    # nbgrader leaves the order of those without a name to the database
    lessons = [row["assignment"] for row in theirs]
    assert ours == sorted(theirs, key=lambda row: [lessons.index(row["assignment"]), *(row[key] for key in ORDER)])
    assert any(float(row["score"]) for row in ours) or options


def test_a_comma_in_a_name_does_not_shift_the_marks(gradebook, tmp_path):
    gradebook.update_or_create_student("ada", last_name='Lovelace, "Countess"')
    (row,) = exported(MarksExport, tmp_path / "marks.csv", gradebook, student=["ada"], assignment=["one"])
    assert row["last_name"] == 'Lovelace, "Countess"'
    assert float(row["max_score"]) == 12.0


def test_a_file_that_cannot_be_finished_leaves_the_one_before(gradebook, tmp_path, monkeypatch):
    before = exported(MarksExport, tmp_path / "marks.csv", gradebook)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(MarksExport, "_rows", full)
    with pytest.raises(OSError, match="No space"):
        exported(MarksExport, tmp_path / "marks.csv", gradebook)
    with (tmp_path / "marks.csv").open(newline="") as file:
        assert list(csv.DictReader(file)) == before
    assert [path.name for path in tmp_path.glob("*csv*")] == ["marks.csv"]
