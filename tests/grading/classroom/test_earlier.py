"""A class graded by an earlier version: its gradebook and its graded notebooks are read, and go on."""

import copy
import json
import shutil
import tarfile
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.grading import provenance
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.job import Job, recorded_seed
from autograder.grading.submission.checks import is_checked
from autograder.grading.submission.grade import graded_notebook
from autograder.sandbox.wall import Wall
from tests.support.course import ROOT, copy_course
from tests.support.gradebook import book, tables
from tests.support.walls import best

ARCHIVE = ROOT / "tests" / "data" / "earlier" / "var.tar.xz"
LESSON = "05-xwt-plus-b"
KEY = "matrix_gradients"
COUNT = 13


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """The present course with the class of then, untouched."""
    folder = copy_course(tmp_path_factory.mktemp("earlier") / "course")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder / "var", filter="data")
    return folder


@pytest.fixture(scope="module")
def gone_on(earlier, tmp_path_factory):
    """The class after `autograder grade`, and what that said."""
    best()
    folder = Path(shutil.copytree(earlier, tmp_path_factory.mktemp("gone-on") / "course"))
    return folder, grade(folder)


@pytest.fixture
def fresh(gone_on, tmp_path):
    return Path(shutil.copytree(gone_on[0], tmp_path / "course"))


def grade(folder, *options):
    """What the command says, in one line."""
    done = CliRunner().invoke(app, ["grade", "--root", str(folder), "--workers", "1", *options])
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def notebooks(folder):
    """The graded notebooks by student and lesson."""
    paths = sorted((folder / "var" / "autograded").glob("*/*/*.ipynb"))
    return {(path.parts[-3], path.parts[-2]): nbformat.read(path, as_version=4) for path in paths}


def marks(folder):
    """Points by the autograder and by hand, and comments, by student, lesson and cell."""
    with book(folder) as gradebook:
        parts = [
            (submission.student_id, assignment.name, part)
            for assignment in gradebook.assignments
            for submission in assignment.submissions
            for part in submission.notebooks
        ]
        grades = {
            (*where, grade.name): (grade.auto_score, grade.manual_score)
            for *where, part in parts
            for grade in part.grades
        }
        return grades, {(*where, comment.name): comment.comment for *where, part in parts for comment in part.comments}


def test_a_lesson_that_has_grown_is_graded_once_more_and_no_mark_of_then_changes(earlier, gone_on):
    folder, said = gone_on
    assert len(notebooks(earlier)) == COUNT
    assert f"{COUNT} graded behind the wall" in said
    (then, comments_then), (now, comments_now) = marks(earlier), marks(folder)
    assert {where: now[where] for where in then} == then
    assert {where: comments_now[where] for where in comments_then} == comments_then
    assert [points for _, points in then.values() if points is not None] == [2.0, 1.5, 1.0]
    assert comments_now["aiko", LESSON, "linear_open_question"] == "Well argued; name a test."
    new = {cell for _, _, cell in now} - {cell for _, _, cell in then}
    assert "linear_derivation_b-check" in new
    assert {points for (*_, cell), (points, _) in now.items() if cell in new} == {0.0}


def test_nothing_is_graded_again(fresh):
    before = tables(fresh, ids=True), files(fresh)
    assert f"{COUNT} were graded already and have not changed" in grade(fresh)
    assert (tables(fresh, ids=True), files(fresh)) == before


