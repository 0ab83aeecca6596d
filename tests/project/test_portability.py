"""What students install runs with numpy, lark and IPython alone, and where Python lacks what only Linux has."""

import re
import subprocess
import tomllib

import pytest

from tests.support.bare import BLOCKER, MODULES, SIGNALS, environment
from tests.support.course import ROOT

NEEDED = ("numpy", "lark", "ipython")
FOREIGN = ("nbgrader", "nbconvert", "nbformat", "jupytext", "typer", "rich", "pyseccomp", "pytest")
LATER = ("IPython", "traitlets", "psutil")  # not before a card is shown: IPython brings the others
IMPORTING = """
import importlib, pathlib, sys
import autograder
folder = pathlib.Path(autograder.__file__).parent
for room in ("numerics", "notation", "exercises", "judging", "lessons", "student"):
    for file in sorted((folder / room).rglob("*.py")):
        name = ".".join(file.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        importlib.import_module(name)
import autograder.pictures
print(*sorted(sys.modules))
"""

WORKING = '''
import numpy as np
from autograder import CheckFailed, Verdict, check, check_gradient, exercises, judge, progress, show

def linear_grad_W(X, W, B, G):
    return G.T @ X

def linear_derivation():
    return """
    dℓ = G : dY
       = G : (X dWᵀ)
       = Gᵀ : (dW Xᵀ)
       = (Gᵀ X) : dW
    """

def frobenius_einsum():
    return "ij,ij->"

def deep(X, W, B, G):
    raise RecursionError

check(linear_grad_W)
check(linear_derivation)
check(frobenius_einsum)
for wrong, mistake in (
    (lambda X, W, B, G: X.T @ G, "transposed"),
    (lambda X, W, B, G: G.T @ X / len(X), "factor"),
    (deep, "raises"),
):
    try:
        check(wrong, "linear_grad_W")
    except CheckFailed as failed:
        assert failed.verdict.mistake == mistake, failed
    else:
        raise AssertionError(mistake)
verdict = judge("linear_derivation", lambda: "dℓ = G : dY\\n= G : (X dW)\\n= (Xᵀ G) : dW")
assert (verdict.passed, verdict.line, verdict.mistake) == (False, 2, "does_not_conform"), verdict
assert isinstance(verdict, Verdict)
X, W = np.ones((3, 2)), np.eye(2)
assert check_gradient(lambda X, W: (X @ W).sum(), (X, W), "W", lambda X, W: X.T @ np.ones((3, 2))).passed
assert "<table" in show("A", A=np.eye(2)).html
assert progress().text.startswith("01-frobenius-product: 1 of"), progress().text
assert len(exercises()) > 20
print("all right")
'''

NOTEBOOK = """
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
with capture_output() as captured:
    assert shell.run_cell("from autograder import check\\ndef linear_grad_W(X, W, B, G):\\n    return G.T @ X").success
    assert shell.run_cell("check(linear_grad_W)").success
    assert not shell.run_cell("check(lambda X, W, B, G: X, 'linear_grad_W')").success
cards = [output.data["text/html"] for output in captured.outputs]
assert len(cards) == 2 and all("<b>linear_grad_W</b>" in card for card in cards), captured.outputs
print("all right")
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment of numpy, lark and IPython."""
    return environment(tmp_path_factory.mktemp("bare"), NEEDED)


def run(python, *sources):
    done = subprocess.run([python, "-I", "-B", "-c", "\n".join(sources)], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[-2]


def test_the_environment_has_what_students_install_and_nothing_else(python):
    source = "import importlib.util as u, numpy, lark, IPython\nprint(*[n for n in {!r} if u.find_spec(n)], '.')"
    assert run(python, source.format(FOREIGN)) == "."
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(NEEDED) <= {re.match(r"\w+", requirement)[0] for requirement in project["dependencies"]}


@pytest.mark.parametrize("blocker", ["", BLOCKER], ids=["", "without Linux"])
def test_every_module_of_the_students_side_can_be_imported(python, blocker):
    loaded = set(run(python, blocker, IMPORTING).split())
    assert {"autograder.judging.referee", "autograder.student.check", "numpy", "lark"} <= loaded
    assert not loaded & {*FOREIGN, *LATER, "autograder.sandbox", "autograder.grading", "autograder.cli"}


@pytest.mark.parametrize("blocker", ["", BLOCKER], ids=["", "without Linux"])
def test_answers_are_judged_and_pictures_drawn(python, blocker):
    assert run(python, blocker, WORKING) == "all right"


def test_cards_are_shown_in_a_notebook(python):
    assert run(python, NOTEBOOK) == "all right"


@pytest.mark.parametrize("name", [*MODULES.split(), *SIGNALS.split()])
def test_the_blocker_refuses_what_only_linux_has(python, name):
    use = f"import {name}" if name in MODULES.split() else f"import signal; signal.{name}"
    refused = f"try:\n    {use}\nexcept (ImportError, AttributeError):\n    print('refused')"
    assert run(python, f"{use}\nprint('there')") == "there"
    assert run(python, BLOCKER, refused) == "refused"
