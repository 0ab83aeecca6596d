"""Inputs of an example: whole numbers at small sizes, from the plainest on, and all that is plainer than one of them.

An exercise that draws its own inputs, as `unbroadcast` does, has no sizes of its own to choose. Its inputs are taken as
they come, smallest first, and made smaller by their sizes: whatever is 4 long becomes 2 long, everywhere at once, so
that what was equal stays equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np

from autograder.exercises.elementwise import PAIRS
from autograder.exercises.task import FunctionTask
from autograder.notation.signature import Arguments, Sizes, concrete
from autograder.numerics.arrays import Array

LEADING = ((1,), (2,), (), (2, 1), (1, 2), (2, 2))  # axes in front, in place of the sizes 1, 2, 3 …
LARGEST = 4  # sizes of an example are below it: more cannot be redone by hand
WHOLE = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)  # none is 0, where many a mistake does not show
PLAINEST_FIRST = (1, 0, 2)  # sin, whose derivative has a name; tanh; the one that has none itself
UNITS = (-1.0, 1.0)  # where h takes Y: 1 − tanh² of what is much larger cancels, and right answers look wrong


def starts(task: FunctionTask, rng: np.random.Generator) -> Iterator[tuple[Sizes | None, Arguments]]:
    """Inputs in which a mistake may show, small ones first, each with its sizes where the exercise has sizes."""
    if task.cases is not None:
        cases = [values for _, values in task.cases(rng)]
        for values in sorted(cases, key=entries):
            yield None, {name: whole(rng, value.shape) if _is_array(value) else value for name, value in values.items()}
        return
    for sizes in _sizes(task, rng):
        for number in range(len(PAIRS)):
            yield sizes, drawn(task, sizes, rng, number)


def _sizes(task: FunctionTask, rng: np.random.Generator) -> Iterator[Sizes]:
    names = task.dimensions
    ones = dict.fromkeys(names, 1)
    choices = [ones, *({**ones, name: 2} for name in names), dict.fromkeys(names, 2)]
    choices += [{**ones, name: 3 + more} for name in names if name.startswith("*") for more in range(len(LEADING) - 2)]
    choices += [dict(zip(names, order, strict=False)) for order in ((2, 3, 1, 2, 3), (3, 2, 3, 1, 2), (1, 3, 2, 3, 2))]
    pairs = permutations((name for name in names if not name.startswith("*")), 2)
    choices += [{**ones, one: 2, other: 3} for one, other in pairs]  # where a 1 would be broadcast, and nothing raise
    choices += [dict.fromkeys(names, 3)]
    choices.sort(key=lambda sizes: sum(sizes.values()))
    return (_concrete(sizes) for sizes in choices)


def _concrete(levels: dict[str, int]) -> Sizes:
    return {name: LEADING[level - 1] if name.startswith("*") else level for name, level in levels.items()}


def drawn(task: FunctionTask, sizes: Sizes, rng: np.random.Generator, number: int = 0) -> Arguments:
    """Whole numbers at these sizes; `number` chooses the elementwise function."""
    h, dh = PAIRS[PLAINEST_FIRST[number]]
    numbers = UNITS if any(argument.kind == "function" for argument in task.given) else WHOLE
    values: Arguments = {}
    for argument in task.given:
        match argument.kind:
            case "size":
                values[argument.name] = sizes[argument.name]
            case "index":
                (limit,) = concrete(argument.shape, sizes)
                values[argument.name] = int(rng.integers(limit))
            case "function":
                values[argument.name] = h
            case "derivative":
                values[argument.name] = dh
            case _:
                values[argument.name] = whole(rng, concrete(argument.shape, sizes), numbers)
    return values


def whole(rng: np.random.Generator, shape: tuple[int, ...], numbers: Sequence[float] = WHOLE) -> Array:
    """Small whole numbers as floats, none of them 0."""
    return np.asarray(rng.choice(numbers, shape))


def entries(values: Arguments) -> int:
    """How many entries all arrays have together."""
    return sum(value.size for value in values.values() if _is_array(value))


def smaller(
    task: FunctionTask, sizes: Sizes | None, values: Arguments, rng: np.random.Generator
) -> Iterator[tuple[Sizes | None, Arguments]]:
    """Inputs with one size smaller, the smallest first."""
    if sizes is None:
        yield from ((None, other) for other in _relabelled(values))
        return
    for name, size in sizes.items():
        choices = LEADING[: LEADING.index(size)] if isinstance(size, tuple) else range(1, size)
        for less in choices:
            for number in range(len(PAIRS)):
                yield {**sizes, name: less}, drawn(task, {**sizes, name: less}, rng, number)


def _relabelled(values: Arguments) -> Iterator[Arguments]:
    """Each size above 2 made 2, wherever it stands: in the shapes of arrays, and in arguments that are shapes."""
    found = {size for value in values.values() for size in (value.shape if _is_array(value) else value)}

    def shorter(value: Any, size: int) -> Any:
        if not _is_array(value):
            return tuple(2 if axis == size else axis for axis in value)
        return np.asarray(value[tuple(slice(2 if axis == size else None) for axis in value.shape)])

    for size in sorted(found - {0, 1, 2}, reverse=True):
        yield {name: shorter(value, size) for name, value in values.items()}


def plainer(values: Arguments) -> Iterator[Arguments]:
    """The same inputs with one number plainer: an array all 0, an entry 0, then 1, then nearer to 0."""
    for name, value in values.items():
        if _is_array(value):
            if np.any(value):
                yield {**values, name: np.zeros_like(value)}
            for index in map(tuple, np.argwhere(value)):
                for other in _plainer_than(float(value[index])):
                    changed = value.copy()
                    changed[index] = other
                    yield {**values, name: changed}


def _plainer_than(number: float) -> Iterator[float]:
    order = (0.0, 1.0, 2.0, -1.0, 3.0, -2.0, -3.0)
    yield from order[: order.index(number)]


def ones(values: Arguments) -> Arguments:
    """The same inputs with 1 in every entry."""
    return {name: np.ones_like(value) if _is_array(value) else value for name, value in values.items()}


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)
