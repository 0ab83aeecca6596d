"""A missing slice: the first or last of an argument or of the result is left out, or all beyond a fixed count are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import inf

import numpy as np

from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.numerics.arrays import Array

ENDS = (
    (slice(-1, None), "last", "does a loop end too early?"),
    (slice(None, 1), "first", "does a loop begin too late?"),
)
ONLY = (
    (slice(1, None), "first", "does a `return` stand inside the loop?"),
    (slice(None, -1), "last", "is it `=` where `+=` belongs?"),
)


def missing_slices(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """Claims that some slices do not count, or do not come back."""
    yield from _of_the_result(cases)
    for argument in question.arrays:
        for axis in range(min(case.values[argument.name].ndim for case in cases)):
            yield from _of_an_argument(question, argument.name, axis, cases)


def _of_the_result(cases: Sequence[Case]) -> Iterator[Claim]:
    dimensions = min(case.truth.ndim for case in cases)
    for axis in range(dimensions):
        for end, place, loop in ENDS:
            sentence = f"The {place} slice of your result along axis {axis} is left at 0: {loop}"
            yield _result_without(axis, end, "off_by_one_loop", sentence)
        only = f"Of your result only the first slice along axis {axis} is filled, the rest is 0."
        formula = _dropped((axis,), slice(1, None))
        yield Claim("first_only", only, formula)
        for count in _counts(cases, [case.truth.shape[axis] for case in cases]):
            sentence = f"Along axis {axis} your result is 0 from index {count} on: is a size written down as a number?"
            yield _result_without(axis, slice(count, None), "hardcoded", sentence)
    for axes in combinations(range(dimensions), 2):
        where = f"along axes {axes[0]} and {axes[1]}"
        only = f"Of your result only the first slices {where} are filled, the rest is 0."
        yield Claim("first_only", only, _dropped(axes, slice(1, None)))
        for end, place, loop in ENDS:
            sentence = f"The {place} slices of your result {where} are left at 0: {loop}"
            yield Claim("off_by_one_loop", sentence, _dropped(axes, end), complete=True)
    if cases[0].truth.ndim:
        last = "The last entry of your result is left at 0: does a loop end too early?"
        yield Claim("off_by_one_loop", last, lambda case: _last_entry_dropped(case.truth), complete=True)


def _dropped(axes: Sequence[int], end: slice) -> Formula:
    def formula(case: Case) -> Array:
        value = case.truth
        for axis in axes:
            value = without(value, axis, end)
        return value

    return formula


def _result_without(axis: int, where: slice, slug: str, sentence: str) -> Claim:
    return Claim(slug, sentence, lambda case: without(case.truth, axis, where), complete=True)


def _of_an_argument(question: Question, name: str, axis: int, cases: Sequence[Case]) -> Iterator[Claim]:
    for end, place, loop in ENDS:
        sentence = f"The {place} slice of {name} along axis {axis} is not used: {loop}"
        yield Claim("off_by_one_loop", sentence, question.of(name, dropping(axis, end)), complete=True)
    for only, place, loop in ONLY:
        sentence = f"Of the sum over axis {axis} of {name} only the {place} term is there: {loop}"
        yield Claim("missing_sum", sentence, question.of(name, dropping(axis, only)), complete=True)
    for count in _counts(cases, [case.values[name].shape[axis] for case in cases]):
        sentence = (
            f"Along axis {axis} of {name} nothing counts from index {count} on: is a size written down as a number?"
        )
        yield Claim("hardcoded", sentence, question.of(name, dropping(axis, slice(count, None))), complete=True)
    if axis == 0:
        sentence = f"The last entry of {name} is not used: does a loop end too early?"
        yield Claim("off_by_one_loop", sentence, question.of(name, _last_entry_dropped), complete=True)


def dropping(axis: int, where: slice) -> Callable[[Array], Array]:
    """Sets those slices along the axis to 0."""
    return lambda array: without(array, axis, where)


def without(array: Array, axis: int, where: slice) -> Array:
    """A copy with those slices along the axis set to 0."""
    copy = np.array(array)
    copy[(slice(None),) * axis + (where,)] = 0.0
    return copy


def _last_entry_dropped(array: Array) -> Array:
    copy = np.array(array)
    copy[(-1,) * copy.ndim] = 0.0
    return copy


def _counts(cases: Sequence[Case], sizes: Sequence[int]) -> range:
    """The counts K ≥ 2 for which "right up to K, wrong beyond" agrees with what is right and what is wrong."""
    right = max((size for case, size in zip(cases, sizes, strict=True) if case.right), default=inf)
    wrong = min((size for case, size in zip(cases, sizes, strict=True) if not case.right), default=0)
    return range(max(2, int(right)), wrong) if right < wrong else range(0)
