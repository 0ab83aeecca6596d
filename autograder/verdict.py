"""Verdict: what the referee says about an answer, as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from autograder.derivatives import Array


@dataclass(frozen=True)
class Disagreement:
    """The first place where an answer and the truth differ.

    `probe` names the kind of input ("N = 1"), `shapes` the arguments' shapes in it; `index` is None when the shapes
    `shape` and `expected_shape` already differ. `errors` is yours minus true over the whole result.
    """

    probe: str
    shapes: tuple[tuple[str, str], ...]
    shape: tuple[int, ...]
    expected_shape: tuple[int, ...]
    index: tuple[int, ...] | None = None
    yours: float | None = None
    true: float | None = None
    errors: Array | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `errors` as nested lists."""
        return {
            "probe": self.probe,
            "shapes": dict(self.shapes),
            "shape": list(self.shape),
            "expected_shape": list(self.expected_shape),
            "index": None if self.index is None else list(self.index),
            "yours": _plain(self.yours),
            "true": _plain(self.true),
            "errors": None if self.errors is None else _plain(self.errors.tolist()),
        }


def _plain(value: Any) -> Any:
    """Numbers as JSON has them: NaN and infinity, which it has not, as their names."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or math.isfinite(value) else str(value)


@dataclass(frozen=True)
class WorkingLine:
    """A line of a derivation as the student wrote it, and typeset in HTML ("" where it could not be read)."""

    text: str
    html: str


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer, or of one named part of it (`part`, e.g. "dW").

    `score` is the fraction of the exercise that is right; `mistake` a slug of `autograder.mistakes`, None when the
    answer is right; `message` says what is wrong and where, `next_step` what to try; `line` is the first wrong line of
    a derivation, from 1, `column` the place in it, from 0, and `working` its lines; `tried` says in (label, text) pairs
    what it was tried on; `seed` repeats the draw.
    """

    exercise: str
    passed: bool
    score: float
    message: str
    mistake: str | None = None
    next_step: str = ""
    line: int | None = None
    column: int | None = None
    working: tuple[WorkingLine, ...] = ()
    parts: tuple[Verdict, ...] = ()
    part: str = ""
    tried: tuple[tuple[str, str], ...] = ()
    disagreement: Disagreement | None = None
    notes: tuple[str, ...] = ()
    seed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "exercise": self.exercise,
            "passed": self.passed,
            "score": self.score,
            "mistake": self.mistake,
            "message": self.message,
            "next_step": self.next_step,
            "line": self.line,
            "column": self.column,
            "working": [line.text for line in self.working],
            "part": self.part,
            "parts": [part.to_dict() for part in self.parts],
            "tried": dict(self.tried),
            "disagreement": None if self.disagreement is None else self.disagreement.to_dict(),
            "notes": list(self.notes),
            "seed": self.seed,
        }

    def __str__(self) -> str:
        from autograder.display import as_text

        return as_text(self)
