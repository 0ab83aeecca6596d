"""A folder with more names in it than anybody looks at: it costs its owner the rest of them, and nobody time."""

import os

import pytest

from autograder.grading.gradebook.files import MOST_FILES, Staged
from autograder.grading.inbox import notebook_file
from autograder.grading.inbox.kinds import CopyLimits
from autograder.grading.inbox.plain_files import MOST_NAMES
from autograder.grading.inbox.students import astray
from autograder.grading.plugins.autograde import _endless

LESSON = "05-xwt-plus-b"
LIMITS = CopyLimits(["*.ignored"], 1000, 1000)


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    """One student's lesson, and the folder that it lies in, with a few names more than are looked at."""
    folder = tmp_path_factory.mktemp("crowded") / "submitted"
    for place in (folder / "eve" / LESSON, folder / "mallory"):
        place.mkdir(parents=True)
        for number in range(MOST_NAMES + 2):
            os.close(os.open(place / f"{number}.ignored", os.O_CREAT))
    return folder


@pytest.fixture
def looked_at(monkeypatch):
    """How many names were looked at."""
    seen, scandir = [], os.scandir

    class Counted:
        def __init__(self, place):
            self.entries = scandir(place)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.entries.close()

        def __iter__(self):
            return self

        def __next__(self):
            seen.append(entry := next(self.entries))
            return entry

    monkeypatch.setattr(os, "scandir", Counted)
    return seen


def test_what_is_astray_in_it_is_said_in_one_line(submitted, looked_at):
    assert astray(submitted, {LESSON}) == [f"mallory/ beyond its first {MOST_NAMES} names"]
    assert len(looked_at) == MOST_NAMES + 2  # and eve's own folder


def test_where_no_notebook_is_found_it_says_how_far_it_was_looked_for(submitted, looked_at):
    raw, reason = notebook_file.contents(submitted / "eve" / LESSON, LESSON, {"linear_grad_W"})
    assert raw == b""
    assert reason.endswith(f"cannot be looked at; only {MOST_NAMES} of the names in it are looked at.")
    assert len(looked_at) == MOST_NAMES + 1


def test_only_so_many_are_copied_and_a_line_says_it(submitted, looked_at, tmp_path, caplog):
    files = Staged(tmp_path / "target")
    files.copy_submission(submitted / "eve" / LESSON, LIMITS)
    assert files.files == []
    assert [record.getMessage() for record in caplog.records] == [
        f"{str(submitted / 'eve' / LESSON)!r}: only {MOST_FILES} of its files, and {MOST_NAMES} of all names, "
        "are looked at"
    ]
    assert len(looked_at) == MOST_NAMES + 1


def test_nbgrader_is_not_let_in(submitted, looked_at):
    assert f"more than {MOST_NAMES} files and folders" in _endless(submitted / "eve" / LESSON, 1000)
    assert len(looked_at) == MOST_NAMES + 1


def test_folders_within_folders_count_as_well(tmp_path, caplog):
    place = tmp_path / "eve" / LESSON
    for number in range(60):
        (place / f"{number}").mkdir(parents=True)
        for inner in range(200):
            (place / f"{number}" / f"{inner}").mkdir()
    (place / "data.csv").write_text("1")
    files = Staged(tmp_path / "target")
    files.copy_submission(place, LIMITS)
    assert [str(path) for path in files.files] == ["data.csv"]
    assert "of all names, are looked at" in caplog.text
