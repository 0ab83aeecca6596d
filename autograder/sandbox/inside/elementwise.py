"""The elementwise functions that a lesson hands to an answer, by the names under which they cross the wall.

The names and functions of `exercises/elementwise.py`, which nothing behind the wall may import; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np


def tanh_prime(Y: Any) -> Any:
    """1 − tanh²(Y), entry by entry."""
    return 1.0 - np.tanh(Y) ** 2


def wave(Y: Any) -> Any:
    """0.7 sin(1.3 Y) + 0.4 Y², entry by entry."""
    return 0.7 * np.sin(1.3 * Y) + 0.4 * Y**2


def wave_prime(Y: Any) -> Any:
    """0.91 cos(1.3 Y) + 0.8 Y, entry by entry."""
    return 0.91 * np.cos(1.3 * Y) + 0.8 * Y


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "tanh": np.tanh,
        "tanh_prime": tanh_prime,
        "sin": np.sin,
        "cos": np.cos,
        "wave": wave,
        "wave_prime": wave_prime,
        "exp": np.exp,
    }
)
