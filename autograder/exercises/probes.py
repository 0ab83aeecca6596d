"""Probes: the inputs an answer is tried on, each kind chosen because some wrong answer passes all the others.

Pairwise distinct sizes come first: a square or an N = 1 alone lets half of all wrong answers pass. Then each size
equal to one, square, 1×1, every corner that an index can name, whole numbers, as floats and as ints, other memory
layouts, also of two kinds at once, large and small entries (which clipping and rounding do not survive), and each size
in turn larger than any loop bound or buffer that somebody might have written down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, product
from typing import Any

import numpy as np

from autograder.exercises.elementwise import PAIRS, in_words
from autograder.exercises.task import FunctionTask
from autograder.notation.signature import Argument, Arguments, Sizes, concrete
from autograder.numerics.arrays import Array, signed_directions

ONES, LARGE_ENTRIES = "every size 1", "large entries"
LEADING = ("s", "ss", "", "s1s", "s")  # axes in front: none, one, two and three, each of a size of its own or of 1
ENDS = ("first", "last")
MEAN_SQUARE_OF_Y = 3.0  # keeps |Y| below 4: from 20 on 1 − tanh² cancels, and right answers look wrong
LARGE, SMALL = 1e4, 1e-4  # clipping to ±10 or rounding to three digits changes nothing in between


Layout = Callable[[Array], Array]


@dataclass(frozen=True)
class Probe:
    """One set of arguments.

    `label` says what kind it is, in words. `values` are the arguments, hidden ones included; `layouts` lay copies of
    the arrays out in memory, in turn. `generic` is true where the sizes are pairwise distinct and the entries random.
    `along` is true where the result is too large for every entry and random directions are checked; `long` where it is
    asked once only, as one size is large.
    """

    label: str
    values: Arguments
    layouts: Sequence[Layout] = (np.array,)
    generic: bool = False
    along: bool = False
    long: bool = False

    def fresh(self, arguments: tuple[Argument, ...]) -> list[Any]:
        """Copies of the named arguments, for one call; functions and numbers as they are."""
        values, layouts = (self.values[argument.name] for argument in arguments), cycle(self.layouts)
        return [next(layouts)(value) if isinstance(value, np.ndarray) else value for value in values]

    def shapes(self, arguments: tuple[Argument, ...]) -> tuple[tuple[str, str], ...]:
        """What to tell the student of the arguments: shapes of arrays, values of numbers, names of functions."""
        shown = [argument for argument in arguments if argument.kind != "derivative"]
        return tuple((argument.name, _in_words(self.values[argument.name])) for argument in shown)


def _in_words(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return f"= {in_words(value)}" if callable(value) else f"= {value}"


def draw(exercise: FunctionTask, seed: int, attempt: int = 0) -> list[Probe]:
    """All probes of an exercise, in the order in which they are worth reporting. `seed` repeats them.

    Another `attempt` has other sizes and entries, and the same kinds of probes in the same order.
    """
    rng = np.random.default_rng([seed, *exercise.name.encode(), *([attempt] if attempt else [])])
    if exercise.cases is not None:
        cases = exercise.cases(rng)
        deepest = max((values for _, values in cases), key=lambda values: max(map(np.ndim, values.values())))
        laid_out = [Probe(label, dict(deepest), layouts) for label, layouts in LAYOUTS.items() if len(layouts) == 1]
        return [*(Probe(label, values, generic=True) for label, values in cases), *laid_out]
    return list(_general(exercise, rng))


def at_sizes(exercise: FunctionTask, sizes: Sizes, seed: int) -> Arguments:
    """Random values for every argument at these sizes, hidden ones included. `seed` repeats them."""
    return _Draws(exercise, np.random.default_rng(seed)).arguments(sizes)


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
    yield from _corners(exercise, draws)
    arrays = [argument.name for argument in exercise.arguments if argument.kind == "array"]
    if arrays:
        yield Probe("whole numbers", draws.arguments(draws.distinct(4), [each.name for each in exercise.given]))
        yield from _integers(exercise, draws, arrays)
        for number, (label, layouts) in enumerate(LAYOUTS.items()):
            if len(layouts) <= len(arrays):
                yield Probe(label, draws.arguments(draws.distinct(number)), layouts)
        yield Probe(LARGE_ENTRIES, draws.scaled(draws.distinct(2), LARGE))
        yield Probe("small entries", draws.scaled(draws.distinct(0), SMALL))
    for dimension in exercise.dimensions:
        label = f"{dimension.removeprefix('*')} = {exercise.largest}"
        yield Probe(label, draws.arguments(draws.long(dimension)), long=True)
    if exercise.at_scale is not None:
        yield Probe("too large for a tensor", draws.arguments(exercise.at_scale), along=True)


def _corners(exercise: FunctionTask, draws: _Draws) -> Iterator[Probe]:
    """The first and the last of what each index runs over: a random one meets the last row by luck only."""
    indices = [argument for argument in exercise.arguments if argument.kind == "index"]
    for places in product(ENDS, repeat=len(indices)) if indices else ():
        sizes = draws.distinct(0)
        ends = {
            index.name: concrete(index.shape, sizes)[0] - 1 if place == "last" else 0
            for index, place in zip(indices, places, strict=True)
        }
        label = " and ".join(f"{place} {name}" for name, place in zip(ends, places, strict=True))
        yield Probe(label, draws.arguments(sizes) | ends)


def _integers(exercise: FunctionTask, draws: _Draws, arrays: Sequence[str]) -> Iterator[Probe]:
    """Arrays of dtype int, as one types them: all, then every other one, beside floats that they must not cut.

    An upstream gradient is computed, not typed: it is whole where everything is, and never where h comes in.
    """
    upstream = getattr(exercise.truth, "upstream", None)
    typed = [name for name in arrays if name != upstream]
    for number, whole in enumerate((typed if draws.bounded else arrays, typed[::2], typed[1::2])):
        if whole:
            layouts = [_integer if name in whole else np.array for name in arrays]
            yield Probe(INTEGERS, draws.arguments(draws.distinct(number), whole), layouts)


def _integer(array: Array) -> Array:
    return array.astype(int)


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


INTEGERS = "whole numbers of dtype int"
LAYOUTS: dict[str, tuple[Layout, ...]] = {
    "Fortran memory order": (_fortran,),
    "non-contiguous memory": (_strided,),
    "two memory orders": (np.array, _fortran),
}


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
        names, leading = self.exercise.dimensions, LEADING[number % len(LEADING)]
        room = sum(leading.count("s") if name.startswith("*") else 1 for name in names)
        sizes = iter(self.rng.choice(list(self.exercise.small), size=room, replace=False).tolist())
        return {
            name: tuple(next(sizes) if axis == "s" else 1 for axis in leading) if name.startswith("*") else next(sizes)
            for name in names
        }

    def long(self, dimension: str) -> Sizes:
        """One dimension as large as any is, the others small and pairwise distinct."""
        names = self.exercise.dimensions
        small = {name: 2 + int(size) for name, size in zip(names, self.rng.permutation(len(names)), strict=True)}
        sizes = small | {dimension: self.exercise.largest}
        return {name: (size,) if name.startswith("*") else size for name, size in sizes.items()}

    def equal(self, size: int) -> Sizes:
        """Every size the same."""
        return {name: (size,) if name.startswith("*") else size for name in self.exercise.dimensions}

    def arguments(self, sizes: Sizes, whole: Collection[str] = ()) -> Arguments:
        """Values for every argument at these sizes, some `whole`; the elementwise function changes with each draw."""
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
                    entries = self.whole_numbers if argument.name in whole else self.real_numbers
                    values[argument.name] = entries(shape, self._bound(shape))
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
