"""Intake: what becomes of whatever a student hands in."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.grading.submission.intake import LOST, Rejected, rejected, take_in
from tests.support.made import ANSWER, BLANK, CELLS, KERNEL, as_bytes, lesson, submission

MASTER = lesson()
NAMES = [cell.name for cell in CELLS]


def sources(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def handed_in(edit=None, **answers):
    """Takes in a right submission after this change to its JSON."""
    made = json.loads(submission(MASTER, {"frobenius": ANSWER} | answers))
    if edit:
        edit(made)
    return take_in(json.dumps(made).encode(), MASTER)


def test_kinds_and_sources_come_from_the_student_and_all_else_from_the_master():
    def edit(made):
        made["metadata"] = {"kernelspec": {"name": "bash"}, "matrix_gradients": {"rejected": "no", "submission": "x"}}
        for cell in made["cells"]:
            cell["metadata"]["nbgrader"] |= {"points": 99, "grade": True, "locked": False, "solution": True}
            cell["metadata"]["matrix_gradients"] = {"check": "x"}
            if cell["cell_type"] == "code":
                cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "99"}, "metadata": {}}]
        made["cells"][2]["source"] = "99"

    notebook = handed_in(edit)
    nbformat.validate(notebook)
    assert sources(notebook) == {cell.name: cell.source for cell in CELLS} | {"frobenius": ANSWER}
    assert [dict(cell.metadata.nbgrader) for cell in notebook.cells] == [cell.metadata() for cell in CELLS]
    assert notebook.metadata.kernelspec == KERNEL
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(set(cell.metadata) == {"nbgrader"} and not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 99, "x", None])
def test_every_minor_version_of_format_4_is_read(minor):
    assert sources(handed_in(lambda made: made.update(nbformat_minor=minor)))["frobenius"] == ANSWER


def test_a_byte_order_mark_and_numbers_that_json_does_not_have_are_borne():
    raw = submission(MASTER, {"frobenius": ANSWER}).replace(b'"nbformat": 4', b'"nbformat": 4, "x": [NaN, Infinity]')
    assert sources(take_in(b"\xef\xbb\xbf" + raw, MASTER))["frobenius"] == ANSWER


def test_cells_without_metadata_are_known_by_their_id():
    def edit(made):
        for cell in made["cells"]:
            del cell["metadata"]

    assert sources(handed_in(edit))["frobenius"] == ANSWER


def test_cells_that_are_gone_come_back_in_their_place_but_for_answers():
    def edit(made):
        made["cells"] = [made["cells"][1]]

    assert [cell.id for cell in handed_in(edit).cells] == ["setup", "frobenius", "frobenius-check", "words"]
    notebook = handed_in(lambda made: made["cells"].pop(1))
    assert [cell.id for cell in notebook.cells] == ["setup", "frobenius-check", "words"]


def test_of_copies_the_last_counts_and_a_check_is_there_once():
    def edit(made):
        copy = json.loads(json.dumps(made["cells"][1])) | {"source": "first = 1"}
        made["cells"] = [copy, made["cells"][2], *made["cells"]]

    notebook = handed_in(edit)
    assert [cell.source for cell in notebook.cells if cell.id.startswith("own")] == ["first = 1"]
    assert [cell.id for cell in notebook.cells].count("frobenius-check") == 1
    assert sources(notebook)["frobenius"] == ANSWER
    assert "nbgrader" not in next(cell for cell in notebook.cells if cell.id.startswith("own")).metadata


def test_a_cell_renamed_to_a_check_becomes_that_check():
    def edit(made):
        made["cells"][1]["metadata"]["nbgrader"]["grade_id"] = "frobenius-check"
        made["cells"][1]["id"] = "frobenius-check"
        made["cells"][0]["metadata"]["nbgrader"]["grade_id"] = "frobenius"

    assert sources(handed_in(edit))["frobenius-check"] == "check(frobenius)"


def test_a_cell_of_another_kind_is_of_the_masters_kind():
    notebook = handed_in(lambda made: made["cells"][1].update(cell_type="markdown"))
    assert {cell.id: cell.cell_type for cell in notebook.cells}["frobenius"] == "code"


@pytest.mark.parametrize(
    "cell",
    [7, None, [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 7}, {"cell_type": [], "source": ""}],
)
def test_what_is_no_cell_is_left_out(cell):
    assert len(handed_in(lambda made: made["cells"].append(cell)).cells) == len(CELLS)


@pytest.mark.parametrize("metadata", [7, None, [], {"nbgrader": 7}, {"nbgrader": {"grade_id": ["frobenius"]}}])
def test_metadata_of_any_form_is_borne(metadata):
    notebook = handed_in(
        lambda made: made["cells"].append({"cell_type": "code", "source": ["1", 7], "metadata": metadata})
    )
    assert notebook.cells[-1].source == "1"


def test_half_characters_become_question_marks():
    assert sources(handed_in(frobenius="x = '\ud800'"))["frobenius"] == "x = '?'"


REJECTED = {
    "the file is not UTF-8 text": "{}".encode("utf-16"),
    "the file is not JSON, so it is no notebook (Expecting": b"{ this is no notebook",
    "it holds git's conflict markers at line 3,": b'{\n "cells": [\n<<<<<<< HEAD\n  1\n=======\n  2\n>>>>>>> main\n]}',
    "the file is not JSON, so it is no notebook (Exceeds": b"9" * 5000,
    "the file is nested too deeply": b"[" * 200_000,
    "the file is JSON, but no notebook": b"[]",
    "it is a notebook of format 3": b'{"nbformat": 3, "worksheets": []}',
    "the notebook has no list of cells": b'{"nbformat": 4, "cells": {}}',
    "it has 2001 cells; at most 2000": b'{"nbformat": 4, "cells": [' + b",".join([b"{}"] * 2001) + b"]}",
    "it holds none of this lesson's cells": as_bytes([new_code_cell("1")]),
    "a cell has more than 1,000,000 characters": as_bytes([new_code_cell("1" * 1_000_001, id="frobenius")]),
    "the file has more than 20 MB": b" " * 20_000_001,
}


@pytest.mark.parametrize("reason", REJECTED)
def test_each_rejection_says_why_and_leaves_a_blank_notebook(reason):
    with pytest.raises(Rejected) as refused:
        take_in(REJECTED[reason], MASTER)
    assert str(refused.value).startswith(reason)
    assert str(refused.value).endswith((".", "?"))
    notebook = rejected(str(refused.value), MASTER)
    nbformat.validate(notebook)
    assert reason in notebook.cells[0].source
    assert sources(notebook)["frobenius"] == BLANK


def retyped(*sources, checks=True):
    """A notebook whose answers were typed into new cells, with nothing that says which cell is which."""
    kept = json.loads(submission(MASTER))["cells"]
    cells = [new_code_cell(source) for source in sources]
    return as_bytes([*cells, *([kept[2]] if checks else [])])


def test_where_metadata_is_lost_an_answer_is_known_by_its_function():
    for checks in (True, False):
        notebook = take_in(retyped("import numpy as np", f"# mine\n{ANSWER}", checks=checks), MASTER)
        assert sources(notebook)["frobenius"] == f"# mine\n{ANSWER}"
        assert sources(notebook)["frobenius-check"] == "check(frobenius)"
    notebook = take_in(retyped(BLANK, ANSWER), MASTER)
    assert sources(notebook)["frobenius"] == ANSWER
    assert BLANK in sources(notebook).values()


@pytest.mark.parametrize("named", [True, False])
def test_words_whose_cell_lost_its_name_are_not_called_blank(named):
    (answer,) = (cell for cell in json.loads(submission(MASTER))["cells"] if cell["id"] == "frobenius")
    cells = [answer if named else new_code_cell(ANSWER), new_markdown_cell("Because.", id="mine")]
    notebook = take_in(as_bytes(cells), MASTER)
    assert "Because." in sources(notebook).values()
    assert sources(notebook)["words"] == ("Why?" if named else LOST)  # taken out by hand, that is blank


@pytest.mark.parametrize(
    "source", ["frobenius = 1", "    def frobenius(A, B): ...", "# def frobenius(A, B)", "def frobenius_norm(A): ..."]
)
def test_what_defines_no_function_of_the_lesson_is_no_answer(source):
    with pytest.raises(Rejected, match="none of this lesson's cells"):
        take_in(retyped(source), MASTER)
