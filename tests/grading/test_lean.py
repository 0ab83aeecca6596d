"""A quick start: what is imported when, and that nothing of nbgrader is missing or other for it."""

import subprocess
import sys

import pytest

from tests.support.course import ROOT

LEAN = """
from autograder.grading import lean
with lean.importing():
    import autograder.grading.classroom.classroom
"""
HELP = """
import autograder.cli
try:
    autograder.cli.app(["--help"])
except SystemExit:
    pass
"""


def run(code: str) -> list[str]:
    """The words of the last line that a fresh Python prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()


def tops(code: str) -> set[str]:
    """The packages that are there when this code has run."""
    return set(run(f"{code}\nimport sys\nprint(*sorted(sys.modules))"))


def test_help_imports_nothing_of_nbgrader():
    there = tops(HELP)
    assert {"typer", "rich", "autograder.cli.classroom.grade"} <= there
    assert not {"nbgrader", "nbformat", "nbconvert"} & there


@pytest.mark.parametrize("module", ["autograder.grading.classroom.classroom", "autograder.grading.workers.ready"])
def test_grading_imports_no_server(module):
    there = tops(LEAN if module.endswith("classroom") else f"import {module}")
    assert {"nbgrader.api", "autograder.grading.submission.grade"} <= there
    assert not {"jupyter_server.base.handlers", "pkg_resources", "setuptools", "arrow"} & there
    assert not {name for name in there if name.startswith("nbgrader.server_extensions.")}


def test_the_real_extensions_are_had_when_they_are_called_for():
    said = run(
        LEAN
        + """
import nbgrader, nbgrader.utils
from nbgrader.server_extensions.formgrader import formgrader, handlers
import nbgrader.server_extensions.formgrader as package
from nbgrader.server_extensions.course_list import load_jupyter_server_extension
from setuptools.archive_util import unpack_archive
package.load_jupyter_server_extension = lambda app: print("real", app)
print(handlers.template_path.endswith("templates"), load_jupyter_server_extension.__module__, unpack_archive.__module__)
nbgrader.load_formgrader("app")
"""
    )
    assert said == ["real", "app"]


def test_an_archive_is_unpacked(tmp_path):
    said = run(
        LEAN
        + f"""
import pathlib, shutil, nbgrader.utils
folder = pathlib.Path({str(tmp_path)!r})
(folder / "in").mkdir()
(folder / "out").mkdir()
(folder / "in" / "a.txt").write_text("a")
shutil.make_archive(str(folder / "made"), "zip", folder / "in")
nbgrader.utils.unzip(str(folder / "made.zip"), str(folder / "out"), create_own_folder=False)
print(*(path.name for path in (folder / "out").rglob("*.txt")))
"""
    )
    assert said == ["a.txt"]


def test_where_nbgrader_came_first_nothing_is_put_in_its_place():
    said = run(
        """
import nbgrader, sys
before = dict(sys.modules)
from autograder.grading import lean
lean.import_nbgrader()
print(nbgrader.load_formgrader.__module__, all(sys.modules[name] is module for name, module in before.items()))
"""
    )
    assert said == ["nbgrader.server_extensions.formgrader.formgrader", "True"]


def test_the_configuration_alone_puts_nothing_in_the_place_of_anything():
    """nbgrader's own commands and the Formgrader read it in processes of their own."""
    there = tops(
        "import nbgrader.apps\nfrom autograder.publishing.folder import course_config\n"
        "from pathlib import Path\ncourse_config(Path())"
    )
    assert "autograder.grading.plugins.autograde" in there
    assert "autograder.grading.lean" not in there


def test_lazy_modules_are_imported_when_they_are_used_and_whole():
    loaded = {"requests.api", "soupsieve.css_parser"}
    assert not loaded & tops(LEAN)
    use = """
import requests
from bs4 import BeautifulSoup
print(requests.get.__name__, BeautifulSoup("<p>x</p>", "html.parser").select_one("p").text)
"""
    assert run(LEAN + use) == ["get", "x"]
