"""What a released notebook shows before anything is run: the pictures that need no answer, and nothing that does."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.publishing.student_cells import RAISES, ClearStudentOutput, TagStudentCells

SOLUTION = {"nbgrader": {"grade_id": "gradient", "solution": True}}
PICTURE = new_output("execute_result", {"text/html": "<b>seen</b>"}, execution_count=3)
PRINTED = new_output("stream", text="seen")

NEEDS_NONE = (
    ["A = 1", "show(A=A)"],
    ["show(A=1)"],
    ["%matplotlib inline"],
    ["T = gradient()", "T = 2\nshow(T=T)"],
    ["T = gradient()", "T = 2", "show(T=T)"],
    ["def gradients():\n    return 1", "gradients()"],
)
NEEDS_ONE = (
    ["show(A=gradient(1))"],
    ["T = gradient()", "show(T=T)"],
    ["T = gradient()", "U = T + 1", "show(U=U)"],
    ["def step():\n    return gradient()", "step()"],
    ["T = gradient()", "T = T + 1", "show(T=T)"],
    ["[gradient(k) for k in range(3)]"],
)


def released(sources):
    cells = [new_code_cell("def gradient(): ...", metadata=SOLUTION, outputs=[PRINTED])]
    cells += [new_code_cell(source, outputs=[PICTURE, PRINTED], execution_count=3) for source in sources]
    notebook = new_notebook(cells=cells)
    for step in (ClearStudentOutput(), TagStudentCells()):
        notebook, _ = step.preprocess(notebook, {})
    assert all(cell.execution_count is None for cell in notebook.cells if not cell.outputs)
    assert notebook.cells[0].outputs == []
    return notebook.cells[-1]


@pytest.mark.parametrize("sources", NEEDS_NONE)
def test_a_demonstration_that_needs_no_answer_is_seen_before_it_is_run(sources):
    cell = released(sources)
    assert cell.outputs == [PICTURE, PRINTED]
    assert cell.execution_count == 3  # nbval refuses an output of a cell that has none
    assert RAISES not in cell.metadata.get("tags", [])


@pytest.mark.parametrize("sources", NEEDS_ONE)
def test_what_needs_an_answer_shows_nothing_of_the_solutions(sources):
    cell = released(sources)
    assert cell.outputs == []
    assert RAISES in cell.metadata.tags


@pytest.mark.parametrize("source", ['progress("01")', "check(other)", "print(progress())"])
def test_what_reports_on_answers_shows_nothing_of_the_solutions(source):
    assert released([source]).outputs == []


def test_a_check_shows_nothing_whatever_it_calls():
    cell = new_code_cell("1 + 1", metadata={"nbgrader": {"grade_id": "x", "grade": True}}, outputs=[PRINTED])
    notebook, _ = ClearStudentOutput().preprocess(new_notebook(cells=[cell]), {})
    assert notebook.cells[0].outputs == []
