"""What a notebook's file remembers of checks, points and open questions, for `progress` after a restart."""

import json

import pytest

from autograder import judge, progress
from autograder.judging import VERDICT_KEY
from autograder.lessons.course import find_lesson
from autograder.student import check as notebook
from autograder.student.notebook.saved import NOTHING, of_cells, saved
from tests.support.course import ROOT

LESSON = "05-xwt-plus-b"
COUNT = len(find_lesson(LESSON).exercises)


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A student's notebook, released and then saved with the outputs of two checks."""
    cells = json.loads((ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text())["cells"]
    verdicts = {
        "linear_grad_b-check": judge("linear_grad_b", lambda X, W, b, G: G.sum(0)),
        "linear_grads_nd-check": judge("linear_grads_nd", lambda X, W, b, G: (G @ W, W, b)),
    }
    for cell in cells:
        if cell["id"] in verdicts:
            metadata = {VERDICT_KEY: verdicts[cell["id"]].to_dict()}
            cell["outputs"] = [{"output_type": "display_data", "data": {}, "metadata": metadata}]
    path = tmp_path / f"{LESSON}.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setattr(notebook, "_checked", {})
    return path


def test_a_kernel_that_was_restarted_knows_what_is_saved(file):
    text = progress().text
    assert text.startswith(f"{LESSON}: 1 of {COUNT} right, ")
    assert "right, as saved" in text
    assert "partly right, 33%, as saved" in text
    assert "not checked yet" in text


def test_points_and_the_open_question_are_told(file):
    text = progress().text
    assert "linear_grad_b(X, W, b, G) · " in text
    assert "marked by a person" in text
    assert "linear_open_question · 2 points" in text


def test_a_check_of_this_kernel_counts_before_a_saved_one(file):
    notebook.check(lambda X, W, b, G: G.sum(0), "linear_grad_b")
    line = next(line for line in progress().text.splitlines() if "linear_grad_b(" in line)
    assert line.split()[:2] == ["right", "linear_grad_b(X,"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{"outputs": 7}]}', "\ud800", "[" * 10**5]
)
def test_a_file_that_cannot_be_read_remembers_nothing(file, content):
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert saved() == NOTHING
    assert progress("05").text.startswith(f"{LESSON}: 0 of {COUNT} right")


def test_where_there_is_no_file_nothing_is_remembered(monkeypatch):
    for name in ("", "nowhere.ipynb", "/", "no notebook"):
        monkeypatch.setenv("JPY_SESSION_NAME", name)
        assert saved() == NOTHING


def test_only_verdicts_are_taken_for_verdicts():
    for odd in (None, [], {}, {"passed": "yes"}, {"passed": True}, {"exercise": "frobenius"}):
        assert not of_cells([{"outputs": [{"metadata": {VERDICT_KEY: odd}}]}]).states
