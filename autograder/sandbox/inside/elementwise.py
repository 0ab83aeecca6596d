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


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"tanh": np.tanh, "tanh_prime": tanh_prime, "sin": np.sin, "cos": np.cos, "exp": np.exp}
)
