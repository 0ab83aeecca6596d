"""`autograder judge` and `autograder doctor`: exit codes, JSON, many at once, bad input."""

import json
import os
import resource
import sys

import pytest
from typer.testing import CliRunner

from autograder.cli import app, judge
from autograder.grading.workers.memory import OWN_MEMORY
from autograder.judging.kinds.function import FunctionExercise
from autograder.sandbox import backends
from autograder.sandbox.backends import BACKENDS, Offer
from tests.support.walls import best

RIGHT = "def wx_grad_W(W, X, G):\n    return G @ X.T\n"
WRONG = "def wx_grad_W(W, X, G):\n    return G @ X.T / len(X)\n"
NAME = "wx_grad_W"


def run(*arguments, stdin=None):
    best()
    return CliRunner().invoke(app, ["judge", *map(str, arguments)], input=stdin, env={"COLUMNS": "200"})


def said(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def file(folder, source, name="answer.py"):
    path = folder / name
    path.write_bytes(source.encode() if isinstance(source, str) else source)
    return path


@pytest.mark.parametrize(("source", "code", "word"), [(RIGHT, 0, "Right"), (WRONG, 1, "not right yet")])
def test_the_exit_code_says_whether_it_is_right(tmp_path, source, code, word):
    result = run(NAME, file(tmp_path, source))
    assert result.exit_code == code, result.output
    assert word in result.stdout


def test_json_holds_the_verdict_and_the_wall(tmp_path):
    result = run(NAME, file(tmp_path, WRONG), "--json", "--seed", 5)
    (verdict,) = said(result)
    assert result.exit_code == 1
    assert verdict["mistake"] == "factor"
    assert verdict["seed"] == 5
    assert verdict["backend"] == best()
    assert verdict["id"] == str(tmp_path / "answer.py")


@pytest.mark.parametrize(
    ("source", "mistake", "words"),
    [
        ("raise SystemExit", "raises", "t is not defined"),
        ("def f(:", "raises", "SyntaxError"),
        ("import os; os._exit(0)", "died", "ended Python itself"),
        ("raise ValueError('\\ud800')", "raises", "ValueError: ?"),
        ("def wx_grad_W(W, X, G): raise ValueError('\\ud800')", "raises", "ValueError: ?"),
        ("def wx_grad_W(W, X, G): return '\\ud800'", "wrong_type", "a str"),
        ("import numpy as np\ndef wx_grad_W(W, X, G): return np.zeros((0, 3))", "wrong_shape", "(0, 3)"),
        ("", "raises", "t is not defined: nothing in the file is called wx_grad_W."),
    ],
)
def test_whatever_the_file_does_is_a_verdict(tmp_path, source, mistake, words):
    for form in ([], ["--json"]):
        result = run(NAME, file(tmp_path, source), *form)
        assert result.exit_code == 1, result.output
        assert words in " ".join(result.stdout.split())
    assert said(result)[0]["mistake"] == mistake


def test_the_function_may_have_another_name_and_its_own_time(tmp_path):
    source = RIGHT.replace(NAME, "f") + "def g(W, X, G):\n    while True: pass"
    assert run(NAME, file(tmp_path, source), "--function", "f").exit_code == 0
    slow = run(NAME, file(tmp_path, source), "--function", "g", "--seconds", 0.3)
    assert slow.exit_code == 1
    assert "0.3 seconds" in slow.stdout


def test_a_folder_is_judged_file_by_file_and_what_cannot_be_read_costs_only_itself(tmp_path):
    for name, source in {"a.py": RIGHT, "b.py": b"# \xff", "c.py": WRONG}.items():
        file(tmp_path, source, name)
    result = run(NAME, tmp_path, "--json")
    assert result.exit_code == 2
    assert [line.get("passed") for line in said(result)] == [True, None, False]
    assert "b.py cannot be read" in said(result)[1]["error"]
    (tmp_path / "b.py").unlink()
    result = run(NAME, tmp_path)
    assert result.exit_code == 1
    assert [line.split(": ")[1].split(".")[0] for line in result.stdout.splitlines()] == ["right", "factor"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{"nbformat": 4, "cells": [], "metadata": null}', "it is a notebook"),
        ('\n[{"source": "x", "deep": null}]', "it is JSON"),
        (f"{RIGHT}\0", "zero bytes"),
        ("The gradient is G times X transposed.", "no Python (SyntaxError"),
        ("  gradient = G @ X.T\n x", "no Python (IndentationError"),
        ("<html><body>Sign in</body></html>", "no Python"),
        (b"\xff\xfe\0", "cannot be read"),
        ("# -*- coding: latin-1 -*-\n# \xe9\n".encode("latin-1"), "cannot be read"),
    ],
)
def test_what_is_no_answer_at_all_is_not_judged_wrong(tmp_path, source, words):
    result = run(NAME, file(tmp_path, source, "answer.ipynb"))
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.stderr.split())


@pytest.mark.parametrize("place", ["nowhere.py", "locked.py", "folder", "link.py"])
def test_what_cannot_be_opened_is_not_judged_wrong(tmp_path, place, monkeypatch):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.py").symlink_to("link.py")
    if place == "locked.py":
        monkeypatch.setattr(os, "open", _refuse)
    assert run(NAME, tmp_path / place).exit_code == 2


def _refuse(*_):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SystemExit(1), 2),
        (ZeroDivisionError, 2),
        (UnicodeEncodeError("x", "ü", 0, 1, "y"), 2),
        (KeyboardInterrupt, 130),
    ],
)
@pytest.mark.parametrize("place", ["_show", "_judged", "_hidden"])
def test_whatever_breaks_the_judge_is_no_verdict(tmp_path, monkeypatch, error, code, place):
    def broken(*_):
        raise error

    monkeypatch.setattr(judge, place, broken)
    result = run(NAME, file(tmp_path, WRONG))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("name", ["linear_derivation", NAME])
