"""Arrays: the types every measurement is written in, and two things done to arrays everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Function = Callable[[Array], Array]


def largest(a: Array) -> float:
    """The largest size of an entry, 0 without any, NaN with one; np.max takes its time over options."""
    return float(np.maximum.reduce(np.absolute(a), axis=None, initial=0.0))


def signed_directions(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Random signs times magnitudes in [½, 1½]: no entry is small enough to hide, no two cancel by design."""
    magnitudes = rng.uniform(0.5, 1.5, shape)
    return np.where(rng.random(shape) < 0.5, -magnitudes, magnitudes)
