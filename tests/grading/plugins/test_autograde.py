"""nbgrader's route: a process of the grader's own does the work, and its end costs one submission."""

import os
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading import provenance
from autograder.grading.digest import of_bytes
from autograder.grading.gradebook.master import Master
from autograder.grading.plugins import autograde
from autograder.grading.submission.grade import executed_notebook, submitted_notebook, taken_in
from tests.support.made import ANSWER, lesson, submission


class Ending:
    """A process that ends at the first call of this function; it does all other calls here."""

    def __init__(self, function):
        self.function = function

    def call(self, function, *given):
        if function is self.function:
            self.function = None
            raise BrokenProcessPool
        return function(*given)

    insist = call


@pytest.fixture
def preprocessor(monkeypatch):
    monkeypatch.setattr(Master, "read", classmethod(lambda cls, *about: lesson()))
    return autograde.RunBehindTheWall(config=Config())


@pytest.mark.parametrize(("ends", "points"), [(None, True), (executed_notebook, False)])
def test_where_it_ends_while_grading_the_submission_is_rejected_with_a_reason(preprocessor, monkeypatch, ends, points):
    monkeypatch.setattr(autograde, "_process", Ending(ends))
    raw = submission(lesson(), {"frobenius": ANSWER})
    graded, _ = preprocessor.preprocess(submitted_notebook(raw, "", lesson()), {"nbgrader": {"assignment": "made"}})
    origin = provenance.of(graded)
    assert origin.submission == of_bytes(raw)
    assert ("while it graded this" in origin.rejected) is not points
    check = next(cell for cell in graded.cells if cell.id == "frobenius-check")
    assert [verdict.passed for verdict in provenance.verdicts(check.outputs)] == [True] * points


def test_where_it_ends_while_reading_the_submission_is_rejected_with_a_reason(monkeypatch, tmp_path):
    monkeypatch.setattr(Master, "read", classmethod(lambda cls, *about: lesson()))
    monkeypatch.setattr(autograde, "_process", Ending(taken_in))
    path = tmp_path / "submitted" / "ada" / "made" / "made.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(submission(lesson(), {"frobenius": ANSWER}))
    config = Config({"CourseDirectory": {"root": str(tmp_path)}})
    about = {"nbgrader": {"student": "ada", "assignment": "made"}}
    monkeypatch.chdir(tmp_path)
    text, _ = autograde.SubmissionExporter(config=config).from_filename(str(Path(path)), about)
    assert "while it read this" in text


def test_a_picture_beside_comes_along(monkeypatch, tmp_path):
    monkeypatch.setattr(Master, "read", classmethod(lambda cls, *about: lesson()))
    monkeypatch.setattr(autograde, "_process", Ending(None))
    path = tmp_path / "submitted" / "ada" / "made" / "made.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(submission(lesson(), {"frobenius": ANSWER, "words": "![](a.png)"}))
    path.with_name("a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    monkeypatch.chdir(tmp_path)
    config = Config({"CourseDirectory": {"root": str(tmp_path)}})
    about = {"nbgrader": {"student": "ada", "assignment": "made"}}
    text, _ = autograde.SubmissionExporter(config=config).from_filename(str(path), about)
    assert "![](data:image/png;base64,iVBORw0KGgo=)" in text


@pytest.mark.parametrize("written", [b"no time at all", b"\xff\xfe", b"", b"9999-99-99", b"\x1b]0;x\x07", None])
def test_a_time_that_is_none_ends_nothing(tmp_path, written):
    folder = tmp_path / "ada" / "made"
    folder.mkdir(parents=True)
    with (folder / "timestamp.txt").open("wb") as file:
        file.write(written or b"")
        file.truncate(1 << 40 if written is None else None)  # more than any memory holds
    course = autograde.TimedCourse.of(CourseDirectory(assignment_id="made", submitted_directory="var/submitted"))
    assert (course.assignment_id, course.submitted_directory) == ("made", "var/submitted")
    assert isinstance(course.get_existing_timestamp(str(folder)), datetime)


def test_a_notebook_of_a_name_that_no_gradebook_holds_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(autograde, "Gradebook", lambda *about: nullcontext())
    monkeypatch.setattr(autograde, "roster", lambda *about: None)
    folder = tmp_path / "submitted" / "ada" / "made"
    folder.mkdir(parents=True)
    for name in (b"made.ipynb", b"more.ipynb", b"\xff\xfe.ipynb", b"a\nb.ipynb", b"\x1b[2J.ipynb"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(b"{}")
    converter = SimpleNamespace(coursedir=CourseDirectory(assignment_id="made"), assignments={str(folder): []})
    autograde.SubmissionExporter(config=Config())._leave_out(converter)
    assert [Path(path).name for path in converter.assignments[str(folder)]] == ["made.ipynb", "more.ipynb"]


def test_what_nbgrader_would_copy_without_an_end_is_left_out_with_a_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(autograde, "Gradebook", lambda *about: nullcontext())
    monkeypatch.setattr(autograde, "roster", lambda *about: None)
    folders = {name: tmp_path / "submitted" / name / "made" for name in ("honest", "holes", "many", "pipe")}
    for folder in folders.values():
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "small.csv").write_bytes(b"1")
    os.truncate(folders["holes"] / "data" / "small.csv", 1 << 40)
    for number in range(20):
        with (folders["many"] / f"{number}.csv").open("wb") as file:
            file.truncate(60_000_000)
    os.mkfifo(folders["pipe"] / "data" / "pipe.csv")
    course = CourseDirectory(assignment_id="made")
    converter = SimpleNamespace(coursedir=course, assignments={str(folder): [] for folder in folders.values()})
    autograde.SubmissionExporter(config=Config())._leave_out(converter)
    assert list(converter.assignments) == [str(folders["honest"])]
