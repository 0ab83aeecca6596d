"""How far a lesson is: each number from where nbgrader keeps it."""

import shutil

import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import notebook_hash

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration
LESSON = "05-xwt"


def row(said, lesson=LESSON):
    """A lesson's cells in the table."""
    (found,) = (line for line in said.splitlines() if lesson in line and "│" in line)
    return [cell.strip() for cell in found.strip("│").split("│")]


def test_before_anything_happened(run, desk):
    shutil.rmtree(desk / "var")
    code, said = run("status")
    assert code == 0, said
    assert row(said) == [LESSON, "no", "0 of 0", "0", "0", "0 of 0", "–"]


def test_each_step_is_counted(run, desk, caplog):
    var = desk / "var"
    exchange = var / "exchange" / "matrix-gradients"
    (exchange / "outbound" / LESSON).mkdir(parents=True)
    for name in (f"zoe+{LESSON}+2026-01-01", f"zoe+{LESSON}+2026-01-02", f"ada+{LESSON}+2026-01-01", "bo+04-wx+2026"):
        (exchange / "inbound" / name).mkdir(parents=True)
    for student in ("ada", "=dee", "zoe", "odd\nname"):  # of whom the last two are no students of this class
        (var / "submitted" / student / LESSON).mkdir(parents=True)
    for student in ("ada", "bo", "chen"):
        page = var / "feedback" / student / LESSON / f"{LESSON}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"{student}'s page")
        if student != "chen":
            page.with_name("submission_secret.txt").write_text(f"secret of {student}")
    (exchange / "feedback").mkdir()
    for student, content in (("ada", "ada's page"), ("bo", "an older one")):
        name = notebook_hash(secret=f"secret of {student}", notebook_id=LESSON)
        (exchange / "feedback" / f"{name}.html").write_text(content)
    with Gradebook(f"sqlite:///{var}/gradebook.db", "matrix-gradients") as book:
        book.update_or_create_assignment(LESSON, duedate="2026-12-01 18:00 UTC")
    code, said = run("status", "05")
    assert code == 0, said
    steps = ["yes", "4 of 4, 1 to collect", "3, 1 to grade", "1", "1 of 3, 1 by hand"]
    assert row(said)[:6] == [LESSON, *steps]
    assert "(2026-12-01 18:00 UTC)" in row(said)[6]
    assert f"`nbgrader collect {LESSON} --update` collects 1 more" in said
    assert f"`autograder grade {LESSON}` grades 1 more" in said
    assert f"`nbgrader release_feedback {LESSON}` returns 1 more" in said
    assert "'zoe' is left out" in caplog.text
    assert "04-wx" not in said
    assert row(run("status")[1], "04-wx")[:4] == ["04-wx", "no", "0 of 4, 1 to collect", "0"]


def test_a_page_to_read_has_no_status_unless_it_is_named(run):
    assert "00-notation" not in run("status")[1]
    assert row(run("status", "00")[1], "00-notation")[2] == "0 of 4"


def test_what_is_not_there_is_one_sentence(run):
    code, said = run("status", "77")
    assert code == 1
    assert "no lesson is called '77'" in said
