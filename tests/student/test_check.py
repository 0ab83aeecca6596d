"""The student's two verbs, in a shell like the one a notebook has, and outside of one."""

import subprocess
import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder import CheckFailed, check, progress
from autograder.judging import VERDICT_KEY
from autograder.lessons.course import UnknownExercise, find_lesson
from autograder.student import check as notebook


def linear_grad_W(X, W, B, G):
    return G.T @ X


def wrong(X, W, B, G):
    return G.T @ X / len(X)


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    monkeypatch.setattr(notebook, "_checked", {})


def test_a_right_answer_shows_its_card_and_raises_nothing(capsys):
    assert check(linear_grad_W) is None
    assert "linear_grad_W: right" in capsys.readouterr().out


def test_a_wrong_answer_raises_the_same_words(capsys):
    with pytest.raises(CheckFailed) as caught:
        check(wrong, "linear_grad_W")
    assert capsys.readouterr().out == f"{caught.value}\n"
    assert "1/N times" in str(caught.value)
    assert "redo by hand" in str(caught.value)
    assert not caught.value.verdict.passed


def test_in_a_notebook_the_card_is_html_with_the_verdict_beside_it(shell):
    with capture_output() as captured:
        check(linear_grad_W)
    (output,) = captured.outputs
    assert "<b>linear_grad_W</b>" in output.data["text/html"]
    assert output.metadata[VERDICT_KEY]["passed"] is True


def test_a_failed_check_shows_no_frame_of_ours(shell, capsys):
    shell.push({"check": check, "wrong": wrong})
    result = shell.run_cell("check(wrong, 'linear_grad_W')")
    assert isinstance(result.error_in_exec, CheckFailed)
    shown = capsys.readouterr().out
    assert "CheckFailed: linear_grad_W: not right yet. The card above says more." in shown
    assert "1/N times" in str(result.error_in_exec)
    assert "Traceback" not in shown
    assert "autograder/" not in shown


def test_validate_which_shows_no_card_gets_all_of_it(shell, capsys, monkeypatch):
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    shell.push({"check": check, "wrong": wrong})
    error = shell.run_cell("check(wrong, 'linear_grad_W')").error_in_exec
    assert error._render_traceback_() == [f"CheckFailed: {error}"]
    assert "1/N times" in str(error)


def test_a_warning_of_the_answer_does_not_reach_stderr(capsys):
    def linear_grad_W(X, W, B, G):
        print("old", file=sys.stderr)
        return G.T @ X

    check(linear_grad_W)
    assert capsys.readouterr().err == ""


def test_an_unknown_name_is_told_the_nearest():
    def linear_grad_w(X, W, B, G):
        return G.T @ X

    with pytest.raises(UnknownExercise, match="did you mean linear_grad_W"):
        check(linear_grad_w)


def test_no_name_is_told_that_is_nothing_like_it():
    with pytest.raises(UnknownExercise, match="no exercise is called 'my_own'; a lesson"):
        check(lambda X: X, "my_own")


def test_progress_tells_what_is_solved():
    check(linear_grad_W)
    with pytest.raises(CheckFailed):
        check(lambda X, W, b, G: G, "linear_grad_b")
    text = progress().text
    assert text.startswith(f"05-xwt-plus-b: 1 of {len(find_lesson('05-xwt-plus-b').exercises)} right")
    assert "not right yet     linear_grad_b(X, W, b, G)" in text
    assert "not checked yet   unbroadcast(G, shape)" in text


def test_progress_before_any_check_is_that_of_the_notebook(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "work/04-wx-by-indices/04-wx-by-indices.ipynb")
    count = len(find_lesson("04-wx-by-indices").exercises)
    assert progress().text.startswith(f"04-wx-by-indices: 0 of {count} right")
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert "01-frobenius-product" in progress().text
    with pytest.raises(UnknownExercise, match="no lesson is called '12'"):
        progress("12")


def test_the_students_side_imports_nothing_of_grading_or_nbgrader():
    code = "import sys; from autograder import *; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "autograder.judging.referee" in loaded
    foreign = {"nbgrader", "jupytext", "typer", "rich", "nbformat", "IPython"}
    assert not [name for name in loaded if name.split(".")[0] in foreign or name.startswith("autograder.grading")]


def test_arguments_in_another_order_are_said_before_what_they_make_of_it():
    def linear_forward(W, X, b):
        return X @ W.T + b

    with pytest.raises(CheckFailed, match=r"called with \(X, W, b\), in this order, and its first line\s+says"):
        check(linear_forward)
