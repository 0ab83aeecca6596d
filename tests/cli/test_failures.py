"""Whatever an operator finds broken is one sentence that says what to do, by every command, and nothing is lost."""

import errno
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from autograder.cli import app
from autograder.cli.failures import in_a_sentence
from autograder.grading import whole_file
from autograder.grading.errors import CannotGrade
from autograder.grading.marks import health
from autograder.grading.marks.backup import back_up
from autograder.publishing import build, folder
from autograder.publishing.folder import course_config
from tests.support.course import files_of

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
COMMANDS = {
    "grade": ("grade", "05"), "report": ("report", "05"), "page": ("report", "--html"), "status": ("status",),
    "export": ("export",), "canvas": ("export", "--for", "canvas"), "due": ("due",),
    "due date": ("due", "05", "2026-12-01 18:00"), "extend": ("extend", "05", "ada", "48h"),
    "roster": ("roster", "{desk}/roster.csv"), "collect-zip": ("collect-zip", "{desk}/class.zip", "05"),
}  # fmt: skip
BACKUP = "put back a copy from var/backups/, the latest is gradebook-20260101T000000.000000Z.db"


def garbage(desk):
    (desk / "var" / "gradebook.db").write_bytes(b"no gradebook" * 1000)


def cut(desk):
    path = desk / "var" / "gradebook.db"
    path.write_bytes(path.read_bytes()[:-5000])


def emptied(desk):
    (desk / "var" / "gradebook.db").write_bytes(b"")


def scratched(desk):
    path = desk / "var" / "gradebook.db"
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000 + path.read_bytes()[4100:])


def a_folder(desk):
    (desk / "var" / "gradebook.db").unlink()
    (desk / "var" / "gradebook.db").mkdir()


def setting(line):
    def change(desk):
        with (desk / "nbgrader_config.py").open("a") as config:
            config.write(f"\n{line}\n")

    return change


BROKEN = {
    "garbage": (garbage, f"var/gradebook.db is no database: {BACKUP}"),
    "cut": (cut, f"var/gradebook.db is broken (database disk image is malformed): {BACKUP}"),
    "emptied": (emptied, f"var/gradebook.db is empty: {BACKUP}"),
    "scratched": (scratched, BACKUP),
    "a folder": (a_folder, "var/gradebook.db is no file: move it away"),
    "locked": (None, "var/gradebook.db is locked by another program: close that"),
    "no number": (setting('c.Wall.call_seconds = "three"'), "'call_seconds' trait of a Wall instance expected a float"),
    "too little": (setting("c.Wall.call_seconds = -1"), "'call_seconds' trait of a Wall instance should not be less"),
    "no address": (setting("c.CourseDirectory.db_url = 3"), "'db_url' trait of a CourseDirectory instance expected"),
    "no Python": (setting("c.Wall.call_seconds ="), "nbgrader_config.py does not run: SyntaxError"),
}  # fmt: skip


@pytest.fixture
def operators_desk(desk):
    """A desk with a copy of its gradebook, something handed in, and files for the commands that read one."""
    (desk / "var" / "backups").mkdir()
    shutil.copy(desk / "var" / "gradebook.db", desk / "var" / "backups" / "gradebook-20260101T000000.000000Z.db")
    handed_in = desk / "var" / "submitted" / "ada" / "05-xwt"
    handed_in.mkdir(parents=True)
    (handed_in / "05-xwt.ipynb").write_text("{}")
    (desk / "roster.csv").write_text("id,first_name,last_name,email,lms_user_id\nnew,N,N,n@example.org,7\n")
    with zipfile.ZipFile(desk / "class.zip", "w") as archive:
        archive.writestr("lovelaceada_101_2_05-xwt.ipynb", "{}")
    return desk


@pytest.mark.parametrize("state", BROKEN)
def test_every_command_says_what_is_broken_and_loses_nothing(operators_desk, run, state, monkeypatch):
    desk = operators_desk
    monkeypatch.setattr(health, "PATIENCE", 0.01)
    change, sentence = BROKEN[state]
    if change is None:
        other = sqlite3.connect(desk / "var" / "gradebook.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    else:
        change(desk)
    before = contents(desk)
    for words in COMMANDS.values():
        code, said = run(*(word.format(desk=desk) for word in words))
        assert code == 1, (words, said)
        assert sentence in said, (words, said)
        assert said.count("\n") == said.count("autograder: ") == 1, (words, said)
    if change is None:
        other.close()
    after = contents(desk)
    assert {path: after[path] for path in before} == before
    assert not [path for path in set(after) - set(before) if path.is_file()]


def contents(desk):
    return {path: found[1:] for path, found in files_of(desk).items() if "__pycache__" not in path.parts}


def test_a_broken_gradebook_takes_no_whole_ones_place_among_the_copies(operators_desk):
    scratched(operators_desk)
    copies = operators_desk / "var" / "backups"
    before = sorted(copies.iterdir())
    with pytest.raises(CannotGrade, match="nothing was changed"):
        back_up(course_config(operators_desk))
    assert sorted(copies.iterdir()) == before


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "var/grades.csv"), "the disk is full: free some room"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "the disk is full"),
        (PermissionError(13, "Permission denied", "notebooks/05"), "notebooks/05 cannot be used (Permission denied)"),
        (OperationalError("INSERT", {}, Exception("database or disk is full")), "the disk is full"),
        (OperationalError("INSERT", {}, Exception("attempt to write a readonly database")), "may not be written"),
        (OperationalError("SELECT", {}, Exception("no such column: x")), "nbgrader db upgrade"),
    ],
)
def test_a_disk_a_right_or_a_database_in_the_way_is_a_sentence(desk, run, monkeypatch, error, words):
    def broken(*about):
        raise error

    monkeypatch.setattr(build, "make", broken)
    monkeypatch.setattr(folder.Course, "sets_exercises", broken)
    for command in (("build", "05"), ("status",), ("grade",)):
        code, said = run(*command)
        assert code == 1
        assert words in said
        assert said.count("\n") == 1


def test_on_a_disk_that_may_only_be_read_the_file_that_was_asked_for_is_named(tmp_path, monkeypatch):
    def refused(path, *about, **options):
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    for method in ("write_text", "replace", "unlink"):
        monkeypatch.setattr(Path, method, refused)
    with pytest.raises(CannotGrade, match=r"/marks\.csv cannot be written \(Read-only file system\)"):
        whole_file.write("ada,17", tmp_path / "marks.csv")


def test_a_fault_of_the_programs_own_keeps_its_traceback(desk, monkeypatch):
    monkeypatch.setattr(folder.Course, "sets_exercises", lambda *about: 1 / 0)
    assert in_a_sentence(ZeroDivisionError()) == ""
    said = CliRunner().invoke(app, ["status", "--root", str(desk)])
    assert said.exit_code == 1
    assert "ZeroDivisionError" in said.output
