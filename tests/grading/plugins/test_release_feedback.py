"""Feedback goes back to everybody who can have it through the exchange; who cannot is named, and stops no other."""

import logging

import pytest
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.plugins.release_feedback import ReleaseEachFeedback

LESSON = "05-lesson"


@pytest.fixture
def release(tmp_path):
    """Releases the feedback of a class: ada's and bo's came through the exchange, the others' by hand."""
    for student in ("ada", "bo", "by-hand", "old"):
        folder = tmp_path / "feedback" / student / LESSON
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.html").write_text(f"<p>{student}")
        if student != "by-hand":
            (folder / "timestamp.txt").write_text("2026-05-01 12:00:00 UTC")
        if student in ("ada", "bo"):
            (folder / "submission_secret.txt").write_text(f"the secret of {student}")
    (tmp_path / "feedback" / "nobody").mkdir()
    (tmp_path / "exchange").mkdir(mode=0o777)
    (tmp_path / "exchange").chmod(0o777)
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(tmp_path), "c"
    config.Exchange.root = str(tmp_path / "exchange")

    def run(**options):
        coursedir = CourseDirectory(config=config, assignment_id=LESSON, **options)
        ReleaseEachFeedback(coursedir=coursedir, config=config).start()
        released = tmp_path.glob("exchange/c/feedback/*.html")
        return sorted(path.read_text() for path in released), coursedir

    return run


def test_who_handed_in_by_another_way_is_named_and_stops_no_other(release, caplog):
    with caplog.at_level(logging.WARNING):
        released, coursedir = release(student_id_exclude="bo")
    assert released == ["<p>ada"]
    assert coursedir.student_id_exclude == "bo"
    assert caplog.text.count("did not hand in through the exchange") == 2
    assert "'by-hand'" in caplog.text
    assert "'old'" in caplog.text


def test_one_student_is_released_without_a_word_about_the_others(release, caplog):
    with caplog.at_level(logging.WARNING):
        released, _ = release(student_id="bo")
    assert released == ["<p>bo"]
    assert "did not hand in" not in caplog.text
