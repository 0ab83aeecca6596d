"""Outcomes: what one call of an answer came to: numbers, or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.derivatives import Array


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
