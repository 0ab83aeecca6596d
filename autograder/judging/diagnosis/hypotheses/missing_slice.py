"""A missing slice: the first or last of an argument or of the result is left out, or all beyond a fixed count are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf

import numpy as np

from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Question
from autograder.numerics.arrays import Array

ENDS = ((slice(-1, None), "last"), (slice(None, 1), "first"))


def missing_slices(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """Claims that some slices do not count, or do not come back."""
    yield from _of_the_result(cases)
    for argument in question.arrays:
        for axis in range(min(case.values[argument.name].ndim for case in cases)):
            yield from _of_an_argument(question, argument.name, axis, cases)


def _of_the_result(cases: Sequence[Case]) -> Iterator[Claim]:
    for axis in range(min(case.truth.ndim for case in cases)):
        for end, place in ENDS:
            sentence = f"The {place} slice of your result along axis {axis} is left at 0: does a loop end too early?"
            yield _result_without(axis, end, "off_by_one_loop", sentence)
        for count in _counts(cases, [case.truth.shape[axis] for case in cases]):
            sentence = f"Along axis {axis} your result is 0 from index {count} on: is a size written down as a number?"
            yield _result_without(axis, slice(count, None), "hardcoded", sentence)
    if cases[0].truth.ndim:
        last = "The last entry of your result is left at 0: does a loop end too early?"
        yield Claim("off_by_one_loop", last, lambda case: _last_entry_dropped(case.truth), complete=True)


def _result_without(axis: int, where: slice, slug: str, sentence: str) -> Claim:
    return Claim(slug, sentence, lambda case: without(case.truth, axis, where), complete=True)


def _of_an_argument(question: Question, name: str, axis: int, cases: Sequence[Case]) -> Iterator[Claim]:
    for end, place in ENDS:
        sentence = f"The {place} slice of {name} along axis {axis} is not used: does a loop end too early?"
        yield Claim("off_by_one_loop", sentence, question.of(name, dropping(axis, end)), complete=True)
    for only, place in ((slice(1, None), "first"), (slice(None, -1), "last")):
        sentence = (
            f"Of the sum over axis {axis} of {name} only the {place} term is there: is it `=` where `+=` belongs?"
        )
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
