"""What is public: the names that README lists, each importable and documented, and no other."""

import ast
import inspect
import re

import pytest

import autograder
from tests.support.course import ROOT

README = (ROOT / "README.md").read_text()
LIST = re.search(r"^All that is public:\n\n```python\n(.+?)\n```$", README, re.M | re.S)


def imported(source):
    """The names that a source imports from the package itself."""
    froms = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return [alias.name for node in froms if node.module == "autograder" for alias in node.names]


def test_what_is_exported_is_what_readme_lists():
    assert sorted(autograder.__all__) == sorted(imported(LIST[1]))
    assert sorted(autograder.__all__) == sorted(
        ["Verdict", "check", "check_gradient", "exercises", "judge", "progress", "show"]
    )


def test_readme_imports_nothing_that_is_not_public():
    blocks = re.findall(r"^```python\n(.+?)\n```$", README, re.M | re.S)
    names = {name for block in blocks if "from autograder import" in block for name in imported(block)}
    assert len(blocks) >= 4
    assert names == set(autograder.__all__)


@pytest.mark.parametrize("name", autograder.__all__)
def test_a_public_name_is_there_and_says_what_it_is(name):
    words = inspect.getdoc(getattr(autograder, name))
    assert words
    assert not words.startswith(f"{name}(")  # what a dataclass writes by itself
    assert name in autograder.__doc__


def test_what_is_not_listed_is_a_module_or_what_check_raises():
    others = {name for name in dir(autograder) if not name.startswith("_")} - set(autograder.__all__)
    assert {name for name in others if not inspect.ismodule(getattr(autograder, name))} == {"CheckFailed"}
