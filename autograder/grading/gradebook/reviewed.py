"""Reviewed: whether a person's mark still holds, because the answer that it was given for is what it was."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.grading import provenance


def same_answers(before: Path, now: bytes) -> Collection[str]:
    """The grade cells whose answer is the same in the graded notebook at `before` as in the one graded now.

    All of them where the very same file was handed in: then a mark that a person gave over the autograder's holds too.
    """
    try:
        earlier = nbformat.read(before, as_version=nbformat.NO_CONVERT)
        later = nbformat.reads(now.decode(), as_version=nbformat.NO_CONVERT)
    except Exception:  # a file that was touched may break in any way, and then nothing is known of it
        return frozenset()
    digest = provenance.of(later).submission
    if digest and digest == provenance.of(earlier).submission:
        return {cell.metadata.nbgrader.grade_id for cell in later.cells if is_grade(cell) or is_task(cell)}
    answers = _written(earlier)
    return {name for name, source in _written(later).items() if answers.get(name) == source}


def _written(notebook: NotebookNode) -> dict[str, str]:
    """The answers that stand in the graded cell itself, which is so where a person marks."""
    return {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in notebook.cells
        if (is_grade(cell) and is_solution(cell)) or is_task(cell)
    }
