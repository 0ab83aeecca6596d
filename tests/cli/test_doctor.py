"""`autograder doctor` looks at all that a course needs, and says of each what to do; it ends with 1 where it must."""

import os
import shutil
import sqlite3
from importlib import metadata
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder.cli import app, console, doctor
from autograder.grading.checkup import folders, notebooks, settings
from autograder.grading.checkup.installed import look as packages
from autograder.publishing.folder import Course, course_config
from tests.support.course import ROOT, copy_course

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
LESSON = "05-xwt-plus-b"


@pytest.fixture(autouse=True)
def walls(monkeypatch):
    """They are looked at elsewhere."""
    monkeypatch.setattr(doctor, "_walls", lambda course: "")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("whole") / "course")
    for text in (course / "solutions").glob("*.md"):
        if text.stem not in ("00-notation", LESSON):  # two lessons are looked at as all are
            text.unlink()
    return course


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c.Wall.call_secondz = 3", "c.Wall.call_secondz is no setting; did you mean c.Wall.call_seconds?"),
        ("c.Wal.call_seconds = 3", "c.Wal is no section; did you mean c.Wall?"),
        ('c.Wall.call_seconds = "three"', "c.Wall.call_seconds = 'three' cannot be: The 'call_seconds' trait"),
        ("c.Wall.call_seconds = -1", "c.Wall.call_seconds = -1 cannot be"),
        ("c.ExchangeCollect.check_owners = False", "did you mean c.ExchangeCollect.check_owner?"),
        ("c.Exchange.zzz = 1", "c.Exchange.zzz is no setting: take it out"),
        ('c.LateSubmissionPlugin.penalty_method = "nothing"', "penalty_method"),
        ("c.ModelAnswers.enabled = 7", "c.ModelAnswers.enabled = 7 cannot be"),
        ('c.CourseDirectory.ignore.append("*.x")', ""),
        ("c.ServerApp.portt = 1", ""),
        ("c.Wall.call_seconds = 3", ""),
    ],
)
def test_a_setting_that_nobody_reads_or_can_use_is_said(desk, line, words):
    with (desk / "nbgrader_config.py").open("a") as config:
        config.write(f"\n{line}\n")
    assert words in " ".join(settings.complaints(course_config(desk)))
    assert bool(list(settings.complaints(course_config(desk)))) is bool(words)


def test_grading_says_it_too(desk, run):
    with (desk / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Wall.call_secondz = 3\n")
    assert "did you mean c.Wall.call_seconds?" in run("grade", "05")[1]


def garbage(desk):
    (desk / "var" / "gradebook.db").write_bytes(b"x" * 5000)


def scratched(desk):
    path = desk / "var" / "gradebook.db"
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 4096 + path.read_bytes()[12288:])


def of_another_version(desk):
    with sqlite3.connect(desk / "var" / "gradebook.db") as gradebook:
        gradebook.execute("UPDATE alembic_version SET version_num = 'old'")


def no_python(desk):
    (desk / "nbgrader_config.py").write_text("c = ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (garbage, "gradebook.db is no database: put back a copy"),
        (scratched, "gradebook.db is broken"),
        (of_another_version, "nbgrader db upgrade"),
        (no_python, "does not run"),
    ],
)
def test_what_must_be_mended_is_in_the_table_and_the_code(desk, run, change, words):
    change(desk)
    code, said = run("doctor")
    assert code == 1, said
    assert words in " ".join(said.replace("│", " ").split())
    assert "must be mended" in said


def test_a_gradebook_that_is_locked_is_said_to_be(desk, run, monkeypatch):
    monkeypatch.setattr("autograder.grading.checkup.gradebook.PATIENCE", 0.01)
    other = sqlite3.connect(desk / "var" / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    said = " ".join(run("doctor")[1].replace("│", " ").split())
    other.close()
    assert "is locked by another program" in said


def test_a_course_in_order_is_told_so(whole, monkeypatch):
    monkeypatch.setattr(console._out, "width", 200)
    shutil.rmtree(whole / "var", ignore_errors=True)
    result = CliRunner().invoke(app, ["doctor", "--root", str(whole)])
    code, said = result.exit_code, " ".join(result.output.replace("│", " ").split())
    assert "none yet; the first `autograder grade` makes it" in said
    assert "lessons are what the texts say" in said
    assert code == 0, said


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        ("solutions/{}.md", "## The layer", "## The cake", "solutions/05-xwt-plus-b is older than its text"),
        ("solutions/{}.md", "return G.T @ X", "return (X.T @ G).T", "solutions/05-xwt-plus-b is older than its text"),
        ("solutions/{0}/{0}.ipynb", '"cells"', '"bells"', "solutions/05-xwt-plus-b is missing, or is no notebook"),
        ("notebooks/{0}/{0}.ipynb", "The layer", "The cake", "notebooks/05-xwt-plus-b was changed after"),
        ("notebooks/{0}/{0}.ipynb", "raise NotImplementedError()", "pass", "notebooks/05-xwt-plus-b was changed after"),
    ],
)  # fmt: skip
def test_a_stale_notebook_is_named(whole, kind, old, new, words):
    path = whole / kind.format(LESSON)
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))
    found = list(notebooks.look(course_config(whole), Course(whole)))
    path.write_text(before)
    assert [finding.state for finding in found if finding.must_be_mended] == [
        finding.state for finding in found if finding.state.startswith(words)
    ]
    assert len([finding for finding in found if finding.must_be_mended]) == 1


