"""The newest version of a function, and how `check` was called, as the cells that were run tell."""

import functools

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.judging.verdict import CheckFailed
from autograder.lessons.course import UnknownExercise
from autograder.student import check as notebook
from autograder.student.notebook.misuse import NotAFunction

WRONG = "def linear_grad_b(X, W, b, G):\n    return G.mean(0)"
RIGHT = "def linear_grad_b(X, W, b, G):\n    return G.sum(0)"
CHECK = "check(linear_grad_b)"


@pytest.fixture
def shell(monkeypatch):
    monkeypatch.setattr(notebook, "_checked", {})
    shell = InteractiveShell.instance()
    shell.run_cell(
        "import numpy as np\nfrom functools import partial\nfrom autograder import check", store_history=True
    )
    yield shell
    InteractiveShell.clear_instance()


def run(shell, *cells):
    """What the last of these cells raised, and what was shown by it."""
    for cell in cells[:-1]:
        shell.run_cell(cell, store_history=True)
    result = shell.run_cell(cells[-1], store_history=True)
    return result.error_before_exec or result.error_in_exec


def version(shell, capsys, *cells):
    capsys.readouterr()
    error = run(shell, *cells, CHECK)
    text = " ".join(capsys.readouterr().out.split())
    before, found, rest = text.partition(" version ")
    assert error is None or isinstance(error, CheckFailed)
    return rest.partition(" what ")[0] if found else ""


BROKEN = {
    "the body is not indented": ("def linear_grad_b(X, W, b, G):\nreturn G.sum(0)", "IndentationError in its line 2"),
    "a bracket is open": ("def linear_grad_b(X, W, b, G):\n    return G.sum(0", "SyntaxError in its line 2"),
    "a colon is missing": ("x = 1\ndef linear_grad_b(X, W, b, G)\n    return G.sum(0)", "SyntaxError in its line 2"),
    "return twice indented": (
        "def linear_grad_b(X, W, b, G):\n    a = 1\n      return a",
        "IndentationError in its line 3",
    ),
    "return outside": ("def linear_grad_b(X, W, b, G):\n    pass\nreturn 1", "SyntaxError in its line 3"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_newer_version_that_does_not_compile_is_told_first(shell, capsys, case):
    cell, said = BROKEN[case]
    told = version(shell, capsys, WRONG, cell)
    assert told.startswith(f"Your last version, in cell [3], did not run: {said}")
    assert told.endswith("This is the one before it.")


def test_it_is_told_of_a_right_answer_too_and_not_after_it_is_mended(shell, capsys):
    broken = BROKEN["a bracket is open"][0]
    assert version(shell, capsys, RIGHT, broken)
    assert version(shell, capsys, RIGHT) == ""


def test_a_newer_version_that_was_not_reached_is_told(shell, capsys):
    told = version(shell, capsys, WRONG, f"print(undefined)\n{RIGHT}")
    assert told.startswith("This is the version of cell [2]. A newer one, in cell [3], is not in force")


NEWEST = {
    "one version": (WRONG,),
    "two of them": (WRONG, RIGHT),
    "the same one again": (WRONG, RIGHT, WRONG),
    "one that raises after it": (WRONG, f"{RIGHT}\nprint(undefined)"),
    "one in a branch": (WRONG, "if False:\n    def linear_grad_b(X, W, b, G):\n        return G.sum(0)"),
    "one that is another's method": (WRONG, "class A:\n    def linear_grad_b(self):\n        return 1"),
    "one that only mentions it": (WRONG, "# def linear_grad_b(X)\nlinear_grad_b"),
    "a name that only begins alike": (WRONG, "def linear_grad_b2(X:\n    pass"),
    "a decorated one": (
        WRONG,
        f"import functools\n@functools.lru_cache\n{RIGHT}\nlinear_grad_b = linear_grad_b.__wrapped__",
    ),
    "a magic": (WRONG, f"%%time\n{RIGHT}"),
    "a mended one": (WRONG, "def linear_grad_b(X\n", RIGHT),
}


@pytest.mark.parametrize("case", NEWEST)
def test_nothing_is_said_of_the_newest_version(shell, capsys, case):
    assert version(shell, capsys, *NEWEST[case]) == ""


MISUSED = {
    "check(linear_grad_b(0, 0, 0, np.ones((1, 3))))": "without calling it: check(linear_grad_b)",
    "check(np.ones(3))": "without calling it",
    "check(None)": "the call returned nothing",
    "check('linear_grad_b')": "without quotes: check(linear_grad_b)",
    "check('what is this')": "without quotes",
    "check()": "a function between its brackets",
    "check(linear_grad_b, linear_grad_b)": "one function at a time: check(linear_grad_b), then check(linear_grad_b)",
    "check(linear_grad_b, np.ones(3))": "without its arguments: check(linear_grad_b)",
    "check(linear_grad_b, 1, 2, 3)": "without its arguments",
    "check(lambda X, W, b, G: G.sum(0))": "a lambda has no name",
    "check(partial(linear_grad_b))": "a partial has no name",
    "check(dict)": "dict is a class",
    "check(3.0)": "without calling it",
    "check([linear_grad_b])": "without calling it",
}


@pytest.mark.parametrize("cell", MISUSED)
def test_misuse_gets_one_kind_sentence_and_no_traceback(shell, capsys, cell):
    run(shell, RIGHT)
    capsys.readouterr()
    error = run(shell, cell)
    shown = capsys.readouterr().out.strip()
    assert isinstance(error, NotAFunction)
    assert MISUSED[cell] in str(error)
    assert shown == f"check: {error}"
    assert len(shown) < 200


def test_a_name_that_no_exercise_has_gets_one_sentence(shell, capsys):
    error = run(shell, "def linear_grad_w(X, W, B, G): ...\ncheck(linear_grad_w)")
    assert isinstance(error, UnknownExercise)
    assert capsys.readouterr().out.strip() == f"UnknownExercise: {error}"


@pytest.mark.parametrize("value", ["lambda X, W, b, G: G.sum(0)", "partial(lambda b, X, W, _, G: G.sum(0), 0)"])
def test_what_has_no_name_of_its_own_is_found_by_that_in_the_notebook(shell, capsys, value):
    assert run(shell, f"linear_grad_b = {value}", CHECK) is None
    assert "linear_grad_b: right" in capsys.readouterr().out


def test_outside_of_ipython_misuse_is_an_ordinary_exception():
    with pytest.raises(NotAFunction, match=r"without quotes: check\(frobenius\)"):
        notebook.check("frobenius")  # type: ignore[arg-type]
    with pytest.raises(NotAFunction, match=r"function comes first: check\(sum\)"):
        notebook.check("frobenius", sum)  # type: ignore[arg-type]
    with pytest.raises(NotAFunction, match="lambda has no name"):
        notebook.check(lambda A, B: 0.0)
    with pytest.raises(NotAFunction, match="partial has no name"):
        notebook.check(functools.partial(max))
