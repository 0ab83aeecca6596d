"""Saved: what the notebook's file remembers: points, questions that a person marks, and verdicts of earlier kernels.

A kernel that was restarted has forgotten what it checked; the cards are still in the notebook, and their verdicts with
them. The file is found where Jupyter names it; elsewhere, as in a plain console, nothing is remembered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.judging import VERDICT_KEY

LONGEST = 20_000_000  # bytes of a notebook's file; a larger one takes seconds to read, and holds something else


@dataclass(frozen=True)
class Saved:
    """`points` of each exercise by its name, `open` questions by their ids, `states` by the exercise's name."""

    points: Mapping[str, float] = field(default_factory=dict)
    open: Mapping[str, float] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


NOTHING = Saved()


def content() -> dict[str, Any]:
    """The notebook as its file has it. Raises nothing: a file that is not found, or cannot be read, holds nothing."""
    path = Path(os.environ.get("JPY_SESSION_NAME", ""))
    try:
        if path.suffix != ".ipynb" or path.stat().st_size > LONGEST:
            return {}
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return notebook if isinstance(notebook, dict) else {}


def saved() -> Saved:
    """What the file of this notebook remembers. Raises nothing: a file that cannot be read remembers nothing."""
    try:
        return of_cells(content()["cells"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return NOTHING


def of_cells(cells: list[dict[str, Any]]) -> Saved:
    """What a notebook's cells remember."""
    points: dict[str, float] = {}
    questions: dict[str, float] = {}
    states: dict[str, Mapping[str, Any]] = {}
    for cell in cells:
        role = cell.get("metadata", {}).get("nbgrader", {})
        verdicts = list(_verdicts(cell))
        states |= {str(verdict["exercise"]): verdict for verdict in verdicts}
        if role.get("grade"):
            name = str(role.get("grade_id", ""))
            if role.get("solution"):
                questions[name] = float(role.get("points", 0))
            else:
                points[name.removesuffix("-check")] = float(role.get("points", 0))
    return Saved(points, questions, states)


def _verdicts(cell: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for output in cell.get("outputs", []):
        verdict = output.get("metadata", {}).get(VERDICT_KEY)
        if isinstance(verdict, dict) and isinstance(verdict.get("passed"), bool) and "exercise" in verdict:
            yield verdict
