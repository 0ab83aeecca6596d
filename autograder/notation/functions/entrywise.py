"""Functions of each entry, with their slopes.

All are made so that a complex step through them is their derivative: nothing asks for an absolute value, and what has a
kink or a sign looks at the real part.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.numerics.arrays import Array

Entrywise = Callable[[Array], Array]


def logarithm(Y: Array) -> Array:
    """log |Y|, so that log det K has a value for either sign of det K; its slope is 1/Y all the same."""
    return np.log(Y * np.where(np.real(Y) < 0, -1.0, 1.0))


def logistic(Y: Array) -> Array:
    """σ(Y) = 1/(1 + exp(−Y))."""
    return 1.0 / (1.0 + np.exp(-Y))


def positive(Y: Array) -> Array:
    """1 where Y > 0, and 0 elsewhere: the slope of relu."""
    return np.where(np.real(Y) > 0, 1.0, 0.0)


def _silu_slope(Y: Array) -> Array:
    return logistic(Y) * (1.0 + Y * (1.0 - logistic(Y)))


# name, other spellings, value, slope
ENTRYWISE: tuple[tuple[str, tuple[str, ...], Entrywise, Entrywise], ...] = (
    ("exp", (), np.exp, np.exp),
    ("log", ("ln",), logarithm, lambda Y: 1.0 / Y),
    ("tanh", (), np.tanh, lambda Y: 1.0 - np.tanh(Y) ** 2),
    ("σ", ("sigmoid", "sigma"), logistic, lambda Y: logistic(Y) * (1.0 - logistic(Y))),
    ("relu", ("ReLU", "Relu"), lambda Y: Y * positive(Y), positive),
    ("silu", ("SiLU", "Silu"), lambda Y: Y * logistic(Y), _silu_slope),
    ("√", ("sqrt",), np.sqrt, lambda Y: 0.5 / np.sqrt(Y)),
    ("sin", (), np.sin, np.cos),
    ("cos", (), np.cos, lambda Y: -np.sin(Y)),
)
