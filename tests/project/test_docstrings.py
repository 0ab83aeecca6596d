"""The examples in docstrings say what happens.

Collected here and not by pytest's `--doctest-modules`, which would import each file below tests/, hostile ones too.
"""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_example_of_a_module_runs_to_what_it_says(name):
    outcome = doctest.testmod(import_module(name))
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize(
    "example",
    [
        "judging.gradient_check.check_gradient",
        "judging.referee.Referee",
        "judging.verdict.Verdict",
        "lessons.course.judge",
        "lessons.lesson.Lesson.exercise",
        "notation.signature.parse_signature",
    ],
)
def test_what_other_programs_call_has_an_example(example):
    module = next(name for name in WITH_EXAMPLES if f"autograder.{example}".startswith(f"{name}."))
    found = {test.name: test.examples for test in doctest.DocTestFinder().find(import_module(module))}
    assert found[f"autograder.{example}"]
