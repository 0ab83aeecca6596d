"""Sheet: a graded submission on its way into the gradebook, its notebook's bytes, scores and comments.

A sheet is made from the graded notebook alone, so that a worker can make it and the coordinator only writes it down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from autograder.grading import provenance

NO_RESPONSE = "No response."  # nbgrader's words for an answer that is still the released text


@dataclass(frozen=True)
class Sheet:
    """What is to be recorded of one submission. It can be pickled.

    `scores` maps each graded cell to its points, None where a person must give them; `comments` maps each answer's
    cell to the autograder's comment. `timestamp` is in UTC without a zone, as nbgrader keeps it; only the machine with
    the submissions knows it. `mistakes` maps each graded cell that is not right to the mistake's slug, and `rejected`
    says why nothing could be graded, so that a person must look; both are noted for reports.
    """

    student: str
    lesson: str
    submission: Path
    notebook: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    timestamp: datetime | None
    fingerprint: str | None
    mistakes: Mapping[str, str] = field(default_factory=dict)
    rejected: str = ""

    @classmethod
    def of(cls, student: str, lesson: str, notebook: NotebookNode, submission: Path) -> Sheet:
        """The sheet of an executed notebook with nbgrader's metadata; `submission` is the folder that was handed in."""
        cells = notebook.cells
        return cls(
            student,
            lesson,
            submission,
            _as_bytes(notebook),
            {cell.metadata.nbgrader.grade_id: _score(cell) for cell in cells if is_grade(cell)},
            {cell.metadata.nbgrader.grade_id: _comment(cell) for cell in cells if is_solution(cell) or is_task(cell)},
            None,
            provenance.of(notebook).fingerprint or None,
            rejected=provenance.of(notebook).rejected,
        )


def _as_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as a file of one line, which json writes ten times as fast as nbformat's many.

    Half a surrogate pair, which no file can hold, becomes "?".
    """
    return (json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8", "replace")


def _score(cell: NotebookNode) -> float | None:
    """nbgrader's own score. Outputs that it refuses (partial credit above the maximum) earn nothing."""
    try:
        score, _ = determine_grade(cell)
    except (ValueError, KeyError, TypeError):
        return None if is_solution(cell) else 0.0
    return None if score is None else float(score)


def _comment(cell: NotebookNode) -> str | None:
    if is_task(cell):
        return None
    try:
        unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    except UnicodeEncodeError:  # no text of the lesson's own
        unchanged = False
    return NO_RESPONSE if unchanged else None
