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


def wave(Y: Array) -> Array:
    """0.7 sin(1.3 Y) + 0.4 Y²: no identity of one well-known function holds for it, and nobody knows it by name."""
    value: Array = 0.7 * np.sin(1.3 * Y) + 0.4 * Y**2
    return value


def wave_prime(Y: Array) -> Array:
    """0.91 cos(1.3 Y) + 0.8 Y, entry by entry."""
    slope: Array = 0.91 * np.cos(1.3 * Y) + 0.8 * Y
    return slope


PAIRS: tuple[tuple[Elementwise, Elementwise], ...] = ((np.tanh, tanh_prime), (np.sin, np.cos), (wave, wave_prime))
FORMULAS: Mapping[str, str] = MappingProxyType({"wave": "0.7 sin(1.3 Y) + 0.4 Y²"})

# By these names they cross the wall. What stands behind it imports nothing of the package, and has the same table in
# `sandbox/inside/elementwise.py`. exp, its own derivative, is a diagnosis's: does the answer change when h does?
BY_NAME: Mapping[str, Elementwise] = MappingProxyType(
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


def in_words(function: Elementwise) -> str:
    """What a reader knows it by: its name or, where it has none outside this module, its formula."""
    return FORMULAS.get(function.__name__, function.__name__)
