"""Marks follow their causes: due dates, extensions, times, the policy, manual marks; without grading again."""

import os
import shutil
import sqlite3
import sysconfig
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import BasePlugin
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.marks.settlement import settle

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration
DUE, ONE_HOUR = datetime(2026, 5, 1, 12), timedelta(hours=1)


class APointAnHour(BasePlugin):
    """A policy: each hour begun costs a point."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return -(-total_seconds_late // 3600)


class NegativeForBreakfast(BasePlugin):
    """A policy that gives points for being late."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return -1.0


class Broken(BasePlugin):
    """A policy that raises."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        raise ZeroDivisionError("no hours")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """One lesson: ada in time, bo two hours late with 6 points, chen two hours late with half a point."""
    file = tmp_path_factory.mktemp("settlement") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))  # for alembic
        with Gradebook(f"sqlite:///{file}", "course") as book:
            book.add_assignment("one", duedate=DUE)
            book.add_notebook("one", "one")
            book.add_grade_cell("a", "one", "one", max_score=6, cell_type="code")
            for student, hours, points in (("ada", 0, 6.0), ("bo", 2, 6.0), ("chen", 2, 0.5)):
                book.add_student(student)
                book.add_submission("one", student, timestamp=DUE + hours * ONE_HOUR)
                book.find_grade("a", "one", "one", student).auto_score = points
            book.db.commit()
    return file


@pytest.fixture
def gradebook(empty, tmp_path):
    with Gradebook(f"sqlite:///{shutil.copy(empty, tmp_path)}", "course") as book:
        yield book


@pytest.fixture
def config(tmp_path):
    settings = Config()
    settings.CourseDirectory.root = str(tmp_path)
    settings.AssignLatePenalties.plugin_class = APointAnHour
    return settings


def penalties(book):
    book.db.expire_all()
    return {
        submission.student.id: submission.late_submission_penalty for submission in book.assignment_submissions("one")
    }


def test_what_is_taken_off_is_never_more_than_was_earned(gradebook, config):
    assert settle(config, gradebook) == 2
    assert penalties(gradebook) == {"ada": 0.0, "bo": 2.0, "chen": 0.5}
    assert settle(config, gradebook) == 0


def move_the_due_date(book):
    book.find_assignment("one").duedate = DUE + ONE_HOUR


def grant_an_extension(book):
    book.grant_extension("one", "bo", hours=1)
    book.grant_extension("one", "chen", hours=1)


def give_a_manual_mark(book):
    book.find_grade("a", "one", "one", "chen").manual_score = 5.0


def take_the_due_date_away(book):
    book.find_assignment("one").duedate = None


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (move_the_due_date, {"ada": 0.0, "bo": 1.0, "chen": 0.5}),
        (grant_an_extension, {"ada": 0.0, "bo": 1.0, "chen": 0.5}),
        (give_a_manual_mark, {"ada": 0.0, "bo": 2.0, "chen": 2.0}),
        (take_the_due_date_away, {"ada": 0.0, "bo": 0.0, "chen": 0.0}),
    ],
)
def test_a_penalty_follows_its_cause(gradebook, config, cause, expected):
    settle(config, gradebook)
    cause(gradebook)
    gradebook.db.commit()
    settle(config, gradebook)
    assert penalties(gradebook) == expected


def test_a_penalty_follows_the_policy_and_goes_with_it(gradebook, config):
    settle(config, gradebook)
    config.AssignLatePenalties.plugin_class = NegativeForBreakfast
    settle(config, gradebook)
    assert set(penalties(gradebook).values()) == {0.0}
    del config.AssignLatePenalties
    config.LateSubmissionPlugin.penalty_method = "zero"
    settle(config, gradebook)
    assert penalties(gradebook) == {"ada": 0.0, "bo": 6.0, "chen": 0.5}
    del config.LateSubmissionPlugin
    settle(config, gradebook)
    assert set(penalties(gradebook).values()) == {0.0}


def test_a_corrected_time_counts(gradebook, config, tmp_path):
    settle(config, gradebook)
    folder = tmp_path / "submitted" / "bo" / "one"
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-05-01 11:00:00 UTC")
    assert settle(config, gradebook) == 1
    assert penalties(gradebook)["bo"] == 0.0
    assert gradebook.find_submission("one", "bo").timestamp == DUE - ONE_HOUR


def test_a_policy_that_breaks_is_named_with_the_student(gradebook, config):
    config.AssignLatePenalties.plugin_class = Broken
    with pytest.raises(CannotGrade, match="Broken broke on bo's submission: no hours"):
        settle(config, gradebook)


def test_who_only_reads_needs_no_lock_and_who_cannot_write_is_told(gradebook, config):
    settle(config, gradebook)
    other = sqlite3.connect(gradebook.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert settle(config, gradebook, patience=0.0) == 0
    config.AssignLatePenalties.plugin_class = NegativeForBreakfast
    with pytest.raises(CannotGrade, match="Another program has kept the gradebook busy"):
        settle(config, gradebook, patience=0.0)
    other.rollback()
    other.close()
    assert settle(config, gradebook, patience=0.0) == 2
