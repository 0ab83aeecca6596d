"""The law of the layers: each folder imports only those before it, nothing goes in a circle, students need little.

An arrow that runs the wrong way is named by its file, its line and what it imports.
"""

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.course import ROOT
from tests.support.imports import Import, imports

NAME = "autograder"
TOP = "__init__"  # a package's own module, beside the others in its folder
LAYERS: dict[str, Sequence[set[str]]] = {
    NAME: (
        {"numerics"},
        {"notation"},
        {"exercises"},
        {"judging"},
        {"lessons"},
        {"student", "publishing", "sandbox"},
        {TOP, "pictures"},  # the public names, and where notebooks of version 0.1 find `show`
        {"grading"},
        {"cli"},
    ),
    f"{NAME}.grading": (
        {TOP},
        {"errors", "characters", "lean", "digest"},
        {"plain_text"},
        {"provenance", "whole_file"},
        {"inbox"},
        {"gradebook", "pages"},
        {"job"},
        {"submission", "marks"},
        {"workers", "lms"},
        {"similar"},
        {"report"},
        {"plugins"},
        {"classroom"},
        {"checkup"},
    ),
}
STUDENTS = {"numerics", "notation", "exercises", "judging", "lessons", "student", TOP, "pictures"}
STUDENTS_INSTALL = {"numpy", "lark", "IPython"}
WALL_INSTALLS = {"numpy", "IPython", "traitlets", "psutil", "pyseccomp"}
LINUX_ONLY = {"crypt", "fcntl", "grp", "nis", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty"}
PORTABLE = set(sys.stdlib_module_names) - LINUX_ONLY


def wrong(arrows: Sequence[Import]) -> list[str]:
    """Every import that breaks the law, in words."""
    return [*_upward(arrows), *_foreign(arrows), *_circles(arrows)]


def _upward(arrows: Iterable[Import]) -> Iterator[str]:
    for folder, layers in LAYERS.items():
        rank = {name: place for place, names in enumerate(layers) for name in names}
        for arrow in arrows:
            start, end = _within(folder, arrow.module), _within(folder, arrow.target)
            for name in {start, end} - {"", *rank}:
                yield f"{arrow}: {folder} has no layer for {name}"
            if start != end and start in rank and end in rank and rank[start] <= rank[end]:
                yield f"{arrow}: {start} stands below {end}, or beside it"


def _foreign(arrows: Iterable[Import]) -> Iterator[str]:
    for arrow in arrows:
        folder, target = _within(NAME, arrow.module), arrow.target.split(".")[0]
        if folder in STUDENTS and target != NAME and target not in PORTABLE | STUDENTS_INSTALL:
            yield f"{arrow}: students do not have that everywhere"
        if folder in STUDENTS and target == NAME and _within(NAME, arrow.target) not in STUDENTS:
            yield f"{arrow}: students do not need that"
        if folder == "sandbox" and target not in {NAME, *sys.stdlib_module_names, *WALL_INSTALLS}:
            yield f"{arrow}: the wall does not need that"
        if folder == "sandbox" and target == NAME and _within(NAME, arrow.target) != folder:
            yield f"{arrow}: the wall imports nothing of the package"
        inside = f"{NAME}.sandbox.inside"
        if arrow.module.startswith(inside) and target == NAME and not arrow.target.startswith(inside):
            yield f"{arrow}: that is not there behind the wall"


def _circles(arrows: Sequence[Import]) -> Iterator[str]:
    """At every depth: among the modules and folders of each folder. Where these have none, no modules have one."""
    folders = {module.rpartition(".")[0] for arrow in arrows for module in _parents(arrow.module)}
    for folder in sorted(folders - {""}):
        places: dict[tuple[str, str], Import] = {}
        for arrow in arrows:
            start, end = _within(folder, arrow.module), _within(folder, arrow.target)
            if start and end and start != end:
                places.setdefault((start, end), arrow)
        graph: dict[str, set[str]] = {}
        for start, end in places:
            graph.setdefault(start, set()).add(end)
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
            steps = (str(places[step]) for step in zip(circle, circle[1:], strict=False))
            yield f"{folder}: {' → '.join(circle)} is a circle: {'; '.join(steps)}"


def _parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _within(folder: str, module: str) -> str:
    """The child of the folder that a module is or lies in; "" where it lies elsewhere."""
    if module == folder:
        return TOP
    return module.removeprefix(f"{folder}.").split(".")[0] if module.startswith(f"{folder}.") else ""


@pytest.fixture(scope="module")
def arrows():
    """Every import of the package."""
    return imports(ROOT / NAME)


def test_every_arrow_of_the_package_runs_downward(arrows):
    assert wrong(arrows) == []


def test_the_readers_eyes_are_open(arrows):
    read = {(arrow.module, arrow.target) for arrow in arrows}
    assert (f"{NAME}.grading.submission.source", f"{NAME}.sandbox.wall") in read
    assert (f"{NAME}.cli.judge", f"{NAME}.grading.submission.source") in read  # in a function
    assert (f"{NAME}.sandbox.inside.worker", f"{NAME}.sandbox.inside.wire") in read  # a relative one
    assert {arrow.module for arrow in arrows} <= {*_modules()}
    for folder in (ROOT / NAME).iterdir():
        assert not (folder / "__init__.py").is_file() or any(folder.name in layer for layer in LAYERS[NAME])


def test_readme_names_the_folders_in_the_order_of_the_law():
    section = (ROOT / "README.md").read_text().split("## How it is built")[1]
    named = list(dict.fromkeys(re.findall(r"`(\w+)/`", section.replace("`autograder/`", ""))))
    ranks = [next(rank for rank, layer in enumerate(LAYERS[NAME]) if name in layer) for name in named]
    assert ranks == sorted(ranks)
    assert set(named) == set().union(*LAYERS[NAME]) - {TOP, "pictures"}


def _modules() -> Iterator[str]:
    for file in (ROOT / NAME).rglob("*.py"):
        yield ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(f".{TOP}")


CLEAN = {
    "__init__.py": "from autograder.student.check import check",
    "numerics/arrays.py": "import numpy as np",
    "judging/referee.py": "from autograder.numerics import arrays",
    "lessons/course.py": "from autograder.judging.referee import Referee",
    "student/check.py": "import autograder.lessons.course",
    "publishing/build.py": "import nbformat",
    "sandbox/wall.py": "import fcntl\nfrom autograder.sandbox.inside import wire",
    "sandbox/inside/wire.py": "import json, resource",
    "sandbox/inside/worker.py": "from .wire import pack",
    "grading/errors.py": "",
    "grading/gradebook/files.py": "from autograder.grading.errors import CannotGrade",
    "grading/submission/grade.py": "from autograder.sandbox.wall import Wall\nfrom ..gradebook import files",
    "cli/grade.py": "def grade():\n    import autograder.grading.submission.grade",
}
PLANTED = {
    "up": ("numerics/arrays.py", "from autograder.student import check", "numerics stands below student"),
    "in a function": ("judging/referee.py", "def f():\n    import autograder.lessons.course", "judging stands below"),
    "for types only": (
        "lessons/course.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from autograder.grading.submission.grade import X",
        "lessons stands below grading",
    ),
    "relative": ("judging/referee.py", "from ..lessons import course", "judging stands below lessons"),
    "relative, of a package": ("numerics/__init__.py", "from ..notation import world", "numerics stands below"),
    "by a call": (
        "student/check.py",
        "import importlib\nimportlib.import_module('autograder.cli.console')",
        "student",
    ),
    "by a relative call": (
        "judging/referee.py",
        "from importlib import import_module\nimport_module('..cli.grade', __package__)",
        "judging stands below cli",
    ),
    "by another call": ("student/check.py", "__import__('autograder.cli')", "student stands below cli"),
    "beside": ("student/card.py", "from autograder.publishing import build", "student stands below publishing"),
    "beside, back": ("publishing/x.py", "from autograder import student", "publishing stands below student"),
    "the top from below": ("lessons/course.py", "import autograder", "lessons stands below __init__"),
    "the top to what students lack": ("__init__.py", "from autograder.publishing import build", "do not need that"),
    "from the wall": ("sandbox/wall.py", "from autograder.numerics import arrays", "imports nothing of the package"),
    "to the wall": ("student/check.py", "from autograder.sandbox.wall import Wall", "student stands below sandbox"),
    "from inside": ("sandbox/inside/wire.py", "from .. import wall", "not there behind the wall"),
    "the wall's foreign ones": ("sandbox/wall.py", "import nbformat", "the wall does not need that"),
    "nbgrader": ("student/check.py", "def f():\n    import nbgrader.api", "students do not have that everywhere"),
    "nbconvert": ("lessons/course.py", "from nbconvert.filters import x", "students do not have that everywhere"),
    "nbformat": ("judging/referee.py", "import json, nbformat as nb", "students do not have that everywhere"),
    "traitlets": ("pictures.py", "try:\n    import traitlets\nexcept ImportError: ...", "students do not have that"),
    "a Linux module": ("numerics/arrays.py", "import os, fcntl", "students do not have that everywhere"),
    "another": ("student/check.py", "def f():\n    from pwd import getpwnam", "students do not have that everywhere"),
    "within grading": ("grading/gradebook/files.py", "from autograder.grading.submission import grade", "gradebook"),
    "no layer": ("site/pages.py", "import autograder.student.check", "autograder has no layer for site"),
    "to no layer": ("cli/grade.py", "from autograder.site import pages", "autograder has no layer for site"),
    "no layer in grading": ("grading/elsewhere.py", "import autograder.sandbox.wall", "no layer for elsewhere"),
}


@pytest.fixture
def tree(tmp_path):
    """Writes a small package and reads its imports."""

    def read(*planted: tuple[str, str]) -> list[Import]:
        for path, text in [*CLEAN.items(), *planted]:
            file = tmp_path / NAME / path
            file.parent.mkdir(parents=True, exist_ok=True)
            for folder in list(file.relative_to(tmp_path).parents)[:-1]:
                (tmp_path / folder / "__init__.py").touch()
            file.write_text(text)
        return imports(tmp_path / NAME)

    return read


def test_a_package_that_keeps_the_law_is_left_in_peace(tree):
    arrows = tree()
    assert len(arrows) >= 12
    assert wrong(arrows) == []


@pytest.mark.parametrize("arrow", PLANTED)
def test_an_arrow_that_runs_the_wrong_way_is_named(tree, arrow):
    path, text, words = PLANTED[arrow]
    line = max(number for number, line in enumerate(text.splitlines(), 1) if "import" in line)
    complaints = wrong(tree((path, text)))
    place = f"{NAME}/{path}:{line} imports "
    assert any(place in complaint and words in complaint for complaint in complaints), complaints
    assert all(place in complaint or "is a circle" in complaint for complaint in complaints)


CIRCLES = {
    "of two": {"judging/trial.py": "from . import claim", "judging/claim.py": "from autograder.judging import trial"},
    "closed in a function": {
        "judging/trial.py": "from autograder.judging.claim import Claim",
        "judging/claim.py": "def f():\n    from autograder.judging.trial import Trial",
    },
    "through a folder": {
        "judging/trial.py": "from autograder.judging.diagnosis import search",
        "judging/diagnosis/search.py": "from autograder.judging import claim",
        "judging/claim.py": "from autograder.judging import trial",
    },
    "of folders, where no module is in one": {
        "judging/kinds/function.py": "from autograder.judging.diagnosis import search",
        "judging/diagnosis/case.py": "from autograder.judging.kinds import einsum",
    },
    "with the folder's own module": {
        "judging/diagnosis/__init__.py": "from autograder.judging.diagnosis.case import Case",
        "judging/diagnosis/case.py": "from autograder.judging import diagnosis",
    },
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_circle_is_named_with_each_of_its_arrows(tree, circle):
    (complaint,) = wrong(tree(*CIRCLES[circle].items()))
    assert "is a circle" in complaint
    for path, text in CIRCLES[circle].items():
        assert f"{NAME}/{path}:{len(text.splitlines())} imports {NAME}." in complaint


def test_a_wrong_arrow_in_a_copy_of_the_package_is_named(tmp_path):
    shutil.copytree(ROOT / NAME, tmp_path / NAME, ignore=shutil.ignore_patterns("__pycache__"))
    assert wrong(imports(tmp_path / NAME)) == []
    with (tmp_path / NAME / "numerics" / "slopes.py").open("a") as file:
        file.write("\n\ndef late():\n    from autograder.judging.referee import Referee\n")
    (complaint, *circles) = wrong(imports(tmp_path / NAME))
    assert "numerics/slopes.py" in complaint
    assert f"imports {NAME}.judging.referee: numerics stands below judging" in complaint
    assert all(" is a circle: " in circle and "numerics/slopes.py" in circle for circle in circles)
