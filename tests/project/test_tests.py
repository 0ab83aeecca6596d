"""The tests' own house: folders as in the package, and no test leans on another."""

import pytest

from tests.support.course import ROOT
from tests.support.imports import imports

TESTS = ROOT / "tests"
WITHOUT_A_TWIN = {"answers", "benchmarks", "browser", "data", "hostile", "project", "support"}


def leaning(package):
    """Every import of a test's module, or of fixtures, in words."""
    parts = ((arrow, arrow.target.split(".")) for arrow in imports(package))
    return [
        str(arrow)
        for arrow, (first, *rest) in parts
        if first == package.name and any(part == "conftest" or part.startswith("test_") for part in rest)
    ]


def test_no_test_imports_from_another():
    assert leaning(TESTS) == []


@pytest.mark.parametrize(
    "line",
    [
        "from tests.judging.test_one import helper",
        "from tests.judging import test_one",
        "from .test_one import helper",
        "import tests.judging.test_one",
        "def f():\n    from tests.conftest import course",
    ],
)
def test_one_that_does_is_named(tmp_path, line):
    folder = tmp_path / "tests" / "judging"
    folder.mkdir(parents=True)
    for file in (folder.parent / "__init__.py", folder.parent / "conftest.py", folder / "__init__.py"):
        file.touch()
    (folder / "test_one.py").write_text("import json\nfrom tests.support import course\n")
    assert leaning(folder.parent) == []
    (folder / "test_two.py").write_text(line)
    (complaint,) = leaning(folder.parent)
    assert complaint.startswith("tests/judging/test_two.py:")


def test_each_folder_is_named_like_what_it_tests():
    folders = {path.parent.relative_to(TESTS) for path in TESTS.rglob("test_*.py")} | {TESTS.relative_to(TESTS)}
    own = {folder for folder in folders if folder.parts[:1] and folder.parts[0] in WITHOUT_A_TWIN}
    assert [str(folder) for folder in folders - own if not (ROOT / "autograder" / folder).is_dir()] == []
    assert not list(TESTS.glob("test_*.py"))
