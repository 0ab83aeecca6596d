"""Made submissions graded, and what their cells say."""

from pathlib import Path

from nbgrader.utils import determine_grade

from autograder.grading.job import Job
from autograder.grading.submission.grade import graded_notebook
from tests.support.made import open_cell, submission

ND = open_cell("linear_grads_nd", "def linear_grads_nd(X, W, b, G): ...")
NORM = open_cell("frobenius_norm", "")
RIGHT_NORM = "def frobenius_norm(A):\n    return (A * A).sum() ** 0.5"


def job(raw, before=b"", rejected=""):
    return Job("ada", "made", Path("nowhere"), raw, rejected, 7, before)


def cells(wall, master, answers, before=b"", handed_out=None):
    notebook = graded_notebook(job(submission(handed_out or master, answers), before), master, wall)
    return {cell.id: cell for cell in notebook.cells}


def points(cell):
    return determine_grade(cell)[0]


def error(cell):
    return next(output.evalue for output in cell.outputs if output.output_type == "error")
