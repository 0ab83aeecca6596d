"""Worlds: what the symbols of an exercise are, at one choice of sizes.

A step of a derivation is tried in several: random matrices of pairwise distinct sizes, so that what is equal in all of
them is equal by more than accident. They are drawn from the seed of the run, which no answer knows, so that no numbers
can be fitted to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, permutations
from typing import Any

import numpy as np

from autograder.notation.functions import rules
from autograder.notation.functions.table import Singular
from autograder.notation.meaning.tensor import Dimensions, Tensor
from autograder.notation.signature import concrete, parse_arguments
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import is_differential
from autograder.numerics.arrays import Array, signed_directions
from autograder.numerics.derivatives import STEP

# Pairwise distinct within a world, no size 1, which broadcasts to anything, and of any two dimensions either is the
# larger one somewhere; small, because a tensor of four axes has the product of four of them as its number of entries.
CHOICES = ((2, 3, 4), (4, 2, 3), (3, 5, 2))
MORE_CHOICES = ((2, 3, 4, 5, 6), (6, 5, 4, 3, 2), (4, 2, 6, 3, 5))  # for four or five dimensions
ONE = rules.ONE
DIRECTIONS = 2  # differentials such as dW are drawn anew for each; the last step is tried along every entry besides
MOST_DRAWS = 5  # random matrices are never singular twice in a row
MOST_ORDERS = 6  # of the sizes, where a matrix has an inverse only if one is the larger: all there are of three
Derived = Callable[[dict[str, Any]], Mapping[str, tuple[Array, Dimensions]]]
Functions = Callable[[np.random.Generator, int], Sequence[Mapping[str, Callable[[Array], Array]]]]


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
    delta: Callable[[int], Array] = np.eye
    remade: Callable[[Mapping[str, Array]], World] | None = None

    def identity(self, dimension: str) -> Tensor:
        """δ over one dimension."""
        return Tensor(self.delta(self.sizes[dimension]), shape=(dimension, dimension))

    def shape_of(self, name: str) -> Dimensions | None:
        """The dimensions of a symbol, those of a number for the letter of a dimension, None for what is neither."""
        of = name if name in self.values else self.differentials.get(name, name)
        if of in self.values:
            return self.values[of][1]
        return () if name in self.sizes else None

    def in_words(self) -> str:
        """The sizes, as a complaint names them: "N = 2, p = 3"."""
        return ", ".join(f"{name} = {size}" for name, size in self.sizes.items() if name != ONE)

    def arrays(self) -> Iterator[Array]:
        """All arrays of this world."""
        yield from (np.asarray(array) for array, _ in (*self.values.values(), *self.partials.values()))

    def with_values(self, changed: Mapping[str, Array]) -> World:
        """The same world with other values of some symbols, and of what is made of them."""
        if self.remade is not None:
            return self.remade(changed)
        return replace(
            self, values={**self.values, **{name: (changed[name], self.values[name][1]) for name in changed}}
        )

    def along(self, name: str) -> Iterator[tuple[tuple[int, ...], World]]:
        """For each entry of a symbol its index, and this world with 1 there and 0 in its other entries."""
        shape = self.values[name][0].shape
        for index in np.ndindex(shape):
            basis = np.zeros(shape)
            basis[index] = 1.0
            yield index, self.with_values({name: basis})

    def without(self, name: str) -> list[World]:
        """Worlds with something else in the place of a symbol, or of δ, and all else as it is.

        In the place of δ stands a matrix that has its sums, Σ_i δ_id = 1, and one that has its diagonal, δ_dd = 1.
        """
        if name not in self.values:
            return [replace(self, delta=delta) for delta in (_shifted, _sheared)]
        array, shape = self.values[name]
        other = signed_directions(np.random.default_rng(0), array.shape)
        return [replace(self, values={**self.values, name: (other, shape)})]

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


def _shifted(size: int) -> Array:
    """1 beside the diagonal, and in the corner: a permutation that leaves no index where it is."""
    return np.roll(np.eye(size), 1, axis=1)


def _sheared(size: int) -> Array:
    """1 on the diagonal, and everything above it: so have all its powers."""
    return np.triu(np.ones((size, size)))


def worlds(declared: str, derived: Derived | None = None, functions: Functions | None = None, **meaning: Any) -> Worlds:
    """Three worlds, along two directions each, for symbols as in "G: N p, dW: p q", of at most five dimensions.

    `derived` makes further symbols from the drawn ones, with their dimensions; `functions` draws what h and h' are, for
    each of the three, and `derived` finds them among what is drawn; `meaning` goes to each World. A partial derivative
    is given as a function of the drawn values. A column is declared "b: p 1". The same seed draws the same worlds.

    >>> drawn = worlds("G: N p, X: N q").drawn(seed=7)
    >>> [world.sizes for world in drawn]
    [{'N': 2, 'p': 3, 'q': 4}, {'N': 4, 'p': 2, 'q': 3}, {'N': 3, 'p': 5, 'q': 2}]

    Raises ValueError where there are more dimensions.
    """
    return Worlds(declared, derived, functions, meaning)


class Worlds(Sequence[World]):
    """The worlds of an exercise, drawn anew for each seed; by themselves those of seed 0."""

    def __init__(
        self, declared: str, derived: Derived | None, functions: Functions | None, meaning: Mapping[str, Any]
    ) -> None:
        self.symbols = parse_arguments(declared)
        self.dimensions = list(dict.fromkeys(each for symbol in self.symbols for each in symbol.shape if each != ONE))
        if len(self.dimensions) > len(MORE_CHOICES[0]):
            raise ValueError(f"a world has at most {len(MORE_CHOICES[0])} dimensions, not {len(self.dimensions)}")
        self.derived = derived
        self.functions = functions
        self.meaning = meaning

    def __getitem__(self, index: Any) -> Any:
        return self._of_seed_0[index]

    def __len__(self) -> int:
        return len(self._of_seed_0)

    @cached_property
    def _of_seed_0(self) -> tuple[World, ...]:
        return self.drawn(0)

    def orders(self) -> list[tuple[int, ...]]:
        """Orders of the dimensions by size, the first ones largest first: in each, every world has the same one."""
        return list(islice(permutations(range(len(self.dimensions))), MOST_ORDERS))

    def drawn(self, seed: int, order: Sequence[int] = ()) -> tuple[World, ...]:
        """The worlds of a seed: one for each choice of sizes, then the same ones along other directions.

        `order` names the places of the dimensions from the largest to the smallest; without it, each world has another.
        Raises ArithmeticError where the exercise's own functions are not finite in any draw: never the student's fault.
        """
        rng = np.random.default_rng(seed)
        for tried in (*[order] * MOST_DRAWS, *(() if order else self.orders())):
            with np.errstate(all="ignore"):
                functions = self.functions(rng, len(CHOICES)) if self.functions else [{}] * len(CHOICES)
                try:
                    plain = [self._draw(rng, *each) for each in zip(self._sizes(tried), functions, strict=True)]
                except (Singular, np.linalg.LinAlgError):
                    continue
                others = [self._redirected(world, rng) for _ in range(DIRECTIONS - 1) for world in plain]
            drawn = (*plain, *others) if any(map(is_differential, self._names)) else tuple(plain)
            if all(np.all(np.isfinite(array)) for world in drawn for array in world.arrays()):
                return drawn
        raise ArithmeticError(f"what is made of {', '.join(self._names)} is not finite")

    @property
    def _names(self) -> list[str]:
        return [symbol.name for symbol in self.symbols]

    def _sizes(self, order: Sequence[int]) -> Sequence[Sequence[int]]:
        choices = CHOICES if len(self.dimensions) <= len(CHOICES[0]) else MORE_CHOICES
        if not order:
            return choices
        falling = [sorted(choice[: len(order)], reverse=True) for choice in choices]
        return [[sizes[order.index(place)] for place in range(len(order))] for sizes in falling]

    def _draw(self, rng: np.random.Generator, choice: Sequence[int], functions: Mapping[str, Any]) -> World:
        sizes = dict(zip(self.dimensions, choice, strict=False))
        sizes |= {ONE: 1} if any(ONE in symbol.shape for symbol in self.symbols) else {}
        drawn = {symbol.name: signed_directions(rng, concrete(symbol.shape, sizes)) for symbol in self.symbols}
        return self._made(sizes, {**drawn, **functions})

    def _redirected(self, world: World, rng: np.random.Generator) -> World:
        moving = [symbol.name for symbol in self.symbols if is_differential(symbol.name)]
        return world.with_values({name: signed_directions(rng, world.values[name][0].shape) for name in moving})

    def _made(self, sizes: Mapping[str, int], drawn: dict[str, Any], before: World | None = None) -> World:
        """The world of what is drawn; the partial derivatives are those of the world `before`, if there is one."""
        values = {symbol.name: (drawn[symbol.name], symbol.shape) for symbol in self.symbols}
        values |= dict(self.derived(drawn) if self.derived else {})
        measures = self.meaning.get("partials", {}).items()
        partials = before.partials if before else {pair: measure(drawn) for pair, measure in measures}

        def remade(changed: Mapping[str, Array]) -> World:
            same = world if all(map(is_differential, changed)) else None  # no partial derivative depends on directions
            return self._made(sizes, {**drawn, **changed}, same)

        functions = {name: value for name, value in drawn.items() if callable(value)}
        world = World(sizes, values, functions, **{**self.meaning, "partials": partials, "remade": remade})
        for array in world.arrays():
            array.setflags(write=False)  # nobody is judged by what was left of an earlier answer
        return world
