"""Probes: the inputs an answer is tried on, each kind chosen because some wrong answer passes all the others.

Pairwise distinct sizes come first: a square or an N = 1 alone lets half of all wrong answers pass. Then each size
equal to one, square, 1×1, whole numbers, other memory layouts, large and small entries (which clipping and
rounding do not survive), and each size in turn larger than any loop bound somebody might have written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.elementwise import PAIRS
from autograder.exercises.task import FunctionTask
from autograder.notation.signature import Argument, Arguments, Sizes, concrete
from autograder.numerics.arrays import Array, signed_directions

ONES = "every size 1"
LEADING = ((4,), (3, 2), (), (2, 1, 3), (5,))  # none, one, two and three axes in front, one of length 1 among them
MEAN_SQUARE_OF_Y = 3.0  # keeps |Y| below 4: from 20 on 1 − tanh² cancels, and right answers look wrong
LARGE, SMALL = 1e4, 1e-4  # clipping to ±10 or rounding to three digits changes nothing in between


@dataclass(frozen=True)
class Probe:
    """One set of arguments.

    `label` says what kind it is, in words. `values` are the arguments, hidden ones included; `layout` lays a copy of an
    array out in memory. `generic` is true where the sizes are pairwise distinct and the entries random.
    `along` is true where the result is too large for every entry and random directions are checked.
    """

    label: str
    values: Arguments
    layout: Callable[[Array], Array] = np.array
    generic: bool = False
    along: bool = False

    def fresh(self, arguments: tuple[Argument, ...]) -> list[Any]:
        """Copies of the named arguments, for one call; functions and numbers as they are."""
        values = (self.values[argument.name] for argument in arguments)
        return [self.layout(value) if isinstance(value, np.ndarray) else value for value in values]

    def shapes(self, arguments: tuple[Argument, ...]) -> tuple[tuple[str, str], ...]:
        """What to tell the student of the arguments: shapes of arrays, values of numbers, names of functions."""
        shown = [argument for argument in arguments if argument.kind != "derivative"]
        return tuple((argument.name, _in_words(self.values[argument.name])) for argument in shown)


def _in_words(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return f"= {value.__name__}" if callable(value) else f"= {value}"


def draw(exercise: FunctionTask, seed: int) -> list[Probe]:
    """All probes of an exercise, in the order in which they are worth reporting. `seed` repeats them."""
    rng = np.random.default_rng([seed, *exercise.name.encode()])
    if exercise.cases is not None:
        return [Probe(label, values, generic=True) for label, values in exercise.cases(rng)]
    return list(_general(exercise, rng))


def _general(exercise: FunctionTask, rng: np.random.Generator) -> Iterator[Probe]:
    draws = _Draws(exercise, rng)
    for number in range(3):
        yield Probe("sizes all different", draws.arguments(draws.distinct(number)), generic=True)
    for dimension in exercise.dimensions:
        if not dimension.startswith("*"):
            yield Probe(f"{dimension} = 1", draws.arguments({**draws.distinct(3), dimension: 1}))
    for size in (3, 2):
        yield Probe("square", draws.arguments(draws.equal(size)))
    yield Probe(ONES, draws.arguments(draws.equal(1)))
    if any(argument.kind == "array" for argument in exercise.arguments):
        yield Probe("whole numbers", draws.arguments(draws.distinct(4), draws.whole_numbers))
        yield Probe("Fortran memory order", draws.arguments(draws.distinct(0)), layout=_fortran)
        yield Probe("non-contiguous memory", draws.arguments(draws.distinct(1)), layout=_strided)
        yield Probe("large entries", draws.scaled(draws.distinct(2), LARGE))
        yield Probe("small entries", draws.scaled(draws.distinct(0), SMALL))
    yield from _long(exercise, draws)
    if exercise.at_scale is not None:
        yield Probe("too large for a tensor", draws.arguments(exercise.at_scale), along=True)


def _long(exercise: FunctionTask, draws: _Draws) -> Iterator[Probe]:
    for number, dimension in enumerate(exercise.dimensions):
        if not dimension.startswith("*"):
            sizes = {**draws.distinct(number), dimension: exercise.largest - number % 2}
            yield Probe(f"{dimension} = {sizes[dimension]}", draws.arguments(sizes))


def _fortran(array: Array) -> Array:
    return np.array(array, order="F")


def _strided(array: Array) -> Array:
    """A copy whose memory is neither C- nor Fortran-contiguous, and runs backwards along the last axis."""
    room = np.zeros([2 * size for size in array.shape])
    window = room[tuple(slice(None, None, 2) for _ in array.shape)]
    if array.ndim:
        window = window[..., ::-1]
    window[...] = array
    return window


class _Draws:
    """Random sizes and arguments of one exercise."""

    def __init__(self, exercise: FunctionTask, rng: np.random.Generator) -> None:
        self.exercise = exercise
        self.rng = rng
        self.given = exercise.given
        self.bounded = any(argument.kind == "function" for argument in self.given)
        self.function = 0
        self._sizes: dict[int, Sizes] = {}

    def distinct(self, number: int) -> Sizes:
        """Pairwise distinct sizes, the same each time for one number; leading axes of another rank for each number."""
        if number not in self._sizes:
            self._sizes[number] = self._draw_sizes(number)
        return self._sizes[number]

    def _draw_sizes(self, number: int) -> Sizes:
        names = self.exercise.dimensions
        sizes = self.rng.choice(list(self.exercise.small), size=len(names), replace=False)
        return {
            name: LEADING[number % len(LEADING)] if name.startswith("*") else int(size)
            for name, size in zip(names, sizes, strict=True)
        }

    def equal(self, size: int) -> Sizes:
        """Every size the same."""
        return {name: (size,) if name.startswith("*") else size for name in self.exercise.dimensions}

    def arguments(self, sizes: Sizes, entries: Callable[[tuple[int, ...], float], Array] | None = None) -> Arguments:
        """Values for every argument at these sizes; the elementwise function changes with each draw."""
        h, dh = PAIRS[self.function % len(PAIRS)]
        self.function += 1
        values: Arguments = {}
        for argument in self.given:
            match argument.kind:
                case "size":
                    values[argument.name] = sizes[argument.name]
                case "index":
                    (limit,) = concrete(argument.shape, sizes)
                    values[argument.name] = int(self.rng.integers(limit))
                case "function":
                    values[argument.name] = h
                case "derivative":
                    values[argument.name] = dh
                case _:
                    shape = concrete(argument.shape, sizes)
                    values[argument.name] = (entries or self.real_numbers)(shape, self._bound(shape))
        return values

    def _bound(self, shape: tuple[int, ...]) -> float:
        """Keeps |Y| = |XWᵀ + B| below 4 where an elementwise function is applied to it: 1 − tanh² cancels beyond."""
        return min(1.0, (MEAN_SQUARE_OF_Y / max(shape)) ** 0.5) / 1.5 if self.bounded and shape else 1.0

    def real_numbers(self, shape: tuple[int, ...], bound: float) -> Array:
        """Random signs, magnitudes from ½ to 1½ of the bound."""
        return bound * signed_directions(self.rng, shape)

    def whole_numbers(self, shape: tuple[int, ...], bound: float) -> Array:
        """Small whole numbers, zero among them, as floats."""
        limit = 1 if self.bounded else 3
        return self.rng.integers(-limit, limit, shape, endpoint=True).astype(float)

    def scaled(self, sizes: Sizes, factor: float) -> Arguments:
        """A draw with some arguments times a power of `factor`, as the exercise says."""
        values = self.arguments(sizes)
        return values | {name: factor**power * values[name] for name, power in self.exercise.scales.items()}
