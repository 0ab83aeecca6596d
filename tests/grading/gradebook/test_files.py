"""The graded files: all of a submission that can be borne, all or nothing, and the time at which it was handed in."""

import errno
import os
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.files import Staged
from autograder.grading.inbox.kinds import CopyLimits
from tests.support.gradebook import book, tables
from tests.support.recorded import LESSON, dies, everything, files, fingerprints, graded, record


@contextmanager
def full_disk(monkeypatch):
    def refuse(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        yield


def test_a_full_disk_leaves_all_as_it_was(stock, fresh, monkeypatch):
    record(fresh, everything(stock, fresh, "first"))
    before = tables(fresh, ids=True), files(fresh), fingerprints(fresh)
    with full_disk(monkeypatch), pytest.raises(CannotGrade, match="disk is full"):
        record(fresh, everything(stock, fresh, "second"))
    assert (tables(fresh, ids=True), files(fresh), fingerprints(fresh)) == before


def test_killed_while_staging_it_leaves_no_trace_in_the_next_record(stock, fresh, monkeypatch):
    def killed_at_file():
        pytest.MonkeyPatch().setattr(os, "fsync", lambda descriptor: os._exit(9))
        record(fresh, everything(stock, fresh))

    dies(killed_at_file)
    record(fresh, everything(stock, fresh))
    assert files(fresh) == files(stock)


def test_only_regular_files_of_a_bearable_size_are_copied(stock, fresh):
    with (fresh / "nbgrader_config.py").open("a") as config:
        config.write("\nc.CourseDirectory.max_file_size = 10\nc.CourseDirectory.max_dir_size = 15\n")
    item = graded(stock, fresh, "sofia", LESSON)
    (fresh / "secret.txt").write_text("hush")
    (item.submission / "link.txt").symlink_to(fresh / "secret.txt")
    (item.submission / "folder").symlink_to(fresh)
    os.mkfifo(item.submission / "pipe")
    (item.submission / "big.npy").write_bytes(bytes(10_001))
    (item.submission / "half-a.npy").write_bytes(bytes(8_000))
    (item.submission / "half-b.npy").write_bytes(bytes(8_000))
    (item.submission / "a" / "b").mkdir(parents=True)
    (item.submission / "a" / "b" / "kept.txt").write_text("kept")
    deep = item.submission.joinpath(*(["d" * 200] * 18))
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("deep")
    record(fresh, [item])
    copied = {path.split("/", 2)[2] for path, (_, content) in files(fresh).items() if content is not None}
    assert copied == {f"{LESSON}.ipynb", "timestamp.txt", "half-a.npy", "a/b/kept.txt"}


def test_a_file_that_its_disk_does_not_give_stops_nobody(stock, fresh, monkeypatch):
    item = graded(stock, fresh, "sofia", LESSON)
    (item.submission / "bad.npy").write_bytes(b"bad" * 100)
    read = os.read

    def failing(descriptor, most):
        data = read(descriptor, most)
        if data.startswith(b"bad"):
            raise OSError(errno.EIO, "Input/output error")
        return data

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        record(fresh, [item])
    assert tables(fresh)["submitted_assignment"]
    assert files(fresh)[f"sofia/{LESSON}/bad.npy"][1] == b""


IMPOSSIBLE = ["", "yesterday, maybe", "2026-13-45 00:00:00 UTC", "\0\xff", "1-1-1 0:0 99999999", "0001-01-01 00:00 UTC"]
IMPOSSIBLE += ["1970-01-01 00:00:00 UTC", "9999-12-31 23:59:59 UTC", "2999-01-01 00:00:00 +0900", "9" * 400, "nan"]


@pytest.mark.parametrize("written", IMPOSSIBLE)
def test_a_broken_timestamp_is_no_reason_for_no_mark_and_never_one_to_be_in_time(stock, fresh, written, caplog):
    item = graded(stock, fresh, "sofia", LESSON)
    path = item.submission / "timestamp.txt"
    path.write_text(written, encoding="latin-1")
    os.utime(path, (1_772_400_000, 1_772_400_000))
    record(fresh, [item])
    with book(fresh) as gradebook:
        assert gradebook.find_submission(LESSON, "sofia").timestamp == datetime(2026, 3, 1, 21, 20)
        assert gradebook.find_submission(LESSON, "sofia").score > 0
    assert "the file's own time is taken, 2026-03-01 21:20:00 UTC" in caplog.text


def test_a_timestamp_behind_a_link_is_not_read(stock, fresh):
    item = graded(stock, fresh, "sofia", LESSON)
    (item.submission / "timestamp.txt").rename(fresh / "elsewhere.txt")
    (item.submission / "timestamp.txt").symlink_to(fresh / "elsewhere.txt")
    time = item.sheet().timestamp
    own = (item.submission / "timestamp.txt").lstat().st_mtime
    assert datetime(2026, 3, 4) < time
    assert time == datetime.fromtimestamp(own, UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("written", "stays"),
    [(b"2026-05-01 12:00:00 UTC", True), (b"no time at all", False), (b"\xff", False), (b"", False)],
)
def test_a_time_that_is_none_is_left_out(tmp_path, written, stays):
    submission = tmp_path / "submitted" / "ada" / "made"
    submission.mkdir(parents=True)
    (submission / "timestamp.txt").write_bytes(written)
    (submission / "data.csv").write_bytes(b"1")
    files = Staged(tmp_path / "autograded" / "ada" / "made")
    files.copy_submission(submission, CopyLimits([], 1000, 1000))
    files.leave_out_false_time()
    files.place()
    assert sorted(path.name for path in files.target.iterdir()) == ["data.csv"] + ["timestamp.txt"] * stays
