"""Worlds: random matrices for the symbols of a derivation, at three choices of pairwise distinct sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.derivatives import Array, signed_directions
from autograder.notation.meaning import World
from autograder.notation.tensor import Dimensions
from autograder.signature import concrete, parse_arguments

CHOICES = ((2, 3, 4), (4, 2, 3), (3, 5, 2))
Derived = Callable[[dict[str, Array]], Mapping[str, tuple[Array, Dimensions]]]


def worlds(declared: str, derived: Derived | None = None, **meaning: Any) -> tuple[World, ...]:
    """Three worlds for symbols declared as in "G: N p, X: N q", of at most three dimensions.

    `derived` makes further symbols from the drawn ones, with their dimensions; `meaning` goes to each World. A partial
    derivative is given as a function of the drawn values.
    """
    symbols = parse_arguments(declared)
    names = tuple(dict.fromkeys(dimension for symbol in symbols for dimension in symbol.shape))
    rng = np.random.default_rng(0)
    made = []
    for choice in CHOICES:
        sizes = dict(zip(names, choice, strict=False))
        drawn = {symbol.name: signed_directions(rng, concrete(symbol.shape, sizes)) for symbol in symbols}
        values = {symbol.name: (drawn[symbol.name], symbol.shape) for symbol in symbols}
        partials = {pair: measure(drawn) for pair, measure in meaning.get("partials", {}).items()}
        made.append(World(sizes, values | dict(derived(drawn) if derived else {}), **{**meaning, "partials": partials}))
    return tuple(made)
