"""Before marks are changed there is a copy of what they were."""

import sqlite3

import pytest
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.marks import backup
from autograder.grading.marks.backup import back_up


@pytest.fixture
def config(tmp_path):
    """A gradebook of one mark, in a folder with a space in its name."""
    folder = tmp_path / "a course"
    folder.mkdir()
    with sqlite3.connect(folder / "gradebook.db") as book:
        book.execute("CREATE TABLE grade (points)")
        book.execute("INSERT INTO grade VALUES (17)")
    settings = Config()
    settings.CourseDirectory.root = str(folder)
    settings.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    return settings


def folder(config):
    from pathlib import Path

    return Path(config.CourseDirectory.root)


def points(path):
    with sqlite3.connect(path) as book:
        return book.execute("SELECT points FROM grade").fetchall()


def test_a_copy_holds_what_was_there_while_another_program_writes(config):
    writer = sqlite3.connect(folder(config) / "gradebook.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE grade SET points = 0")
    copy = back_up(config)
    writer.execute("COMMIT")
    assert points(copy) == [(17,)]
    assert points(folder(config) / "gradebook.db") == [(0,)]
    assert copy.parent.stat().st_mode & 0o077 == 0


def test_the_last_ten_are_kept(config):
    copies = [back_up(config) for _ in range(backup.KEPT + 3)]
    assert sorted((folder(config) / "backups").iterdir()) == copies[3:]


def test_where_there_is_no_gradebook_in_a_file_there_is_no_copy(config, tmp_path):
    (folder(config) / "gradebook.db").write_bytes(b"")
    assert back_up(config) is None
    config.CourseDirectory.db_url = "postgresql+psycopg://grader@db.example.org/gradebook"
    assert back_up(config) is None


@pytest.mark.parametrize("reason", ["in the way", "no database"])
def test_what_cannot_be_copied_stops_what_would_change_it(config, reason):
    if reason == "in the way":
        (folder(config) / "backups").write_text("a file")
    else:
        (folder(config) / "gradebook.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(CannotGrade, match="nothing was changed"):
        back_up(config)
    assert not list(folder(config).glob("**/*.unfinished"))
