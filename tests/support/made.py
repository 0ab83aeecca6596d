"""Made lessons and submissions, for tests of intake and execution that need no gradebook."""

import json
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.gradebook.master import Master, MasterCell
from autograder.grading.job import Job

ANSWER = "def frobenius(A, B):\n    return (A * B).sum()"
BLANK = "def frobenius(A, B):\n    raise NotImplementedError"


def locked(name, source, points=0.0, kind="code", **role):
    return MasterCell(
        name, kind, source, "", locked=True, grade=bool(points), solution=False, task=False, points=points
    )


def open_cell(name, source, points=0.0, kind="code"):
    return MasterCell(
        name, kind, source, "", locked=False, grade=bool(points), solution=True, task=False, points=points
    )


KERNEL = {"name": "python3", "display_name": "Python 3"}
CELLS = (
    locked("setup", "import numpy as np"),
    open_cell("frobenius", BLANK),
    locked("frobenius-check", "check(frobenius)", 2.0),
    open_cell("words", "Why?", 1.0, "markdown"),
)


def lesson(*cells):
    return Master("made", cells or CELLS, dict(KERNEL), NotebookNode())


def submission(master, answers=None, **notebook):
    """The bytes of a notebook with these sources in the cells of these names."""
    cells = []
    for cell in master.cells:
        make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        source = (answers or {}).get(cell.name, cell.source)
        cells.append(make(source, id=cell.name, metadata={"nbgrader": cell.metadata()}))
    return as_bytes(cells, **notebook)


def as_bytes(cells, **notebook):
    return json.dumps(new_notebook(cells=cells) | notebook).encode()


def job():
    """One that is never graded."""
    return Job("ada", "made", Path(), b"", "", seed=0)
