"""Odd folders below submitted/: a link earns nothing, a name costs itself alone, and only harmless files are copied."""

import os

import nbformat
import pytest

from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from tests.hostile.answers import POINTS
from tests.hostile.cases.broken_files import SOLVED
from tests.support.course import ROOT
from tests.support.gradebook import book
from tests.support.once import copy
from tests.support.programs import run

LESSON = "05-xwt-plus-b"
SECRET = "what another student wrote"
ALL = sum(POINTS.values())
NO_STUDENTS = [
    "x" * 200,
    "e\x1b]0;HACKED\x07ve",
    "a\nline",
    "rtl\u202e",
    "wide\u3000",
    os.fsdecode(b"\xff\xfe"),
    "trail ",
]
NO_STUDENTS += [".hidden"]
PATTERNS = ["[az]-honest", "*", "?-honest", "a+b", "-rf"]
LINKED = ["linked-lesson", "linked-student", "linked-solution"]
HONEST = ["a-honest", "kinds", "z-honest", *PATTERNS]
COPIED = {"DATA.CSV", "notes.txt", "sub/plot.py", "timestamp.txt"}
LEFT_OUT = ["b.HTML", "c.Htm", "d.SVG", "i.xpdl", "k.XHTML", "l.shtml", "no-kind", "m.tar.gz", "n.csv.exe"]
LEFT_OUT += ["nbgrader_config.py", "Jupyter_Server_Config.JSON", "jupyter_lab.json", "my-config.py", "conftest.py"]
LEFT_OUT += ["sitecustomize.py", ".jupyter/custom.json", "jupyter_config.d/x.json", ".x.csv"]


def hand_in(submitted, student, contents):
    folder = submitted / student / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(contents)
    return folder


@pytest.fixture(scope="module")
def odd(assigned, tmp_path_factory):
    """A course with these folders below submitted/. To be copied."""
    folder = copy(assigned, tmp_path_factory.mktemp("odd") / "course")
    submitted = folder / "var" / "submitted"
    solved = SOLVED(nbformat.read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", as_version=4))
    for student in [*HONEST, *NO_STUDENTS]:
        own = hand_in(submitted, student, solved)
        (own / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    (submitted / "z-honest" / LESSON / "mine.csv").write_text(SECRET)
    for name in (*COPIED, *LEFT_OUT):
        path = submitted / "kinds" / LESSON / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("2026-03-01 12:00:00 UTC")
    (submitted / "kinds" / LESSON / "link.csv").symlink_to(submitted / "z-honest" / LESSON / "mine.csv")
    for student, target in (("linked-lesson", "../z-honest"), ("linked-solution", "../../../solutions")):
        (submitted / student).mkdir()
        (submitted / student / LESSON).symlink_to(f"{target}/{LESSON}")
    (submitted / "linked-student").symlink_to("z-honest")
    return folder


def points(folder):
    with book(folder) as gradebook:
        return {row.student.id: row.score for row in gradebook.find_assignment(LESSON).submissions}


def beside(folder, student):
    place = folder / "var" / "autograded" / student / LESSON
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()} - {f"{LESSON}.ipynb"}


@pytest.mark.parametrize("route", [("autograder", "grade", "--no-feedback"), ("nbgrader", "autograde", "--create")])
def test_each_way_to_grade_believes_no_link_and_no_name(odd, tmp_path, route):
    folder = copy(odd, tmp_path / "course")
    sparse = folder / "var" / "submitted" / "kinds" / LESSON / "sparse.npy"
    sparse.touch()
    os.truncate(sparse, 97_000_000)
    program, command, *options = route
    done = run(program, command, LESSON, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    earned = points(folder)
    assert {student: earned[student] for student in HONEST} == dict.fromkeys(HONEST, ALL)
    assert {earned.get(student, 0.0) for student in LINKED} == {0.0}
    assert set(earned) <= {*HONEST, *LINKED}
    for student in {*NO_STUDENTS} - {".hidden"}:
        assert f"{repr(student[:60])[:-1]}" in done.stderr
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert beside(folder, "kinds") == COPIED
    assert SECRET not in "".join(path.read_text() for path in (folder / "var" / "autograded" / "kinds").rglob("*.*"))
    for student in LINKED:
        assert beside(folder, student) == set()


def test_the_feedback_of_an_id_with_a_pattern_is_its_own(odd, tmp_path):
    folder = copy(odd, tmp_path / "course")
    words = ["grade", LESSON, "--no-feedback", "--student", "[az]-honest", "--student", "a-honest"]
    run("autograder", *words, cwd=folder).check_returncode()
    steps = NbgraderSteps(folder)
    steps.feedback("[az]-honest", LESSON)
    pages = {path.parent.parent.name for path in (folder / "var" / "feedback").rglob("*.html")}
    assert pages == {"[az]-honest"}
    assert steps.feedback_page("[az]-honest", LESSON).is_file()


def test_where_the_gradebook_has_a_list_of_students_nobody_is_made_up(odd, tmp_path):
    folder = copy(odd, tmp_path / "course")
    with book(folder) as gradebook:
        for student in HONEST[:2]:
            gradebook.add_student(student, first_name="H", last_name="onest")
    words = ["grade", LESSON, "--no-feedback"]
    done = run("autograder", *words, cwd=folder)
    done.check_returncode()
    assert set(points(folder)) == {*HONEST[:2]}
    assert "'z-honest' is left out: the gradebook's list of students has no such name" in done.stderr
    run("nbgrader", "autograde", LESSON, cwd=folder).check_returncode()
    assert set(points(folder)) == {*HONEST[:2]}
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Autograde.create_student = True\n")
    run("autograder", *words, "--student", "z-honest", cwd=folder).check_returncode()
    assert set(points(folder)) == {*HONEST[:2], "z-honest"}
