"""Elementwise functions h with their h′, another one in each world, so that no identity of one function is true."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from autograder.numerics.arrays import Array

Pair = Mapping[str, Callable[[Array], Array]]
STEEPEST = 0.6  # of an exponential: with |Y| < 8, as the worlds draw it, e^(bY) stays below 130


def drawn(rng: np.random.Generator, count: int) -> list[Pair]:
    """So many pairs {"h": h, "h'": h′}: a·sin(bY) + cY² among them, and sin, tanh, an exponential as far as they go.

    >>> h, *_ = drawn(np.random.default_rng(0), 3)
    >>> Y = np.array([0.3])
    >>> np.allclose(h["h'"](Y), (h["h"](Y + 1e-6) - h["h"](Y - 1e-6)) / 2e-6)
    True
    """
    a, b, c = rng.uniform(0.6, 1.4, 3)
    known: list[Pair] = [
        {"h": np.sin, "h'": np.cos},
        {"h": np.tanh, "h'": lambda Y: 1.0 - np.tanh(Y) ** 2},
        _exponential(float(rng.uniform(0.3, STEEPEST)), float(rng.uniform(0.6, 1.4))),
    ]
    mixed: Pair = {
        "h": lambda Y: a * np.sin(b * Y) + c * Y**2,
        "h'": lambda Y: a * b * np.cos(b * Y) + 2.0 * c * Y,
    }
    pairs = [mixed, *(known[place] for place in rng.permutation(len(known)))]
    return [pairs[place % len(pairs)] for place in rng.permutation(count)]


def _exponential(slope: float, height: float) -> Pair:
    return {"h": lambda Y: height * np.exp(slope * Y), "h'": lambda Y: height * slope * np.exp(slope * Y)}
