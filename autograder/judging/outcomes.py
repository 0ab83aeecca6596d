"""Outcomes: what one call of an answer came to: numbers, or a fault, or an exception in plain words."""

from __future__ import annotations

import os
import re
import traceback
import types
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array

OURS = f"{Path(__file__).parents[1]}{os.sep}"
LONGEST_LINE, LONGEST_TEXT = 80, 300  # characters: a line of code as it is written, a message of a few sentences
BROADCAST = re.compile(r"broadcast")
INNER_SIZES = re.compile(r"matmul: .*mismatch in its core dimension.*\(size (\d+) is different from (\d+)\)")

BY_TEXT = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        (
            r"no '\.\.\.' ellipsis",
            "einsum never sums over '...': make the leading axes one first, or name each of them.",
        ),
        (
            r"einstein sum|einsum|remapped shapes|subscripts",
            "Hold einsum's string against its operands: each group has a letter for each axis, and a letter one size.",
        ),
        (
            r"shape-mismatch for sum",
            "tensordot contracts the last axes of the first with the first axes of the second: their sizes must agree.",
        ),
        (r"cannot reshape", "A reshape makes no numbers and drops none: as many must come out as go in."),
        (r"positional argument", "Keep the arguments as the exercise gives them: each is handed in by its place."),
    )
)


@dataclass(frozen=True)
class Fault:
    """A broken contract: its slug and one sentence that says what happened, beginning with "it".

    `blank`: the function is not written yet; `advice`: what to do about this fault, where the slug's own sentence is
    too general.
    """

    slug: str
    sentence: str
    blank: bool = False
    advice: str = ""


@dataclass(frozen=True)
class Returned:
    """One result: float64 values (None when it is too large to keep), its shape, and the dtype it came in."""

    values: Array | None
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


Outcome = Returned | Fault


@dataclass(frozen=True)
class Raised:
    """An exception in plain words: its class and bases by name, its text, the answer's own line that raised it."""

    kinds: tuple[str, ...]
    text: str
    line: str = ""
    number: int = 0

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """What is to be said of an exception."""
        frame = _own_frame(BaseException.__dict__["__traceback__"].__get__(error))
        try:
            text = str.__str__(str(error))
        except (Exception, SystemExit, KeyboardInterrupt):  # of the student's own, it may fail to say what it is
            text = ""
        kinds = tuple(name_of(kind) for kind in type.__dict__["__mro__"].__get__(type(error)))
        return cls(kinds, text, (frame and frame.line) or "", (frame and frame.lineno) or 0)

    def __str__(self) -> str:
        """In one line; numpy's way of saying that sizes do not meet is put in plain words."""
        sizes = INNER_SIZES.fullmatch(self.text)
        if sizes:
            return f"{self.kinds[0]}: the inner sizes of a matrix product do not meet ({sizes[2]} and {sizes[1]})"
        return f"{self.kinds[0]}: {shorten(self.text, LONGEST_TEXT)}" if self.text else self.kinds[0]


def name_of(kind: type) -> str:
    """The name of a class, which its own metaclass has no say in."""
    return str.__str__(type.__dict__["__name__"].__get__(kind))


def raised(error: Raised) -> Fault:
    """The fault of having raised this exception."""
    if "NotImplementedError" in error.kinds:
        return Fault("raises", "it is not written yet: it raises NotImplementedError.", blank=True)
    if "MemoryError" in error.kinds:
        return Fault("out_of_memory", "it asks for more memory than there is.")
    where = f" in line {error.number}, `{shorten(error.line, LONGEST_LINE)}`" if error.line else ""
    return Fault("raises", f"it raises {error}{where}.", advice=_advice(error))


def _advice(error: Raised) -> str:
    """What to do about an exception: for those of which the kind says where to look."""
    kinds = set(error.kinds)
    if "NameError" in kinds:
        return "That name has no value here: take sizes from a shape, `p, q = W.shape`, and arrays from the arguments."
    if "AxisError" in kinds:
        return "That axis is not there for every input: see how many axes there may be, and count them from the end."
    if "IndexError" in kinds:
        return "An index runs past the end of its axis: see which size its loop runs over."
    if "TypeError" in kinds and "same_kind" in error.text:
        return (
            "An array of whole numbers takes no fractions in place: write `A = A * c`, which makes a new one of floats."
        )
    if "RecursionError" in kinds:
        return "The function calls itself without end."
    text = str(error)
    for pattern, advice in BY_TEXT:
        if pattern.search(text):
            return advice
    if kinds & {"ValueError", "TypeError"} and BROADCAST.search(text):
        return "Entry by entry, numpy lines two shapes up at their right ends: write both below each other."
    if INNER_SIZES.search(text) or "inner sizes" in text or "not aligned" in text:
        return "Write the shape of every factor beside it: where two factors meet, their inner sizes must be equal."
    if error.line:
        return "Run the line that is quoted on the small matrices of the lesson, one part of it at a time."
    return "Call the function yourself on the small matrices of the lesson, and read the last line of what it raises."


def _own_frame(trace: types.TracebackType | None) -> traceback.FrameSummary | None:
    """The innermost frame that belongs to the answer: not ours, not a library's."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if not frame.filename.startswith(OURS) and "site-packages" not in frame.filename]
    return own[-1] if own else None
