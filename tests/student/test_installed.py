"""What is said of the installation at the first check: another version, another project of the name; else nothing."""

import json
import os
import subprocess
import sys

import pytest

from autograder import CheckFailed, check
from autograder.lessons.version import STAMP, VERSION, WHEEL
from autograder.publishing.student_cells import INSTALLING
from autograder.student import check as checking
from autograder.student.notebook import installed
from autograder.student.notebook.installed import Once, doubts
from tests.support.course import ROOT

RELEASED = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
NEWER, OLDER = "10.0", "0.2.0.dev"  # as text the first would be the smaller one


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Puts a notebook where Jupyter says that the reader's lies."""

    def put(content):
        path = tmp_path / "lesson.ipynb"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))

    return put


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """Installs another project beside this one."""

    def install(metadata):
        folder = tmp_path / "autograder-3.7.7.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(metadata)
        monkeypatch.syspath_prepend(tmp_path)

    return install


def stamped(version):
    return {"cells": [], "metadata": {STAMP: {"sources": "0", "version": version}}}


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_a_released_notebook_says_where_it_imports_how_to_install_and_leaves_nothing_in_doubt(path, notebook):
    notebook(path.read_text())
    code = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    assert WHEEL in INSTALLING
    imports = [place for place, source in enumerate(code) if "from autograder import" in source]
    assert [place for place, source in enumerate(code) if INSTALLING in source] == imports
    assert imports == ([] if path.stem == "00-notation" else [0])  # a page to read imports nothing of the course
    for place in imports:  # IPython shows both when the import fails
        assert f"{INSTALLING}\nfrom autograder import" in code[place]
    assert doubts([]) == doubts(code) == ""


def test_a_newer_notebook_is_told_from_an_older_one(notebook):
    notebook(stamped(NEWER))
    newer = doubts([])
    assert f"version {NEWER} of the course" in newer
    assert f"version {VERSION}." in newer
    assert "Install the .whl file" in newer
    notebook(stamped(OLDER))
    assert "newer notebook" in doubts([])
    assert "Install" not in doubts([])


def test_where_the_file_is_not_known_the_first_cell_is(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    first = INSTALLING.replace(VERSION, NEWER)
    assert f"version {NEWER} of the course" in doubts(["1 + 1", f"import numpy\n\n{first}\nimport autograder"])
    assert doubts([INSTALLING, f"%pip install {WHEEL.replace(VERSION, NEWER)}"]) == ""
    assert doubts(["check(f)"]) == ""


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"metadata": 3}', '{"metadata": {"matrix_gradients_build": 3}}', "[" * 10**5]
    + [json.dumps(stamped(version)) for version in (None, 3, "", "x" * 41, VERSION)],
)
def test_where_no_stamp_can_be_read_nothing_is_said(notebook, content):
    notebook(content)
    assert doubts([]) == ""


@pytest.mark.parametrize("version", ["no number", "1.", "1..2", "é", "<b>9</b>", "9\n9"])
def test_a_stamp_that_is_no_version_is_quoted_and_breaks_nothing(notebook, version):
    notebook(stamped(version))
    assert json.dumps(version)[1:-1] in doubts([])
    assert "\n" not in doubts([])


def test_another_project_of_the_name_is_told_with_what_to_do(beside):
    beside("Metadata-Version: 2.1\nName: autograder\nVersion: 3.7.7\n")
    said = doubts([])
    assert "Another project called autograder, version 3.7.7, is installed" in said
    assert "`pip uninstall autograder`" in said
    assert "--force-reinstall" in said


@pytest.mark.parametrize("metadata", ["", "Name: autograder\n"])
def test_what_is_broken_of_another_project_breaks_no_check(beside, metadata):
    beside(metadata)
    assert isinstance(doubts([]), str)


def test_the_first_check_says_it_in_its_card_and_later_ones_do_not(notebook, monkeypatch, capsys):
    notebook(stamped(NEWER))
    monkeypatch.setattr(checking, "_installed", Once())
    check(lambda X, W, B, G: G.T @ X, "linear_grad_W")
    assert f"installed       This notebook is of version {NEWER}" in capsys.readouterr().out
    with pytest.raises(CheckFailed) as failed:
        check(lambda X, W, B, G: X, "linear_grad_W")
    assert NEWER not in capsys.readouterr().out + str(failed.value)


OTHERS = """
import sys, types
from IPython.core.interactiveshell import InteractiveShell
sys.modules["autograder"] = types.ModuleType("autograder", "another project's")
InteractiveShell.instance(colors="NoColor").run_cell(sys.argv[1])
"""


def test_where_the_other_project_is_imported_the_error_shows_how_to_install(tmp_path):
    source = f"import numpy as np\n\n{INSTALLING}\nfrom autograder import check, progress, show"
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", OTHERS, source], capture_output=True, text=True, env=environment)
    assert "cannot import name 'check' from 'autograder'" in done.stdout
    assert INSTALLING in done.stdout


def test_who_judges_says_nothing_of_it(notebook):
    from autograder import judge

    notebook(stamped(NEWER))
    assert NEWER not in judge("linear_grad_W", lambda X, W, B, G: X).message
    assert installed.OTHER == "autograder"
