"""Feedback pages follow the marks: whatever a page is made from, it is made again when that changes, and only then."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.grading.classroom import pages as module
from autograder.grading.classroom.classroom import Classroom
from autograder.grading.classroom.pages import Page, attempts, make
from autograder.grading.gradebook.files import Staged
from autograder.grading.pages import templates
from autograder.grading.pages.rendering.level import Level
from tests.support.classes import EVERYBODY, LESSON, autograded
from tests.support.gradebook import book


@pytest.fixture
def classroom(graded):
    return Classroom(graded)


def stale(classroom):
    return sorted(page.student for page in classroom.stale_pages([LESSON]))


def place(folder, student):
    return folder / "var" / "feedback" / student / LESSON / f"{LESSON}.html"


def keep(classroom, *students):
    """Gives these students a page as it would be made now, all but what is on it."""
    for page in classroom.stale_pages([LESSON], students):
        path = place(classroom.steps.root, page.student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'<meta name="made-from" content="{page.made_from}">')


def sql(folder, statement, *values):
    with sqlite3.connect(folder / "var" / "gradebook.db") as gradebook:
        gradebook.execute(statement, values)


def by_hand(folder):
    with book(folder) as gradebook:
        grade = gradebook.find_grade("linear_open_question", LESSON, LESSON, "chloe")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()


def comment(folder):
    with book(folder) as gradebook:
        gradebook.find_comment("linear_open_question", LESSON, LESSON, "chloe").manual_comment = "Well said."
        gradebook.db.commit()


def penalty(folder):
    with book(folder) as gradebook:
        gradebook.find_submission_notebook(LESSON, LESSON, "chloe").late_submission_penalty = 1.0
        gradebook.db.commit()


def notebook(folder):
    path = autograded(folder, "chloe")
    path.write_text(path.read_text() + "\n")


def removed(folder):
    place(folder, "chloe").unlink()


def cut(folder):
    place(folder, "chloe").write_text("<html>")


ONE = {each.__name__: each for each in (by_hand, comment, penalty, notebook, removed, cut)}


@pytest.mark.parametrize("change", ONE)
def test_a_page_is_stale_when_what_it_is_made_from_has_changed(classroom, change):
    assert stale(classroom) == EVERYBODY
    keep(classroom)
    assert stale(classroom) == []
    ONE[change](classroom.steps.root)
    assert stale(classroom) == ["chloe"]
    keep(classroom, "chloe")
    assert stale(classroom) == []


def points(folder):
    sql(folder, "UPDATE grade_cells SET max_score = max_score + 1")


def released(folder):
    path = folder / "notebooks" / LESSON / f"{LESSON}.ipynb"
    path.write_text(path.read_text() + "\n")


@pytest.mark.parametrize("change", [points, released])
def test_what_all_pages_share_makes_all_of_them_stale(classroom, change):
    keep(classroom)
    change(classroom.steps.root)
    assert stale(classroom) == EVERYBODY


def test_another_template_makes_all_of_them_stale(classroom, monkeypatch, tmp_path):
    keep(classroom)
    changed = shutil.copytree(templates.FOLDER, tmp_path / "templates")
    monkeypatch.setattr(templates, "FOLDER", changed)
    (changed / "feedback" / "style.html.j2").write_text("<style></style>")
    assert stale(classroom) == EVERYBODY


def test_a_copy_of_the_course_with_new_times_makes_none(classroom):
    keep(classroom)
    for path in classroom.steps.root.rglob("*.ipynb"):
        path.touch()
    assert stale(classroom) == []


def pages_of(folder):
    return {path.parent.parent.name: path.stat().st_ino for path in (folder / "var" / "feedback").rglob("*.html")}


def run(folder, code=0):
    done = CliRunner().invoke(app, ["grade", "05", "--workers", "1", "--root", str(folder)], env={"COLUMNS": "1000"})
    assert done.exit_code == code, done.output
    return done.output


def test_a_run_makes_what_is_missing_or_stale_and_says_which_it_could_not(graded):
    run(graded)
    before = pages_of(graded)
    assert sorted(before) == EVERYBODY
    marked = "linear_open_question</code>, 1.5 of 2 points"
    assert marked not in place(graded, "chloe").read_text()
    assert run(graded).count("Feedback pages") == 0

    by_hand(graded)
    shutil.rmtree(graded / "var" / "feedback" / "noah")
    (graded / "var" / "feedback" / "noah").write_text("in the way")
    said = run(graded, code=1)
    assert "No page: noah" in said
    assert "1 feedback pages could not be written; all marks are." in said
    assert marked in place(graded, "chloe").read_text()
    assert {name: number for name, number in before.items() if name not in ("chloe", "noah")}.items() <= pages_of(
        graded
    ).items()

    (graded / "var" / "feedback" / "noah").unlink()
    assert "noah" in run(graded)
    assert sorted(pages_of(graded)) == EVERYBODY


def test_a_page_is_whole_or_not_there(classroom, monkeypatch):
    """What ends the making at any moment leaves the old page, or none."""
    (page,) = classroom.stale_pages([LESSON], ["chloe"])
    monkeypatch.setattr(module, "_steps", lambda root: classroom.steps)
    assert make(page, classroom.steps.root).trouble == ""
    path = place(classroom.steps.root, "chloe")
    whole = path.read_bytes()
    assert whole.rstrip().endswith(b"</html>")

    for broken in ("write", "copy_master", "place"):
        with monkeypatch.context() as patch:

            def ends(self, *given, broken=broken):
                if broken == "place":
                    Path(self.folder, f"{LESSON}.html").write_bytes(whole[:1000])
                raise OSError(28, "No space left on device")

            patch.setattr(Staged, broken, ends)
            assert "No space left" in make(page, classroom.steps.root).trouble
        assert path.read_bytes() == whole


def test_what_ends_its_process_is_tried_with_less_and_then_given_up(graded):
    page = Page("chloe", LESSON, "0" * 64)
    tries = [attempt for _, attempt in attempts(page)]
    assert [(each.first, bool(each.given_up)) for each in tries] == [
        (Level.FULL, False),
        (Level.NO_COLOURS, False),
        (Level.TEXT, False),
        (Level.FULL, True),
    ]
    assert make(tries[-1], graded).trouble == module.ENDED_ITS_PROCESS
    assert not place(graded, "chloe").exists()


def test_a_page_holds_model_answers_only_where_the_course_says_so(graded):
    for setting, count in ((None, 0), ("c.ModelAnswers.enabled = True", 1)):
        if setting:
            with (graded / "nbgrader_config.py").open("a") as config:
                config.write(f"\n{setting}\n")
        classroom = Classroom(graded)
        (page,) = classroom.stale_pages([LESSON], ["sofia"])
        classroom.steps.feedback("sofia", LESSON, page.made_from)
        text = place(graded, "sofia").read_text()
        assert (text.count("Marking:"), text.count("Model answer") > 1) == (count, bool(count))
    assert list(classroom.stale_pages([LESSON], ["sofia"])) == []
    solved = graded / "solutions" / LESSON / f"{LESSON}.ipynb"
    solved.write_text(solved.read_text().replace("Marking:", "To mark it:"))
    assert len(Classroom(graded).stale_pages([LESSON], ["sofia"])) == 1
