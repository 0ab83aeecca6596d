"""Verdict: what the referee says about an answer, as plain data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np

from autograder.exercises.mistakes import MISTAKES
from autograder.notation.derivation.judgement import WorkingLine
from autograder.numerics.arrays import Array
from autograder.numerics.written import number

LARGEST_PICTURE = 2500  # nobody can read more entries than that
LARGEST_BLOCKS = 1000  # entries of a tensor: as cells of tables within tables they take 150 kB
WIDTH, LABEL = 80, 16  # of a terminal, and of the longest label, “right only for”
HEADLINES = {"not_written": "not written yet", "inconclusive": "cannot be judged here"}


@dataclass(frozen=True)
class Disagreement:
    """The first place where an answer and the truth differ.

    `probe` names the kind of input ("N = 1"), `shapes` the arguments' shapes in it; `index` is None when the shapes
    `shape` and `expected_shape` already differ. `errors` is yours minus true over the whole result, whose axes have
    these `letters`; `ratio` is yours over true where that is one number for all entries, of which there are several.
    """

    probe: str
    shapes: tuple[tuple[str, str], ...]
    shape: tuple[int, ...]
    expected_shape: tuple[int, ...]
    index: tuple[int, ...] | None = None
    yours: float | None = None
    true: float | None = None
    errors: Array | None = None
    ratio: float | None = None
    letters: str = ""

    @property
    def drawable(self) -> Array | None:
        """The error as an array worth drawing; None for numbers, large arrays, and where a ratio says it all."""
        if self.errors is None or self.ratio is not None or not self.errors.ndim:
            return None
        return (
            self.errors if self.errors.size <= (LARGEST_PICTURE if self.errors.ndim < 3 else LARGEST_BLOCKS) else None
        )

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
            "ratio": _plain(self.ratio),
            "errors": None if self.errors is None else _plain(self.errors.tolist()),
        }


def _plain(value: Any) -> Any:
    """Numbers as JSON has them: NaN and infinity, which it has not, as their names."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or math.isfinite(value) else str(value)


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer, or of one named part of it (`part`, e.g. "dW").

    `score` is the fraction of the exercise that is right; `mistake` a slug, None when the answer
    is right; `message` says what is wrong and where, `next_step` what to try; `line` is the first wrong line of
    a derivation, from 1, `column` the place in it, from 0, and `working` its lines; `tried` says in (label, text) pairs
    what it was tried on; `seed` repeats the draw.

    >>> verdict = Verdict("wx_grad_W", False, 0.0, "You have 3 where 4 is true.", "factor", next_step="Look for a 1/N.")
    >>> print(verdict)
    wx_grad_W: not right yet
      what            You have 3 where 4 is true.
      suspicion       a factor
      next step       Look for a 1/N.
    >>> verdict.to_dict()["mistake"]
    'factor'
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
        return as_text(self)


def headline(verdict: Verdict) -> str:
    """The verdict in a few words."""
    if verdict.passed:
        return "right"
    if verdict.mistake in HEADLINES:
        return HEADLINES[verdict.mistake]
    if 0.0 < verdict.score < 1.0:
        return f"partly right, {verdict.score:.0%}"
    return "not right yet"


def rows(verdict: Verdict) -> list[tuple[str, str]]:
    """What the card says, as (label, text) pairs: the same for every medium."""
    lines = [("what", verdict.message)]
    lines += verdict.tried
    if verdict.disagreement and verdict.disagreement.ratio is not None:
        lines.append(("ratio", f"Every entry is {number(verdict.disagreement.ratio)} times the true one there."))
    lines += [(part.part, _of_part(part, verdict)) for part in verdict.parts]
    if verdict.mistake not in (None, "unknown", *HEADLINES):
        lines.append(("suspicion", _words(verdict.mistake)))
    if verdict.next_step:
        lines.append(("next step", verdict.next_step))
    lines += [("note", note) for note in verdict.notes]
    return lines


def _of_part(part: Verdict, whole: Verdict) -> str:
    """A part in one line; what the whole has said already is not said again."""
    if part.passed or part.message == whole.message:
        return headline(part)
    return f"{headline(part)} ({_words(part.mistake)}). {part.message}"


def _words(slug: str | None) -> str:
    """A mistake as one says it; a slug is for programs."""
    return MISTAKES[slug].name if slug in MISTAKES else (slug or "").replace("_", " ")


def as_text(verdict: Verdict, picture: bool = True) -> str:
    """The card as plain text, with or without the picture of the error."""
    lines = [f"{verdict.exercise}: {headline(verdict)}"]
    lines += [
        fill(text, WIDTH, initial_indent=f"  {label:<{LABEL}}", subsequent_indent=" " * (LABEL + 2))
        for label, text in rows(verdict)
    ]
    lines += _working(verdict)
    errors = verdict.disagreement.drawable if picture and verdict.disagreement else None
    if errors is not None and errors.ndim < 3:
        errors = np.atleast_2d(errors)
        scale = float(np.max(np.abs(errors))) or 1.0
        lines.append(f"  {'error':<{LABEL}}yours minus true; + too large, − too small, · right")
        lines += [" " * (LABEL + 2) + " ".join(sign(float(value) / scale) for value in row) for row in errors]
    return "\n".join(lines)


def _working(verdict: Verdict) -> list[str]:
    """The lines of a derivation, numbered, the first wrong one marked, with a caret under the place."""
    lines = []
    for place, line in enumerate(verdict.working, 1):
        mark = "> " if place == verdict.line else "  "
        lines.append(f"{mark}{place:>2}  {line.text}")
        if place == verdict.line and verdict.column is not None:
            lines.append(" " * (6 + verdict.column) + "^")
    return lines


def sign(share: float) -> str:
    """A value as one character: its sign, or a dot where it is zero."""
    if share == 0.0:
        return "·"
    return "+" if share > 0 else "−"


class CheckFailed(Exception):
    """An answer that is not right yet. Its text is all that is said of it; a notebook shows no traceback of ours."""

    def __init__(self, verdict: Verdict, text: str = "", shown: bool = False) -> None:
        super().__init__(text or as_text(verdict, picture=False))
        self.verdict = verdict
        self.shown = shown

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: all of it, or one line where a card above has `shown` it already."""
        said = f"{self.verdict.exercise}: {headline(self.verdict)}. The card above says more." if self.shown else self
        return [f"CheckFailed: {said}"]
