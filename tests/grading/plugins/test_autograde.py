"""nbgrader's route: a process of the grader's own does the work, and its end costs one submission."""

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.grading import provenance
from autograder.grading.gradebook.master import Master
from autograder.grading.plugins import autograde
from autograder.grading.submission import fingerprint
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
    assert origin.submission == fingerprint.of_bytes(raw)
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
