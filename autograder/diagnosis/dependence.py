"""Dependence: what the result does and does not react to, and on which inputs alone it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.derivatives import Array, signed_directions
from autograder.diagnosis.case import CLOSE, Again, Case, Finding, equal, finding
from autograder.exercise import Exercise
from autograder.signature import Arguments, Result

SAMPLES = ("N", "n")


def unrepeatable(cases: Sequence[Case]) -> bool:
    """Whether two calls on the same arguments differ."""
    first: dict[int, Array] = {}
    return any(not equal(first.setdefault(id(case.values), case.returned), case.returned) for case in cases)


def independence(exercise: Exercise, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Whether the result stays as it is when an argument that it must depend on changes."""
    names = {argument.kind: argument.name for argument in exercise.arguments}
    upstream = getattr(exercise.truth, "upstream", None)
    G = next((argument.name for argument in exercise.arguments if argument.name == upstream), "")
    if G and _ignores(cases, again, lambda values, rng: {G: signed_directions(rng, values[G].shape)}):
        yield Finding(
            "ignores_G", f"Your result does not change when {G} does, and every entry must be weighed by {G}."
        )
    if "derivative" in names and _ignores(
        cases, again, lambda values, rng: {names["function"]: np.exp, names["derivative"]: np.exp}
    ):
        yield Finding(
            "hardcoded", f"Your result does not change when h does: use {names['derivative']} as it is given."
        )


def _ignores(
    cases: Sequence[Case], again: Again, change: Callable[[Arguments, np.random.Generator], Arguments]
) -> bool:
    """Whether two of the cases come out the same with some arguments changed."""
    rng = np.random.default_rng(0)
    for case in cases[:2]:
        other = again({**case.values, **change(case.values, rng)})
        if other is None or not np.array_equal(other, case.returned):
            return False
    return bool(cases)


def hardcoded(cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether other values of the same shapes give the same numbers (and not just one number in every entry)."""
    first = cases[0]
    if np.ptp(first.returned) == 0.0:
        return
    for case in cases[1:]:
        if case.sizes == first.sizes and not equal(case.truth, first.truth):
            if np.array_equal(case.returned, first.returned):
                yield finding("hardcoded")
            return


def unused_slices(exercise: Exercise, result: Result, cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether the first or the last slice of an argument, or of the result itself, is left out."""
    for axis in range(len(result.shape)):
        for end, place in ((-1, "last"), (0, "first")):
            if all(_left_out(case, axis, end) for case in cases):
                said = f"The {place} slice of your result along axis {axis} is left at 0: does a loop end too early?"
                yield Finding("off_by_one_loop", said)
    position = exercise.results.index(result)
    for argument in exercise.arguments:
        if argument.kind != "array":
            continue
        for axis in range(len(argument.shape)):
            for end, place in ((-1, "last"), (0, "first")):
                if all(_without(exercise, position, case, argument.name, axis, end) for case in cases):
                    slice_ = f"{place} slice of {argument.name} along axis {axis}"
                    said = f"The {slice_} is not used: does a loop end too early?"
                    yield Finding("off_by_one_loop", said)


def _left_out(case: Case, axis: int, end: int) -> bool:
    """Whether that slice of the result is 0, and the rest is right."""
    if case.returned.shape != case.truth.shape or axis >= case.truth.ndim:
        return False
    expected = np.array(case.truth)
    expected[(slice(None),) * axis + (end,)] = 0.0
    return bool(np.all(np.abs(case.returned - expected) <= CLOSE * np.max(np.abs(case.truth), initial=0.0)))


def _without(exercise: Exercise, position: int, case: Case, name: str, axis: int, end: int) -> bool:
    """Whether the truth with that slice set to 0 is what came back."""
    array = np.array(case.values[name])
    if axis >= array.ndim:
        return False
    array[(slice(None),) * axis + (end,)] = 0.0
    without = exercise.truth({**case.values, name: array})[position].values
    scale = np.max(np.abs(case.truth), initial=0.0)
    return case.returned.shape == without.shape and bool(np.all(np.abs(case.returned - without) <= CLOSE * scale))


def occasions(cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether it is right just where there is one sample, or just where all sizes are equal."""
    right = [equal(case.returned, case.truth) for case in cases]
    for slug, applies in (("batch1_only", _one_sample), ("square_only", _square)):
        there = [applies(case) for case in cases]
        if any(there) and right == there:
            yield finding(slug)


def _one_sample(case: Case) -> bool:
    return any(case.sizes.get(name) == 1 for name in SAMPLES)


def _square(case: Case) -> bool:
    return len(set(case.sizes.values())) == 1
