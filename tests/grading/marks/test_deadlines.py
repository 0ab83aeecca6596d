"""Due dates and extensions in a person's words."""

import os
import re
import shutil
import sysconfig
import time
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.marks import deadlines
from autograder.grading.marks.deadlines import read_date, read_span
from autograder.grading.marks.settlement import settle
from autograder.grading.marks.standing import standings

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration


@pytest.fixture(autouse=True)
def in_auckland(monkeypatch):
    """Where it is another day than in most places."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 18:00", datetime(2026, 12, 1, 5, 0)),  # of this machine, in summer
        ("2026-12-01", datetime(2026, 12, 1, 10, 59, 59)),  # the end of that day here
        ("2026-07-01 8:30", datetime(2026, 6, 30, 20, 30)),
        ("2026-12-01 18:00 UTC", datetime(2026, 12, 1, 18, 0)),
        ("2026-12-01 18:00:30 utc", datetime(2026, 12, 1, 18, 0, 30)),
        ("2026-12-01T18:00+01:00", datetime(2026, 12, 1, 17, 0)),
        ("2026-12-01 18:00 -0500", datetime(2026, 12, 1, 23, 0)),
        ("2026-07-01 18:00 Europe/Berlin", datetime(2026, 7, 1, 16, 0)),
        (" none ", None),
    ],
)
def test_a_date_is_read_in_its_zone(text, expected):
    assert read_date(text) == expected


@pytest.mark.parametrize(
    "text", ["tomorrow", "", "01.12.2026", "2026-13-01", "2026-12-01 25:00", "2026-12-01 18", "2026-12-01 18:00 +99:99"]
)
def test_what_is_no_date_is_told_how_to_write_one(text):
    with pytest.raises(CannotGrade, match="is no date"):
        read_date(text)


@pytest.mark.parametrize("zone", ["EDT", "PST", "CET", "Europe/Atlantis", "Europe/../UTC", "x" * 300])
def test_a_zone_that_is_none_or_several_is_refused(zone):
    with pytest.raises(CannotGrade, match="is no time zone|is no date"):
        read_date(f"2026-12-01 18:00 {zone}")


@pytest.mark.parametrize(
    ("text", "hours"),
    [("48h", 48), ("2d", 48), ("1w", 168), ("90m", 1.5), ("90 min", 1.5), ("1d 12h", 36), ("none", 0)],
)
def test_a_span_is_read(text, hours):
    assert read_span(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "two days", "5", "h", "3y", "48h!", "-2d", "400d", "9" * 50 + "d"])
def test_what_is_no_span_is_told_how_to_write_one(text):
    with pytest.raises(CannotGrade, match="is no span of time|more than a year"):
        read_span(text)


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    file = tmp_path_factory.mktemp("deadlines") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]))  # for alembic
        with Gradebook(f"sqlite:///{file}", "course") as book:
            book.add_assignment("one")
            book.add_notebook("one", "one")
            book.add_grade_cell("a", "one", "one", max_score=6, cell_type="code")
            for student in ("ada", "bo"):
                book.add_student(student)
            book.add_submission("one", "ada", timestamp=datetime(2026, 5, 2, 12))
            book.find_grade("a", "one", "one", "ada").auto_score = 4.0
            book.db.commit()
    return file


@pytest.fixture
def config(blank, tmp_path):
    settings = Config()
    settings.CourseDirectory.root = str(tmp_path)
    settings.CourseDirectory.db_url = f"sqlite:///{shutil.copy(blank, tmp_path)}"
    settings.CourseDirectory.course_id = "course"
    settings.LateSubmissionPlugin.penalty_method = "zero"
    return settings


def marks(config):
    with Gradebook(config.CourseDirectory.db_url, "course") as book:
        settle(config, book)
        return {one.student: (one.points, one.late, one.missing) for one in standings(book)}


def test_due_dates_and_extensions_reach_the_marks(config):
    day = timedelta(days=1)
    assert deadlines.due_dates(config) == {"one": None}
    deadlines.set_due(config, "one", datetime(2026, 5, 1, 12))
    assert marks(config) == {"ada": (0.0, day, False), "bo": (0.0, timedelta(), True)}
    assert deadlines.extend(config, "one", "ada", day) == datetime(2026, 5, 2, 12)
    assert marks(config)["ada"] == (4.0, timedelta(), False)
    assert deadlines.extend(config, "one", "ada", timedelta()) == datetime(2026, 5, 1, 12)
    assert marks(config)["ada"] == (0.0, day, False)
    deadlines.set_due(config, "one", None)
    assert marks(config)["ada"] == (4.0, timedelta(), False)


def test_who_has_handed_in_nothing_can_have_an_extension_and_is_still_missing(config):
    deadlines.extend(config, "one", "bo", timedelta(days=2))
    assert marks(config)["bo"] == (0.0, timedelta(), True)
    with Gradebook(config.CourseDirectory.db_url, "course") as book:
        assert book.find_submission("one", "bo").extension == timedelta(days=2)


def test_an_unknown_lesson_or_student_is_named(config):
    with pytest.raises(CannotGrade, match="two is not in the gradebook"):
        deadlines.set_due(config, "two", None)
    with pytest.raises(CannotGrade, match="no student 'zoe'"):
        deadlines.extend(config, "one", "zoe", timedelta(days=1))


def test_a_date_is_said_in_both_times():
    assert re.fullmatch(r"2026-12-01 18:00 NZDT \(2026-12-01 05:00 UTC\)", deadlines.spoken(datetime(2026, 12, 1, 5)))
    assert deadlines.spoken(None) == "no due date"
