"""Occasions: on which inputs alone an answer is right, or wrong, in words: "n = 1", "one leading axis", "h = sin".

An occasion is a property of the input. It is the reason when it is there on all inputs that went one way and on none
that went the other; that several kinds of input happen to share it is not said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from autograder.exercises.elementwise import in_words
from autograder.exercises.probes import LARGE_ENTRIES, LAYOUTS, ONES
from autograder.exercises.task import FunctionTask
from autograder.judging.diagnosis.case import sizes_of
from autograder.judging.trial import Trial
from autograder.notation.signature import Arguments

DIFFERENT = "sizes all different"
FEWEST = 3  # inputs on either side before a bound on a size is believed: of two, one may be the larger by chance
MANY = 100  # more axes than numpy has
LEADING_AXES = {
    "one leading axis": range(1, 2),
    "no leading axis": range(1),
    "two leading axes": range(2, 3),
    "at most one leading axis": range(2),
    "at least one leading axis": range(1, MANY),
    "more than one leading axis": range(2, MANY),
}
Has = Callable[["Input"], bool]


@dataclass(frozen=True, eq=False)
class Input:
    """One input: its label, its arguments, and every size by name."""

    label: str
    values: Arguments
    sizes: dict[str, int]


@dataclass(frozen=True)
class Occasion:
    """A property of inputs, in words.

    `bound` where it is one that some of any few inputs have; `sizes` where sizes alone make it: two of those may be a
    reason together, while that some result is right on whole numbers as well may be chance.
    """

    words: str
    there: Has
    bound: bool = False
    sizes: bool = False


def right_only_for(exercise: FunctionTask, trials: Sequence[Trial]) -> str:
    """What all inputs have in common on which an answer is right, and no other has; "" for nothing to be named.

    Neither layouts, whose entries are drawn like any others, nor large entries: there a term too many is only too small
    to be seen.
    """
    reason = _reason(exercise, trials, lambda trial: trial.passed)
    return "" if reason in (*LAYOUTS, LARGE_ENTRIES) else reason


def wrong_only_for(exercise: FunctionTask, trials: Sequence[Trial]) -> str:
    """The same of the inputs on which it is wrong."""
    return _reason(exercise, trials, lambda trial: not trial.passed)


def _reason(exercise: FunctionTask, trials: Sequence[Trial], picked: Callable[[Trial], bool]) -> str:
    """Where every size is 1 nearly everything is right, and nothing follows."""
    telling = [trial for trial in trials if trial.probe.label != ONES]
    inputs = [_input(exercise, trial) for trial in telling]
    wanted = [picked(trial) for trial in telling]
    if not any(wanted) or all(wanted):
        return ""
    enough = min(sum(wanted), len(wanted) - sum(wanted)) >= FEWEST
    every = [(occasion, [occasion.there(given) for given in inputs]) for occasion in _occasions(exercise, inputs)]
    for occasion, there in every:
        if there == wanted and (enough or not occasion.bound):
            return occasion.words
    within = [pair for pair in every if any(pair[1]) and pair[0].sizes and all(map(_implies, pair[1], wanted))]
    for (one, here), (other, there) in combinations(within, 2):
        if [a or b for a, b in zip(here, there, strict=True)] == wanted:
            return f"{one.words} or {other.words}"
    return ""


def _implies(one: bool, other: bool) -> bool:
    return other or not one


def _input(exercise: FunctionTask, trial: Trial) -> Input:
    sizes = sizes_of(exercise, trial.probe.values, np.empty(trial.truth.shape))
    return Input(trial.probe.label, trial.probe.values, sizes)


def _occasions(exercise: FunctionTask, inputs: Sequence[Input]) -> Iterator[Occasion]:
    """Every property that may be a reason, the plainest first."""
    names = [name for name in exercise.dimensions if not name.startswith("*")]
    for name in names:
        yield Occasion(f"{name} = 1", _is_one(name), sizes=True)
    yield from _of_leading_axes(exercise)
    yield from _of_functions(exercise, inputs)
    yield from _of_shapes(exercise)
    if len(names) > 1 or (names and len(exercise.dimensions) > 1):
        yield Occasion("all sizes equal", lambda given: len(set(given.sizes.values())) == 1)
    for one, other in combinations(names, 2):
        yield Occasion(f"{one} = {other}", _are_equal(one, other))
    if any(argument.kind == "array" for argument in exercise.arguments):
        yield Occasion("whole numbers", _whole)
    if exercise.cases is None:
        for label in dict.fromkeys(given.label for given in inputs):
            if label != DIFFERENT and "=" not in label:
                yield Occasion(label, _labelled(label))
    yield from _of_bounds(names, inputs)


def _is_one(name: str) -> Has:
    return lambda given: given.sizes.get(name) == 1


def _are_equal(one: str, other: str) -> Has:
    return lambda given: given.sizes.get(one) == given.sizes.get(other)


def _labelled(label: str) -> Has:
    return lambda given: given.label == label


def _whole(given: Input) -> bool:
    arrays = [value for value in given.values.values() if isinstance(value, np.ndarray) and value.size]
    return bool(arrays) and all(np.array_equal(array, np.round(array)) for array in arrays)


def _of_leading_axes(exercise: FunctionTask) -> Iterator[Occasion]:
    """How many axes stand in front, where there may be any number."""
    for argument in exercise.arguments:
        if argument.kind == "array" and argument.shape[:1] and argument.shape[0].startswith("*") and argument.shape[1:]:
            for words, counts in LEADING_AXES.items():
                yield Occasion(words, _leading(argument.name, len(argument.shape) - 1, counts))
            size = argument.shape[0].removeprefix("*")
            yield Occasion("a single sample", _is_one(size))
            return


def _leading(name: str, inner: int, counts: range) -> Has:
    return lambda given: given.values[name].ndim - inner in counts


def _of_functions(exercise: FunctionTask, inputs: Sequence[Input]) -> Iterator[Occasion]:
    for argument in exercise.arguments:
        if argument.kind == "function":
            for function in dict.fromkeys(given.values[argument.name] for given in inputs):
                yield Occasion(f"{argument.name} = {in_words(function)}", _has(argument.name, function))


def _has(name: str, value: Any) -> Has:
    return lambda given: given.values[name] is value


def _of_shapes(exercise: FunctionTask) -> Iterator[Occasion]:
    """What has been broadcast, where a shape and the array of the larger one are given."""
    shape = next((argument.name for argument in exercise.arguments if argument.kind == "tuple"), "")
    array = next((argument.name for argument in exercise.arguments if argument.kind == "array"), "")
    if not shape or not array:
        return

    def added(given: Input) -> int:
        return int(given.values[array].ndim) - len(given.values[shape])

    def stretched(given: Input) -> int:
        large = given.values[array].shape[max(added(given), 0) :]
        return sum(1 for size, small in zip(large, given.values[shape], strict=False) if small != size)

    yield Occasion("equal shapes", lambda given: given.values[array].shape == given.values[shape], sizes=True)
    yield Occasion("a shape without axes", lambda given: given.values[shape] == (), sizes=True)
    yield Occasion("shapes without a stretched axis", lambda given: not stretched(given), sizes=True)
    yield Occasion("shapes of as many axes", lambda given: not added(given), sizes=True)
    yield Occasion("at most one axis added", lambda given: added(given) <= 1, sizes=True)
    yield Occasion(
        "one axis added and none stretched", lambda given: added(given) == 1 and not stretched(given), sizes=True
    )
    yield Occasion(
        "at most one axis added and none stretched", lambda given: added(given) <= 1 and not stretched(given)
    )
    yield Occasion("no 1 in the shape", lambda given: 1 not in given.values[shape], sizes=True)
    yield Occasion(
        "as many entries", lambda given: given.values[array].size == int(np.prod(given.values[shape])), sizes=True
    )


def _of_bounds(names: Sequence[str], inputs: Sequence[Input]) -> Iterator[Occasion]:
    """One size no larger than another, or than a number."""
    for one in names:
        for other in names:
            if one != other:
                yield Occasion(f"{one} ≤ {other}", _at_most(one, other), bound=True)
                yield Occasion(f"{one} < {other}", _less(one, other), bound=True)
    for name in names:
        for bound in sorted({given.sizes[name] for given in inputs})[:-1]:
            yield Occasion(f"{name} ≤ {bound}", _bounded(name, bound), bound=True)
            yield Occasion(f"{name} > {bound}", _beyond(name, bound), bound=True)


def _at_most(one: str, other: str) -> Has:
    return lambda given: given.sizes[one] <= given.sizes[other]


def _less(one: str, other: str) -> Has:
    return lambda given: given.sizes[one] < given.sizes[other]


def _bounded(name: str, bound: int) -> Has:
    return lambda given: given.sizes[name] <= bound


def _beyond(name: str, bound: int) -> Has:
    return lambda given: given.sizes[name] > bound