def test_a_lesson_that_has_lost_what_there_are_marks_for_is_left_to_a_person(fresh):
    for kind in ("solutions", "notebooks"):
        path = fresh / kind / LESSON / f"{LESSON}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("linear_grad_X")]
        nbformat.write(notebook, path)
    before = tables(fresh, ids=True), files(fresh), (fresh / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes()
    done = CliRunner().invoke(app, ["grade", "05", "--root", str(fresh)])
    assert done.exit_code == 1
    assert "no longer has linear_grad_X-check, and the gradebook has marks for it" in " ".join(done.output.split())
    after = tables(fresh, ids=True), files(fresh), (fresh / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes()
    assert after == before


def files(folder):
    """The graded files and the journal."""
    paths = [*(folder / "var" / "autograded").rglob("*.*"), folder / "var" / "graded.jsonl"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_of_what_changes_only_that_is_graded_and_a_persons_marks_stay(fresh):
    old, (grades, comments) = notebooks(fresh), marks(fresh)
    path = fresh / "var" / "submitted" / "priya" / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (answer,) = [cell for cell in notebook.cells if cell.id == "linear_grad_W"]
    answer.source = "def linear_grad_W(X, W, B, G):\n    return X.T @ G"
    nbformat.write(notebook, path)

    result = json.loads(grade(fresh, "--json"))
    assert (result["student"], result["lesson"]) == ("priya", LESSON)
    assert result["verdicts"]["linear_grad_W-check"]["mistake"] == "transposed"
    after, comments_after = marks(fresh)
    changed = {where for where in grades if grades[where] != after[where]}
    assert changed == {("priya", LESSON, "linear_grad_W-check")}
    assert comments_after == comments
    with book(fresh) as gradebook:
        for student in ("priya", "aiko"):  # each answer is what it was when a person marked it
            assert not gradebook.find_grade("linear_open_question", LESSON, LESSON, student).needs_manual_grade
    entries = [json.loads(line) for line in (fresh / "var" / "graded.jsonl").read_text().splitlines()]
    assert (entries[-1]["student"], entries[-1]["lesson"]) == ("priya", LESSON)
    lost = grades["priya", LESSON, "linear_grad_W-check"][0]
    assert f"priya,,,,{15.0 - lost:.1f}," in (fresh / "var" / "grades.csv").read_text()
    page = fresh / "var" / "feedback" / "priya" / LESSON / f"{LESSON}.html"
    assert "Only one of the two." in page.read_text()

    new = notebooks(fresh)
    assert {where for where in old if old[where] != new[where]} == {("priya", LESSON)}
    for before, now in zip(records(old["priya", LESSON]), records(new["priya", LESSON]), strict=True):
        assert before.keys() == now.keys()
    assert f"{COUNT} were graded already and have not changed" in grade(fresh)


def records(notebook):
    """What the notebook and its cells keep of how they were graded."""
    return [part.metadata[KEY] for part in (notebook, *notebook.cells) if KEY in part.metadata]


def test_each_record_of_then_is_written_as_it_was(earlier):
    backends = set()
    for notebook in notebooks(earlier).values():
        again = copy.deepcopy(notebook)
        origin = provenance.of(again)
        backends.add(origin.backend)
        provenance.write(again, origin)
        for cell in filter(is_checked, again.cells):
            provenance.write_check(cell, provenance.of_check(cell))
            shown = [output.metadata[KEY] for output in cell.outputs if KEY in output.get("metadata", {})]
            assert [verdict.message for verdict in provenance.verdicts(cell.outputs)] == [
                verdict["message"] for verdict in shown
            ]
        assert len(records(again)) > 1
        assert again == notebook
    assert backends == {"bubblewrap+landlock"}


def test_where_the_journal_is_lost_the_verdicts_still_stand(fresh, monkeypatch):
    config = NbgraderSteps(fresh).config
    sessions = []
    start = Wall.session
    monkeypatch.setattr(Wall, "session", lambda wall, until: sessions.append(wall) or start(wall, until))
    with Wall(best()) as wall:
        for student, lesson in notebooks(fresh):
            folder = fresh / "var" / "submitted" / student / lesson
            before = (fresh / "var" / "autograded" / student / lesson / f"{lesson}.ipynb").read_bytes()
            raw = (folder / f"{lesson}.ipynb").read_bytes()
            job = Job(student, lesson, folder, raw, "", recorded_seed(before), before)
            sheet = Sheet.of(student, lesson, graded_notebook(job, Master.read(config, lesson), wall), folder)
            assert sheet.notebook == before
    assert not sessions


def test_the_pages_of_then_can_be_made(gone_on):
    steps = NbgraderSteps(gone_on[0])
    for student, words in (("aiko", "Well argued; name a test."), ("broken", "This submission could not be graded")):
        steps.feedback(student, LESSON)
        page = steps.feedback_page(student, LESSON).read_text()
        assert words in page
        assert "linear_forward" in page
