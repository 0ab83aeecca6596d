"""A quick start: what is imported when, and that nothing of nbgrader is missing or other for it."""

import subprocess
import sys

import pytest
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearOutput, Execute, SaveAutoGrades
from traitlets.utils.importstring import import_item

from autograder.grading.plugins.autograde import RunBehindTheWall
from autograder.grading.plugins.flag_rejected import FlagRejected
from autograder.publishing.folder import course_config
from autograder.publishing.stamp import Stamp
from autograder.publishing.student_cells import ClearStudentOutput, SayHowToInstall, TagStudentCells
from tests.support.course import ROOT

LEAN = """
from autograder.grading import lean
with lean.importing():
    import autograder.grading.classroom.classroom
"""
CONFIGURED = """
from autograder.publishing.folder import course_config
from pathlib import Path
course_config(Path())
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


def test_help_imports_nothing_of_nbgrader_and_of_the_lessons():
    there = tops(HELP)
    assert {"typer", "rich", "autograder.cli.classroom.grade"} <= there
    assert {"nbgrader", "nbformat", "nbconvert", "numpy", "autograder.lessons"} & there == set()


@pytest.mark.parametrize("module", ["autograder.grading.classroom.classroom", "autograder.grading.workers.ready"])
def test_grading_imports_no_server(module):
    there = tops(LEAN if module.endswith("classroom") else f"import {module}")
    assert {"nbgrader.utils", "autograder.grading.job"} <= there
    assert not {"jupyter_server.base.handlers", "pkg_resources", "setuptools", "arrow"} & there
    assert not {name for name in there if name.startswith("nbgrader.server_extensions.")}


def test_who_has_nothing_to_grade_waits_for_nothing_that_grading_takes():
    there = tops(f"import autograder.cli{LEAN}{CONFIGURED}")
    assert "autograder.grading.classroom.classroom" in there
    heavy = {"nbconvert", "nbgrader.converters", "IPython", "numpy", "autograder.lessons", "matplotlib"}
    assert heavy & there == set()


def test_a_worker_has_imported_all_that_grading_takes():
    there = tops("import autograder.grading.workers.ready")
    assert {"autograder.grading.submission.execution", "autograder.lessons.course", "autograder.sandbox.wall"} <= there


def test_nbgraders_own_steps_are_all_named_but_those_that_are_replaced():
    config = course_config(ROOT)
    graded, released = (
        [import_item(name) for name in names]
        for names in (config.Autograde.autograde_preprocessors, config.GenerateAssignment.preprocessors)
    )
    assert [step for step in graded if step is not FlagRejected] == [
        RunBehindTheWall if step is Execute else step for step in Autograde.autograde_preprocessors.default()
    ]
    assert graded[graded.index(FlagRejected) - 1] is SaveAutoGrades
    assert released == [
        *(ClearStudentOutput if step is ClearOutput else step for step in GenerateAssignment.preprocessors.default()),
        *(TagStudentCells, SayHowToInstall, Stamp),
    ]


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
    there = tops(f"import nbgrader.apps{CONFIGURED}import autograder.grading.plugins.autograde")
    assert "autograder.grading.pages.templates.filters" in there
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
