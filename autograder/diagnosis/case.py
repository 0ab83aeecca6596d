"""Cases: what an answer returned beside the truth, and what it means that a claim holds on them.

A claim is a formula for what came back, such as "the truth transposed". It holds when it gives what came back on every
case that returned numbers, at several sizes; one that cannot be computed does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.derivatives import Array
from autograder.mistakes import MISTAKES
from autograder.signature import Arguments

CLOSE = 1e-9


@dataclass(frozen=True)
class Finding:
    """A named mistake and the sentence for the student."""

    slug: str
    sentence: str


def finding(slug: str, detail: str = "") -> Finding:
    """A finding with the slug's own sentence, after what is known of this case."""
    return Finding(slug, " ".join(filter(None, (detail, MISTAKES[slug].student))))


@dataclass(frozen=True)
class Case:
    """One trial that returned numbers: the arguments, what came back, the truth, and the sizes by name."""

    values: Arguments
    returned: Array
    truth: Array
    sizes: dict[str, int]


Claim = Callable[[Case], Any]
Again = Callable[[Arguments], Array | None]


def returned(case: Case) -> Array:
    """What came back."""
    return case.returned


def truth(case: Case) -> Array:
    """The right result."""
    return case.truth


def holds(claim: Claim, cases: Sequence[Case], of: Claim = returned) -> bool:
    """Whether the claimed formula gives what came back on every case; one that cannot be computed does not."""
    try:
        return all(equal(of(case), np.asarray(claim(case))) for case in cases)
    except (ValueError, IndexError, TypeError):
        return False


def equal(a: Array, b: Array, rtol: float = CLOSE) -> bool:
    """Whether two arrays have the same shape and, up to `rtol` of the largest entry, the same values."""
    return a.shape == np.shape(b) and bool(np.all(np.abs(a - b) <= rtol * np.max(np.abs(b), initial=0.0)))
