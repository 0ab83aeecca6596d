"""Elementwise functions: what an answer is handed for h and h′."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from autograder.numerics.arrays import Array

Elementwise = Callable[[Array], Array]


def tanh_prime(Y: Array) -> Array:
    """1 − tanh²(Y), entry by entry."""
    slope: Array = 1.0 - np.tanh(Y) ** 2
    return slope


PAIRS: tuple[tuple[Elementwise, Elementwise], ...] = ((np.tanh, tanh_prime), (np.sin, np.cos))

# By these names they cross the wall. What stands behind it imports nothing of the package, and has the same table in
# `sandbox/inside/elementwise.py`. exp, its own derivative, is a diagnosis's: does the answer change when h does?
BY_NAME: Mapping[str, Elementwise] = MappingProxyType(
    {"tanh": np.tanh, "tanh_prime": tanh_prime, "sin": np.sin, "cos": np.cos, "exp": np.exp}
)
