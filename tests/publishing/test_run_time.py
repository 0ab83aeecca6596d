"""nbgrader's settings are only read; what a run needs is made when nbgrader runs, and works in a fresh clone."""

import os
import subprocess
import sysconfig
import warnings
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.exchange import ExchangeFactory

from autograder.publishing.folder import BrokenLesson, course_config
from autograder.publishing.run_time import prepare
from tests.support.course import files_of
from tests.support.processes import PATIENCE

LESSON = "05-xwt-plus-b"
FOLDERS = ("exchange", "cache", "work")
WIDE_OPEN, PRIVATE = 0o1777, 0o700


def mode(path):
    return path.stat().st_mode & 0o7777


def test_reading_the_configuration_changes_nothing(course, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    (course / "var" / "exchange").mkdir(mode=PRIVATE, parents=True)
    before = files_of(course), list(warnings.filters)
    course_config(course)
    assert (files_of(course), list(warnings.filters)) == before
    assert os.environ["PATH"] == "/usr/bin"


@pytest.mark.parametrize(
    "run",
    [
        lambda config: NbGraderAPI(config=config),
        lambda config: ExchangeFactory(config=config).List(config=config),  # JupyterLab's panel begins with this
    ],
    ids=["a command or the Formgrader", "the list of assignments"],
)
def test_what_nbgrader_makes_when_it_runs_gets_the_course_ready(course, monkeypatch, run):
    monkeypatch.setenv("PATH", "/usr/bin")
    config = course_config(course)
    for _ in range(2):
        run(config)
        assert sorted(path.name for path in (course / "var").iterdir()) == sorted(FOLDERS)
        assert mode(course / "var" / "exchange") == WIDE_OPEN
        assert os.environ["PATH"] == f"{sysconfig.get_path('scripts')}:/usr/bin"


def test_what_is_there_and_what_lies_elsewhere_is_left_alone(course, tmp_path):
    config = course_config(course)
    config.Exchange.cache = str(tmp_path / "elsewhere")
    config.CourseDirectory.db_url = "postgresql+psycopg://grader@db.example.org/gradebook"
    (course / "var" / "exchange").mkdir(mode=PRIVATE, parents=True)
    prepare(config)
    assert mode(course / "var" / "exchange") == PRIVATE
    assert (course / "var" / "work").is_dir()
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_named(course):
    (course / "var").write_text("a file where the folder should be")
    with pytest.raises(BrokenLesson, match="exchange cannot be made"):
        prepare(course_config(course))


def test_nbgrader_works_in_a_fresh_clone_where_no_program_is_on_the_path(course):
    programs = Path(sysconfig.get_path("scripts"))
    for command in (["generate_assignment", "--force"], ["release_assignment"]):
        done = subprocess.run(
            [programs / "nbgrader", *command, LESSON],
            cwd=course,
            env={**os.environ, "PATH": str(course)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Warning:" not in done.stderr
    assert (course / "var" / "exchange" / "matrix-gradients" / "outbound" / LESSON / f"{LESSON}.ipynb").is_file()
