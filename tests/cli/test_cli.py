"""The command line: what it says, and how it fails."""

import inspect
import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from autograder.cli import app, console, declaration
from autograder.lessons.version import VERSION
from tests.support.course import files_of

LESSON = "05-xwt-plus-b"


COMMANDS = {command.name: command.callback for command in app.registered_commands}


@pytest.fixture
def invoke():
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(invoke, command):
    overall, own = invoke("--help").output, inspect.getdoc(COMMANDS[command])
    assert command in overall
    assert "Example" in invoke(command, "--help").output
    first, *others = re.sub(r"\[/?bold\]", "", own).splitlines()
    assert first.endswith(".")
    assert [line for line in others if len(line) > 78] == []  # of 80 columns two are a margin
    assert "var/submitted" in invoke("grade", "--help").output


def test_the_version_is_said(invoke):
    said = invoke("--version")
    assert (said.exit_code, said.output) == (0, f"matrix-gradients {VERSION}\n")


def test_list_shows_every_exercise(invoke):
    said = invoke("list")
    assert said.exit_code == 0
    assert "linear_grad_W(X, W, B, G)" in said.output
    assert "04-wx-by-indices" in said.output


def test_build_check_passes_on_what_is_committed_says_so_and_changes_nothing(invoke, course):
    before = files_of(course)
    said = invoke("build", LESSON, "--check", "--root", course)
    assert said.exit_code == 0, said.output
    assert "what the texts make" in said.output
    assert files_of(course) == before
    assert not (course / "var").exists()


def test_build_check_fails_on_anything_else_and_names_it(invoke, course):
    released = course / "notebooks" / LESSON / f"{LESSON}.ipynb"
    released.write_text(released.read_text().replace("The layer", "The cake"))
    said = invoke("build", "05", "--check", "--root", course)
    assert said.exit_code == 1
    assert f"notebooks/{LESSON}/{LESSON}.ipynb" in said.output
    assert "autograder build" in said.output


@pytest.mark.parametrize(
    "command", ["build", "bundle", "new-lesson 11-x", "start", "grade", "status", "report", "due", "demo"]
)
def test_outside_a_course_one_sentence_says_what_to_do(invoke, tmp_path, command):
    said = invoke(*command.split(), "--root", tmp_path)
    assert said.exit_code == 1
    assert "no nbgrader_config.py" in said.output
    assert "Traceback" not in said.output


def test_an_unknown_lesson_is_told_which_there_are(invoke, course):
    said = invoke("build", "77", "--root", course)
    assert said.exit_code == 1
    assert "there are 00-notation, 01-frobenius-product" in said.output


def test_grading_nobody_says_how_to_collect(invoke, course):
    said = invoke("grade", "05", "--root", course)
    assert said.exit_code == 1
    assert "nbgrader collect" in said.output


def test_a_page_to_read_is_not_graded_and_says_so(invoke, course):
    page = course / "var" / "submitted" / "ada" / "00-notation"
    page.mkdir(parents=True)
    shutil.copy(course / "notebooks" / "00-notation" / "00-notation.ipynb", page)
    said = invoke("grade", "00", "--root", course)
    assert said.exit_code == 1
    assert "a page to read" in said.output
    assert "no submissions" in invoke("grade", "--root", course).output


def test_the_demo_does_not_touch_a_real_class(invoke, course):
    (course / "var" / "submitted" / "somebody" / LESSON).mkdir(parents=True)
    (course / "var" / "gradebook.db").write_bytes(b"the real one")
    answers = course / "answers" / "ada"
    answers.mkdir(parents=True)
    (answers / f"{LESSON}.py").write_text("def linear_grad_B(X, W, B, G):\n    return G\n")
    before = {path: found for path, found in files_of(course / "var").items() if path != course / "var"}
    said = invoke("demo", course / "answers", "--no-feedback", "--root", course)
    assert said.exit_code == 0, said.output
    assert "somebody" not in said.output
    assert (course / "var" / "demo" / "var" / "submitted").is_dir()
    shutil.rmtree(course / "var" / "demo")
    assert {path: found for path, found in files_of(course / "var").items() if path != course / "var"} == before
    assert invoke("demo", course / "nowhere", "--root", course).exit_code == 1


def test_a_broken_configuration_is_named(invoke, course):
    (course / "nbgrader_config.py").write_text("c = get_config()\nraise RuntimeError('half written')\n")
    said = invoke("build", "05", "--root", course)
    assert said.exit_code == 1
    assert "half written" in said.output
    assert "nbgrader_config.py does not run" in said.output.replace("\n", " ")


