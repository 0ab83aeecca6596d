"""Provenance: read from whatever a file holds, written as ever, and nobody else knows its keys."""

import ast
from pathlib import Path

import pytest
from nbformat import NotebookNode, from_dict

import autograder
from autograder.grading import provenance
from autograder.grading.provenance import CheckProvenance, CheckVerdict, Provenance
from autograder.judging import VERDICT_KEY
from autograder.lessons.course import judge
from tests.support.made import BLANK

PACKAGE = Path(autograder.__file__).parent
KEYS = {"rejected", "submission", "backend", "seed", "check", "graded", "fingerprint", "in-kernel"}
FULL = {"rejected": "why", "submission": "d1", "backend": "landlock", "seed": 0, "fingerprint": "f1"}


def notebook(record):
    return from_dict({"metadata": {VERDICT_KEY: record}, "cells": []})


def test_what_is_written_is_what_earlier_versions_wrote():
    made = from_dict({"metadata": {}, "cells": []})
    provenance.write(made, Provenance("why", "d1", "landlock", 0, "f1"))
    assert made.metadata == {"matrix_gradients": FULL}
    provenance.write(made, Provenance(submission="d1"))
    assert made.metadata == {"matrix_gradients": {"submission": "d1"}}
    provenance.write_check(made, CheckProvenance("c1"))
    assert made.metadata == {"matrix_gradients": {"check": "c1"}}
    provenance.write_check(made, CheckProvenance("c1", in_kernel=True))
    assert made.metadata == {"matrix_gradients": {"check": "c1", "graded": "in-kernel"}}


@pytest.mark.parametrize("record", [FULL, {}, {"submission": "d1", "seed": 7}, {"backend": "none", "later": [1]}])
def test_what_is_read_and_written_again_is_the_same(record):
    again = notebook(record)
    provenance.write(again, provenance.of(again))
    assert again.metadata[VERDICT_KEY] == {key: value for key, value in record.items() if key in KEYS}


@pytest.mark.parametrize("value", [None, True, -1, 1.5, "7", [], {}, [7], {"seed": 7}])
def test_a_field_of_another_form_counts_as_missing(value):
    for key in FULL:
        record = provenance.of(notebook(FULL | {key: value}))
        text = isinstance(value, str) and key != "seed"
        assert getattr(record, key) == (value if text else getattr(Provenance(), key))
    assert provenance.of_check(notebook({"check": value, "graded": value})) == CheckProvenance(
        value if isinstance(value, str) else ""
    )


@pytest.mark.parametrize("part", [{}, {"metadata": None}, {"metadata": [1]}, {"metadata": {VERDICT_KEY: "x"}}])
def test_a_part_without_a_record_has_none(part):
    assert provenance.of(NotebookNode(part)) == Provenance()
    assert provenance.of_check(NotebookNode(part)) == CheckProvenance()
    assert list(provenance.verdicts([NotebookNode(part)])) == []


def test_a_verdict_comes_back_from_the_output_that_shows_it():
    own = {}
    exec(BLANK, own)
    verdict = judge("frobenius", own["frobenius"])
    (recorded,) = provenance.verdicts([NotebookNode(metadata=provenance.with_verdict(verdict))])
    assert recorded == CheckVerdict(verdict.passed, verdict.score, verdict.mistake, verdict.message)


@pytest.mark.parametrize(
    "change",
    [{"passed": 1}, {"score": "1"}, {"score": float("nan")}, {"score": 2.0}, {"message": None}, {"message": ["x"]}],
)
def test_what_is_no_verdict_is_passed_over(change):
    right = {"passed": True, "score": 1.0, "mistake": None, "message": "Right."}
    outputs = [NotebookNode(metadata={VERDICT_KEY: record}) for record in (right | change, right)]
    assert list(provenance.verdicts(outputs)) == [CheckVerdict(True, 1.0, None, "Right.")]


def uses_of_keys(source):
    """The lines that look into a record: the key that it lies under, or a key of its own, of a dictionary."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name("VERDICT_KEY") | ast.Attribute(attr="VERDICT_KEY") | ast.alias("VERDICT_KEY"):
                yield node.lineno
            case ast.Constant(str(key)) if key in ("matrix_gradients", "in-kernel"):
                yield node.lineno
            case ast.Subscript(slice=ast.Constant(str(key))) if key in KEYS:
                yield node.lineno
            case ast.Call(ast.Attribute(attr="get" | "pop" | "setdefault"), [ast.Constant(str(key)), *_]) if (
                key in KEYS
            ):
                yield node.lineno


KEEPER, DEFINED, SHOWN = "grading/provenance.py", "judging/__init__.py", "student/check.py"
READ = "student/notebook/saved.py"  # by `progress`, from the student's own file


def test_nobody_else_knows_the_keys():
    files = {str(path.relative_to(PACKAGE)): path.read_text() for path in PACKAGE.rglob("*.py")}
    users = {name for name, source in files.items() if any(uses_of_keys(source))}
    assert users == {KEEPER, DEFINED, SHOWN, READ}


@pytest.mark.parametrize(
    "line",
    [
        "from autograder.judging.verdict import VERDICT_KEY",
        "cell.metadata[verdict.VERDICT_KEY] = {}",
        "notebook.metadata['matrix_gradients']",
        "record['seed'] = 1",
        "record.get('fingerprint', '')",
        "record.setdefault('submission')",
        "graded = 'in-kernel'",
    ],
)
def test_whoever_uses_them_is_found(line):
    assert list(uses_of_keys(line))
