"""Reuse: what stands of an earlier grading, the verdict of each check that nothing has changed for."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.grading import provenance
from autograder.grading.gradebook.master import Master
from autograder.grading.provenance import CheckProvenance
from autograder.grading.submission import fingerprint
from autograder.grading.submission.checks import is_checked
from autograder.grading.submission.credit import with_points
from autograder.sandbox.backends import UNSAFE


class Reuse:
    """The outputs of `before` that still hold for `notebook`; each grade cell is marked with its check's digest."""

    def __init__(self, notebook: NotebookNode, before: NotebookNode | None, master: Master) -> None:
        graded = [cell for cell in notebook.cells if is_checked(cell)]
        for cell in graded:
            provenance.write_check(cell, CheckProvenance(fingerprint.of_check(master.cell(cell.id))))
        self._before = {cell.id: cell for cell in before.cells} if before and _same(notebook, before) else {}
        self._whole = bool(self._before) and all(self._stands(cell) for cell in graded)

    def outputs(self, cell: NotebookNode) -> list[NotebookNode] | None:
        """The outputs that a cell keeps, None where it must run: a student's own cell if any check must be judged."""
        if is_checked(cell):
            if not self._stands(cell):
                return None
            earlier = self._before[cell.id]
            origin = provenance.of_check(earlier)
            provenance.write_check(cell, origin)
            if origin.in_kernel:
                return list(earlier.outputs)
            return with_points(earlier.outputs, float(cell.metadata.nbgrader["points"]))
        return self._before[cell.id].outputs if self._whole and cell.id in self._before else None

    def _stands(self, cell: NotebookNode) -> bool:
        earlier = self._before.get(cell.id)
        return earlier is not None and provenance.of_check(earlier).digest == provenance.of_check(cell).digest != ""


def _same(notebook: NotebookNode, before: NotebookNode) -> bool:
    """Whether both were made of the same file, and the earlier one's marks came from behind a wall."""
    now, then = provenance.of(notebook), provenance.of(before)
    return now.submission == then.submission != "" and then.backend != UNSAFE
