"""Job: what a worker is asked to grade, by which terms, and what comes back. All of it can be pickled.

Whoever sends jobs out imports this, and nothing of what grading itself takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.grading import provenance
from autograder.grading.digest import of_file
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.sheet import Sheet
from autograder.sandbox.limits import Limits

SEED_BITS = 48  # nobody guesses the inputs, and JSON keeps the number exactly


@dataclass(frozen=True)
class Job:
    """A submission to grade. `raw` is the file as it was handed in; `rejected` says why it could not be read.

    `pictures` lay beside it, by their paths there. `before` is the notebook of an earlier grading, whose verdicts stand
    wherever nothing that they depend on changed.
    """

    student: str
    lesson: str
    folder: Path
    raw: bytes
    rejected: str
    seed: int
    before: bytes = b""
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of what was handed in."""
        return of_file(self.raw, self.pictures)


@dataclass(frozen=True)
class Terms:
    """What all submissions to a lesson are graded by. It can be pickled."""

    master: Master
    limits: Limits
    backend: str


@dataclass(frozen=True)
class Graded:
    """What came of a job: the sheet to record, and a summary.

    `verdicts` maps each graded cell to its mistake, message and points; `failure` says why nothing was graded.
    """

    sheet: Sheet
    points: float
    most: float
    needs_manual: bool
    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    failure: str = ""
    backend: str = ""
    seed: int = 0
    lesson_digest: str = ""
    cpu_seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "student": self.sheet.student,
            "lesson": self.sheet.lesson,
            "points": self.points,
            "most": self.most,
            "needs_manual": self.needs_manual,
            "failure": self.failure,
            "backend": self.backend,
            "seed": self.seed,
            "verdicts": self.verdicts,
        }


def recorded_seed(before: bytes) -> int | None:
    """The seed that an earlier grading's notebook records, None where it records none."""
    notebook = earlier(before)
    return provenance.of(notebook).seed if notebook else None


def earlier(before: bytes) -> NotebookNode | None:
    """An earlier grading's notebook; None where there is none that can be read."""
    try:
        return nbformat.reads(before.decode(), as_version=4) if before else None
    except Exception:  # nbformat raises errors of many kinds
        return None
