"""A new lesson builds, checks and grades at once; docs/authors.md is walked through, command by command."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from autograder.publishing.folder import BrokenLesson, Course
from autograder.publishing.new_lesson.write import new_lesson
from tests.support.course import ROOT, files_of
from tests.support.processes import PATIENCE
from tests.support.walls import best


def bare_course(folder):
    """The folders that a lesson is written into."""
    for name in ("solutions", "docs/figures", "autograder/lessons"):
        (folder / name).mkdir(parents=True)
    (folder / "solutions" / "05-xwt-plus-b.md").touch()
    (folder / "autograder" / "lessons" / "course.py").write_text('"frobenius_einsum",')
    return Course(folder)


def test_the_authors_walk_is_as_it_is_written(tmp_path):
    """In one process, in a copy of the course whose package is the one that is used."""
    best()
    for name in ("docs", "autograder"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "solutions").mkdir()
    shutil.copy(ROOT / "solutions" / "00-notation.md", tmp_path / "solutions")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.walk", ROOT / "docs" / "authors.md"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["further"] == {"slips": [], "package": str(tmp_path / "autograder" / "__init__.py")}


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("quadratic-forms", "", "is no name for a lesson: two digits, then"),
        ("1-forms", "", "is no name"),
        ("111-forms", "", "is no name"),
        ("11_forms", "", "is no name"),
        ("11-Forms", "", "is no name"),
        ("11-", "", "is no name"),
        ("11-forms/../../x", "", "is no name"),
        ("11-2nd", "", "is no name"),
        (f"11-{'x' * 48}", "", "50 at most"),
        ("11-forms\n", "", "is no name"),
        ("05-forms", "", "the number 05 is that of 05-xwt-plus-b"),
        ("11-class", "", "is a word of Python's"),
        ("11-course", "", "course.py is there already, and nothing is overwritten"),
        ("11-frobenius", "", 'course.py has an exercise "frobenius_einsum" already: choose another name'),
        ("11-forms", 'the "best"', "is no title"),
        ("11-forms", "one\ntwo", "is no title"),
        ("11-forms", "x" * 61, "is no title"),
        ("11-forms", "@NAME@", "is no title"),
    ],
)
def test_what_cannot_be_taken_gets_one_sentence_and_writes_nothing(tmp_path, name, title, words):
    course = bare_course(tmp_path / "course")
    before = files_of(course.root)
    with pytest.raises(BrokenLesson, match=words) as refused:
        new_lesson(course, name, title)
    assert "\n" not in str(refused.value)
    assert files_of(course.root) == before


def test_a_second_time_nothing_is_overwritten(tmp_path):
    course = bare_course(tmp_path / "course")
    written = new_lesson(course, "11-forms", "Forms, quadratic")
    assert {path.relative_to(course.root).parts[0] for path in written} == {"solutions", "autograder", "docs"}
    assert "# 11 · Forms, quadratic" in written[0].read_text()
    before = files_of(course.root)
    for name in ("11-forms", "12-forms"):
        with pytest.raises(BrokenLesson, match="choose another"):
            new_lesson(course, name)
    assert files_of(course.root) == before


def test_what_cannot_be_written_to_its_end_leaves_nothing_behind(tmp_path):
    course = bare_course(tmp_path / "course")
    figures = course.root / "docs" / "figures"
    figures.rmdir()
    figures.touch()
    with pytest.raises(BrokenLesson, match=r"forms-shapes\.svg cannot be written: "):
        new_lesson(course, "11-forms")
    figures.unlink()
    assert len(new_lesson(course, "11-forms")) == 4


def test_without_the_projects_clone_it_says_where_lessons_are_written(tmp_path):
    (tmp_path / "solutions").mkdir()
    with pytest.raises(BrokenLesson, match="write lessons in a clone"):
        new_lesson(Course(tmp_path), "11-forms")