def test_demo_grades_and_ends_with_table_pages_and_marks(invoke, course):
    answers = course / "answers"
    for student, body in {"ada": "return G.T @ X", "bo": "return G.T @ X / len(X)"}.items():
        (answers / student).mkdir(parents=True)
        (answers / student / f"{LESSON}.py").write_text(f"def linear_grad_W(X, W, B, G):\n    {body}\n")
    said = invoke("demo", answers, "--root", course)
    assert said.exit_code == 0, said.output
    assert "factor" in said.output
    assert "grades.csv" in said.output
    assert str(course / "var" / "demo" / "var" / "feedback" / "bo" / LESSON / f"{LESSON}.html") in said.output
    assert "graded behind the wall" in said.output
    again = invoke("grade", "05", "--student", "ada", "--root", course / "var" / "demo")
    assert again.exit_code == 0, again.output
    assert "1 were graded already" in again.output
    demo = course / "var" / "demo"
    said = invoke("report", "--root", demo)
    assert said.exit_code == 0, said.output
    assert "05-xwt-plus-b: 2 of 2 handed in" in said.output
    assert " blank" in said.output
    said = invoke("due", "05", "2026-12-01 18:00 UTC", "--root", demo)
    assert "2026-12-01 18:00 UTC" in said.output
    assert "ada has until" in invoke("extend", "05", "ada", "2d", "--root", demo).output
    assert "(2026-12-01 18:00 UTC)" in invoke("due", "--root", demo).output
    assert "no due date" in invoke("due", "05", "none", "--root", demo).output
    assert "has no more time for 05" in invoke("extend", "05", "ada", "none", "--root", demo).output
    for wrong in (
        ("due", "05", "tomorrow"),
        ("extend", "05", "zoe", "2d"),
        ("extend", "05", "ada", "soon"),
        ("due", "9"),
    ):
        said = invoke(*wrong, "--root", demo)
        assert said.exit_code == 1, said.output
        assert "autograder: " in said.output
    again = invoke("grade", "05", "--student", "ada", "--regrade", "--root", course / "var" / "demo")
    assert again.exit_code == 0, again.output
    assert "ada" in again.output
    assert "bo " not in again.output


def test_what_is_misplaced_and_who_handed_nothing_in_is_said(invoke, course):
    submitted = course / "var" / "submitted"
    (submitted / "max" / "05").mkdir(parents=True)
    (submitted / "loose.ipynb").touch()
    said = invoke("grade", "05", "--student", "nobody", "--root", course)
    assert said.exit_code == 1
    assert "no <student>/<lesson>/ of this course: loose.ipynb, max/05" in said.output
    assert "nobody handed in none of 05-xwt-plus-b" in said.output


def test_a_missing_released_notebook_is_named(invoke, course):
    shutil.rmtree(course / "notebooks" / LESSON)
    answers = course / "answers" / "ada"
    answers.mkdir(parents=True)
    (answers / f"{LESSON}.py").write_text("x = 1\n")
    said = invoke("demo", course / "answers", "--root", course)
    assert said.exit_code == 1
    assert "cannot be filled" in said.output


def test_all_slips_of_a_lesson_are_told_a_line_each(invoke, course):
    text = course / "solutions" / f"{LESSON}.md"
    broken = text.read_text().replace("## The gradient of W", "## The slope of $W").replace("check(linear_grad_X)", "1")
    text.write_text(broken)
    said = invoke("build", "05", "--root", course)
    assert said.exit_code == 1
    assert "a $ is not closed" in said.output
    assert "the cell 'linear_grad_X-check' must say check(linear_grad_X)" in said.output
    assert "linear_grad_W: a verdict says Reread “The gradient of W”" in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('LESSON.exercise("x", "x: n -> n")\n', "forms.py:1: NameError: name 'LESSON' is not defined"),
        ("def broken(:\n", "forms.py:1: SyntaxError: "),
        ("import os\n\nparse_signature('x n -> n')\n", "forms.py:3: NameError: name 'parse_signature'"),
        (
            "from autograder.notation.signature import parse_signature\nparse_signature('x n -> n')\n",
            "forms.py:2: 'x n' has no colon",
        ),
    ],
)
def test_a_declaration_that_cannot_be_imported_is_told_by_file_and_line(invoke, monkeypatch, source, words):
    def broken():
        exec(compile(source, str(declaration.LESSONS / "forms.py"), "exec"), {})

    monkeypatch.setattr(console, "PlainTable", lambda *headings, **options: broken())
    said = invoke("list")
    assert said.exit_code == 1
    assert f"autograder: autograder/lessons/{words}" in said.output
    assert "Traceback" not in said.output


def test_an_error_of_ours_is_none_of_a_lessons(invoke, monkeypatch):
    monkeypatch.setattr(console, "PlainTable", lambda *headings, **options: 1 / 0)
    assert "Traceback" in invoke("list").output


def test_a_new_lesson_can_be_begun_beside_one_that_is_broken():
    """No command imports the lessons before it needs them."""
    script = (
        "import sys; import autograder.cli, autograder.cli.course.new_lesson, autograder.publishing.new_lesson.write"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{script}; print('autograder.lessons' in sys.modules)"], capture_output=True, text=True
    )
    assert done.stdout == "False\n", done.stderr