def test_a_terminal_without_the_letters_gets_the_verdict_all_the_same(tmp_path, encoding, name):
    source = 'linear_derivation = "G : dY"\n' if name != NAME else "def wx_grad_W(W, X, ᾱ):\n    return ᾱ @ X.T * 'ü'\n"
    path = file(tmp_path, source, "∂.py")
    for form in ([], ["--json"]):
        result = CliRunner(charset=encoding).invoke(app, ["judge", name, str(path), *form])
        assert result.exit_code == 1, result.exception
        assert result.stdout_bytes


def test_lines_on_standard_input_are_answered_in_order():
    lines = [
        {"source": RIGHT, "id": "one"},
        {"source": "def frobenius(A, B):\n    return (A * B).sum()", "name": "frobenius"},
        {"source": "x", "name": "no_such"},
        {"sauce": RIGHT},
        {"source": WRONG, "id": 5},
    ]
    text = "\n".join([*map(json.dumps, lines), "", "nonsense", "[" * 100_000])
    result = run(NAME, "-", "--json", stdin=text.encode() + b"\n\xff\n")
    assert result.exit_code == 2
    answers = said(result)
    assert [(line["id"], line.get("passed")) for line in answers] == [
        ("one", True),
        ("2", True),
        ("3", None),
        ("4", None),
        ("5", False),
        ("7", None),
        ("8", None),
        ("9", None),
    ]
    assert "no exercise is called 'no_such'" in answers[2]["error"]
    assert all("is not {" in line["error"] for line in (answers[3], *answers[5:]))
    assert run(NAME, "-", stdin=json.dumps({"source": RIGHT})).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no_such", "-"], "no exercise is called 'no_such'"),
        ([NAME, "nowhere.py"], "nowhere.py cannot be read"),
        ([NAME, "-", "--backend", "moat"], "no wall is called 'moat'"),
        ([NAME, "{empty}"], "holds no .py file"),
        ([NAME, "-"], "nothing came on standard input"),
        ([NAME, "-", "--seconds", "inf"], "Invalid value for '--seconds'"),
        ([NAME, "-", "--seed", "-1"], "Invalid value for '--seed'"),
    ],
)
def test_what_cannot_be_judged_ends_with_2_and_one_sentence(tmp_path, arguments, words):
    result = run(*(argument.format(empty=tmp_path) for argument in arguments), stdin="")
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_where_the_course_cannot_be_imported_nothing_is_judged_wrong(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "autograder.lessons.course", None)
    result = run(NAME, file(tmp_path, RIGHT))
    assert result.exit_code == 2, result.output
    assert "autograder.lessons.course" in result.stderr


def test_an_endless_file_is_not_read_to_its_end():
    result = run(NAME, "/dev/zero", "--json")
    assert result.exit_code == 2
    assert "more than 2 MB" in said(result)[0]["error"]


def test_without_a_wall_nothing_is_judged_but_what_is_asked_for_without(tmp_path, monkeypatch):
    answer = file(tmp_path, RIGHT)
    best()
    none = tuple(Offer(backend, False, "install bubblewrap") for backend in BACKENDS)
    monkeypatch.setattr(backends, "offers", lambda: none)
    refused = CliRunner().invoke(app, ["judge", NAME, str(answer)])
    assert refused.exit_code == 2
    assert "install bubblewrap" in refused.stderr
    unsafe = CliRunner().invoke(app, ["judge", NAME, str(answer), "--json", "--unsafe-no-sandbox"])
    assert unsafe.exit_code == 0
    assert json.loads(unsafe.stdout)["backend"] == "none"


def test_the_doctor_tries_the_wall_and_finds_no_way_out():
    best()
    result = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    assert result.stdout.count("? no") >= 6
    assert "YES" not in result.stdout
    assert "limits: 40 s in all" in result.stdout


def test_in_a_folder_no_link_is_followed_no_pipe_waited_for_and_no_other_answer_seen(tmp_path):
    folder = tmp_path / "answers"
    folder.mkdir()
    file(folder, RIGHT, "a.py")
    (tmp_path / "elsewhere.py").write_text((folder / "a.py").read_text())
    (folder / "b.py").symlink_to(tmp_path / "elsewhere.py")
    os.mkfifo(folder / "c.py")
    result = run(NAME, folder, "--json")
    assert result.exit_code == 2
    right, link, pipe = said(result)
    assert right["passed"]
    assert "cannot be read" in link["error"]
    assert "cannot be read" in pipe["error"]


def test_what_ends_the_process_that_judges_is_inconclusive_and_what_takes_its_memory_too(monkeypatch, tmp_path):
    def judge(exercise, sitting):
        if endings:
            os._exit(1)
        return bytearray(3 * OWN_MEMORY)

    endings = ["ends"]
    monkeypatch.setattr(FunctionExercise, "judge", judge)
    answer = file(tmp_path, RIGHT)
    here = resource.getrlimit(resource.RLIMIT_AS)
    ended = run(NAME, answer, "--json")
    endings.clear()
    endless = run(NAME, answer, "--json")
    for result, reason in ((ended, "process ended"), (endless, "more memory")):
        (verdict,) = said(result)
        assert result.exit_code == 1
        assert verdict["mistake"] == "inconclusive"
        assert reason in verdict["message"]
    assert resource.getrlimit(resource.RLIMIT_AS) == here