def test_a_notebook_that_another_version_would_make_otherwise_is_older(whole, monkeypatch):
    monkeypatch.setattr(notebooks, "_made_of", lambda *about: {})
    found = [finding.state for finding in notebooks.look(course_config(whole), Course(whole)) if finding.mend]
    assert f"notebooks/{LESSON} is older than its text" in found


def test_what_was_released_before_a_change_may_stay(whole):
    released = whole / "var" / "exchange" / "matrix-gradients" / "outbound" / LESSON / f"{LESSON}.ipynb"
    released.parent.mkdir(parents=True)
    text = (whole / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text()
    for content, count in ((text, 0), (text.replace("The layer", "The cake"), 1)):
        released.write_text(content)
        found = list(notebooks.look(course_config(whole), Course(whole)))
        assert len([finding for finding in found if "was released before" in finding.state]) == count
        assert not any(finding.must_be_mended for finding in found)


def test_the_exchange_must_be_a_folder_that_all_can_use(tmp_path):
    course = tmp_path / "course"
    assert not folders.exchange(course / "var" / "exchange", course).mend
    assert "mkdir" in folders.exchange(tmp_path / "exchange", course).mend
    place = tmp_path / "exchange"
    place.touch()
    assert folders.exchange(place, course).must_be_mended
    place.unlink()
    place.mkdir(mode=0o755)
    assert folders.exchange(place, course).optional
    place.chmod(0o1777)
    assert not folders.exchange(place, course).mend


def test_room_and_rights_are_looked_at(tmp_path, monkeypatch):
    for free, mend, optional in ((0.1e9, True, False), (1e9, True, True), (9e9, False, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda place, free=free: SimpleNamespace(free=free))
        found = folders.room(tmp_path / "var" / "autograded")
        assert (bool(found.mend), found.optional) == (mend, optional)
    monkeypatch.setattr(os, "access", lambda *about: False)
    assert folders.exchange(tmp_path, tmp_path).must_be_mended


REQUIRES = [
    "numpy>=2.0",
    "nbgrader>=0.9.5; extra == 'course'",
    'copydetect>=0.5; extra == "similar"',
    "no-such-package; extra == 'dev'",
]


def test_packages_and_their_namesake(monkeypatch):
    assert not any(finding.mend for finding in packages(True))
    installed = metadata.version

    def version(name):
        if name == "autograder":
            return "3.7.7"
        if name == "copydetect":
            raise metadata.PackageNotFoundError
        return "0.1" if name == "nbgrader" else installed(name)

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(metadata, "requires", lambda name: REQUIRES)
    found = {finding.what: finding for finding in packages(True)}
    assert "nbgrader 0.9.5 or newer" in found["packages to build a course and grade a class"].state
    assert found["packages to build a course and grade a class"].must_be_mended
    assert found["packages to look for similar answers"].optional
    assert "pip uninstall autograder" in found["import name"].mend
    assert not any(finding.must_be_mended for finding in packages(False) if finding.what.startswith("packages"))


def test_the_course_itself_is_in_order():
    assert not any(finding.must_be_mended for finding in settings.look(course_config(ROOT)))


@pytest.mark.parametrize(("name", "words"), [("nowhere", "nowhere is not there"), (".", "is not in a course")])
def test_a_folder_that_is_no_course_is_not_said_to_be_well(tmp_path, name, words):
    said = CliRunner().invoke(app, ["doctor", "--root", str(tmp_path / name)])
    assert said.exit_code == 1
    assert words in said.stderr


def test_a_course_without_lessons_is_told_so_in_words(desk):
    for text in (desk / "solutions").glob("*.md"):
        text.unlink()
    said = CliRunner().invoke(app, ["doctor", "--root", str(desk)], env={"COLUMNS": "400"})
    assert "holds no lesson" in said.stdout
    assert "BrokenLesson" not in said.stdout
