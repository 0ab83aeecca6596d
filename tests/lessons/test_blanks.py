"""A student's blank notebook: a check says that nothing is written yet, and whatever else raises waits for an answer.

nbval runs the same cells and compares what they show, but its tag for a cell that raises is content with any exception.
"""

import nbformat
import pytest

from autograder.judging.verdict import CheckFailed
from autograder.publishing.student_cells import RAISES
from tests.support.course import ROOT

BLANKS = sorted((ROOT / "notebooks").glob("*/*.ipynb"))
CHECK = "-check"
DEMONSTRATION = "a cell that shows something, whatever its id is"


def slips(notebook):
    """Every cell that does not do what it should while nothing is answered, and what it does."""
    names = {"__name__": "__main__", "display": lambda *shown: None}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        name, raised = cell.id.removesuffix(CHECK), None
        try:
            exec(compile(cell.source, cell.id, "exec"), names)
        except Exception as error:
            raised = error
        if cell.id.endswith(CHECK):
            verdict = raised.verdict if isinstance(raised, CheckFailed) else None
            if verdict is None or (verdict.exercise, verdict.mistake) != (name, "not_written"):
                yield f"{cell.id}: check({name}) should say that nothing is written yet, and there is {raised!r}"
        elif raised is not None and not isinstance(raised, NotImplementedError):
            yield f"{cell.id}: it raises {raised!r}, which no answer mends"
        elif raised is not None and RAISES not in cell.metadata.get("tags", []):
            yield f"{cell.id}: it needs an answer, and has no tag {RAISES}: run autograder build"


@pytest.mark.parametrize("path", BLANKS, ids=lambda path: path.stem)
def test_a_blank_notebook_raises_what_it_should_and_nothing_else(path):
    assert list(slips(nbformat.read(path, as_version=4))) == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("linear_forward-check", "check(linear_forwards)"),
        ("linear_forward-check", "check(linear_grad_W)"),
        ("linear_forward-check", "1 / 0"),
        ("linear_forward-check", "pass"),
        ("linear_forward", "def linear_forward(X, W, b):\n    raise NotImplementedError("),
        (DEMONSTRATION, "X @ W"),
    ],
)
def test_an_edit_that_nbval_lets_pass_is_named(where, source):
    notebook = nbformat.read(ROOT / "notebooks" / "05-xwt-plus-b" / "05-xwt-plus-b.ipynb", as_version=4)
    notebook.cells = notebook.cells[: next(at for at, cell in enumerate(notebook.cells) if cell.id == "linear_grad_W")]
    for shown in [cell for cell in notebook.cells if cell.cell_type == "code" and "show(" in cell.source]:
        shown.id = DEMONSTRATION
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and cell.id == where)
    cell.source = source
    assert any(slip.startswith(f"{where}: ") for slip in slips(notebook))
