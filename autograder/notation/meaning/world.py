"""Worlds: what the symbols of an exercise are, at one choice of sizes.

A step of a derivation is tried in several: random matrices of pairwise distinct sizes, so that what is equal in all of
them is equal by more than accident.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.notation.meaning.tensor import Dimensions, Tensor
from autograder.notation.signature import concrete, parse_arguments
from autograder.notation.syntax.complaints import NotationError
from autograder.numerics.arrays import Array, signed_directions
from autograder.numerics.derivatives import STEP

# Pairwise distinct within a world, no size 1, which broadcasts to anything, and of any two dimensions either is the
# larger one somewhere; small, because a tensor of four axes has the product of four of them as its number of entries.
CHOICES = ((2, 3, 4), (4, 2, 3), (3, 5, 2))
Derived = Callable[[dict[str, Array]], Mapping[str, tuple[Array, Dimensions]]]


@dataclass(frozen=True)
class World:
    """What the symbols are, at one choice of sizes.

    `values` maps a symbol to its array and dimensions, a differential such as dW among them; `functions` maps h and h'
    to what they compute; `differentials` maps a spelling such as ∂D to what it is a differential of, and `partials`
    (of, by) to ∂of/∂by. With `einstein` an index that stands twice in a product is summed without a Σ.
    """

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[Array, Dimensions]]
    functions: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    differentials: Mapping[str, str] = field(default_factory=dict)
    partials: Mapping[tuple[str, str], tuple[Array, Dimensions]] = field(default_factory=dict)
    einstein: bool = False

    def identity(self, dimension: str) -> Tensor:
        """δ over one dimension."""
        return Tensor(np.eye(self.sizes[dimension]), shape=(dimension, dimension))

    def partial(self, of: str, by: str, column: int) -> Tensor:
        """∂of/∂by, of symbols: the axes of `of` first. Raises NotationError where it is not given."""
        if of == by and of in self.values:
            array, shape = self.values[of]
            return Tensor(np.eye(array.size).reshape(array.shape * 2), shape=shape * 2)
        if (of, by) not in self.partials:
            raise NotationError(f"∂{of}/∂{by} is not given here", column)
        array, shape = self.partials[of, by]
        return Tensor(array, shape=shape)

    def directions(self) -> dict[str, Array]:
        """The direction dS along which each symbol S moves, where that is given."""
        return {name: self.values[f"d{name}"][0] for name in self.values if f"d{name}" in self.values}

    def stepped(self, along: Mapping[str, Array]) -> World:
        """The world a complex step away: each symbol moved along its direction."""
        values = {
            name: (array + 1j * STEP * along[name] if name in along else array, shape)
            for name, (array, shape) in self.values.items()
        }
        return replace(self, values=values)


def worlds(declared: str, derived: Derived | None = None, **meaning: Any) -> tuple[World, ...]:
    """Three worlds for symbols declared as in "G: N p, X: N q", of at most three dimensions.

    `derived` makes further symbols from the drawn ones, with their dimensions; `meaning` goes to each World. A partial
    derivative is given as a function of the drawn values. The same call draws the same worlds.

    >>> [world.sizes for world in worlds("G: N p, X: N q")]
    [{'N': 2, 'p': 3, 'q': 4}, {'N': 4, 'p': 2, 'q': 3}, {'N': 3, 'p': 5, 'q': 2}]
    """
    symbols = parse_arguments(declared)
    names = tuple(dict.fromkeys(dimension for symbol in symbols for dimension in symbol.shape))
    rng = np.random.default_rng(0)
    drawn_worlds = []
    for choice in CHOICES:
        sizes = dict(zip(names, choice, strict=False))
        drawn = {symbol.name: signed_directions(rng, concrete(symbol.shape, sizes)) for symbol in symbols}
        values = {symbol.name: (drawn[symbol.name], symbol.shape) for symbol in symbols}
        values |= dict(derived(drawn) if derived else {})
        partials = {pair: measure(drawn) for pair, measure in meaning.get("partials", {}).items()}
        drawn_worlds.append(World(sizes, values, **{**meaning, "partials": partials}))
    return tuple(drawn_worlds)
