"""Outcomes: what one call of an answer came to: numbers, or a fault, or an exception in plain words."""

from __future__ import annotations

import os
import re
import traceback
import types
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np

from autograder.judging.advice import advise
from autograder.notation.kind import LONGEST as LONGEST_NAME
from autograder.notation.kind import legible, name_of
from autograder.numerics.arrays import Array

OURS = f"{Path(__file__).parents[1]}{os.sep}"
LONGEST_LINE, LONGEST_TEXT = 80, 300  # characters: a line of code as it is written, a message of a few sentences
# Of an exception, before it is put in a sentence: more than an honest one has, and little enough to be kept.
MOST_KINDS, MOST_OF_LINE, MOST_OF_TEXT = 32, 300, 2000
INNER_SIZES = re.compile(r"matmul: .*mismatch in its core dimension.*\(size (\d+) is different from (\d+)\)")


@dataclass(frozen=True)
class Raised:
    """An exception in plain words: its class and bases by name, its text, the answer's own line that raised it."""

    kinds: tuple[str, ...]
    text: str
    line: str = ""
    number: int = 0

    @classmethod
    def told(cls, kinds: Sequence[str], text: str, line: str = "", number: int = 0) -> Raised:
        """Of words of any length, and whatever is in them."""
        names = tuple(legible(name[:LONGEST_NAME]) for name in kinds[:MOST_KINDS]) or ("Exception",)
        return cls(names, legible(text[:MOST_OF_TEXT]), legible(line[:MOST_OF_LINE]), number)

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """What is to be said of an exception."""
        frame = _own_frame(BaseException.__dict__["__traceback__"].__get__(error))
        try:
            text = str.__str__(str(error))
        except (Exception, SystemExit, KeyboardInterrupt):  # of the student's own, it may fail to say what it is
            text = ""
        kinds = tuple(name_of(kind) for kind in type.__dict__["__mro__"].__get__(type(error)))
        return cls.told(kinds, text, (frame and frame.line) or "", (frame and frame.lineno) or 0)

    def advice(self, arguments: Sequence[str] = ()) -> str:
        """What to do about it, where the answer was called with arguments of these names."""
        return advise(self.kinds, str(self), self.line, arguments)

    def __str__(self) -> str:
        """In one line; numpy's way of saying that sizes do not meet is put in plain words."""
        sizes = INNER_SIZES.fullmatch(self.text)
        if sizes:
            return f"{self.kinds[0]}: the inner sizes of a matrix product do not meet ({sizes[2]} and {sizes[1]})"
        return f"{self.kinds[0]}: {shorten(self.text, LONGEST_TEXT)}" if self.text else self.kinds[0]


@dataclass(frozen=True)
class Fault:
    """A broken contract: its slug and one sentence that says what happened, beginning with "it".

    `blank`: the function is not written yet; `advice`: what to do about this fault, where the slug's own sentence is
    too general; `error` is the exception, where there was one.
    """

    slug: str
    sentence: str
    blank: bool = False
    advice: str = ""
    error: Raised | None = None

    def to_call(self, arguments: Sequence[str]) -> Fault:
        """The same fault of a call with arguments of these names, about which there may be more to say."""
        return replace(self, advice=self.error.advice(arguments)) if self.error else self


@dataclass(frozen=True)
class Returned:
    """One result: float64 values (None when it is too large to keep), its shape, and the dtype it came in."""

    values: Array | None
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


Outcome = Returned | Fault


def raised(error: Raised) -> Fault:
    """The fault of having raised this exception."""
    if "NotImplementedError" in error.kinds:
        return Fault("raises", "it is not written yet: it raises NotImplementedError.", blank=True)
    if "MemoryError" in error.kinds:
        return Fault("out_of_memory", "it asks for more memory than there is.")
    where = f" in line {error.number}, `{shorten(error.line, LONGEST_LINE)}`" if error.line else ""
    return Fault("raises", f"it raises {str(error).removesuffix('.')}{where}.", advice=error.advice(), error=error)


def _own_frame(trace: types.TracebackType | None) -> traceback.FrameSummary | None:
    """The innermost frame that belongs to the answer: not ours, not a library's."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if not frame.filename.startswith(OURS) and "site-packages" not in frame.filename]
    return own[-1] if own else None
