"""Tensors: which δ of the right one is missing, which is there besides, and which indices have no axis.

The δ of a tensor are read off its numbers: it is 0 wherever two of its indices differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, equal, finding
from autograder.judging.diagnosis.claim import Question
from autograder.judging.diagnosis.hypotheses.altered_result import on_diagonal
from autograder.numerics.arrays import Array

FEWEST_AXES = 3
MOST_MISSING = 3  # δ: H has four that are independent, and lacking all of them is an array of ones
MASKS: tuple[tuple[str, np.ufunc], ...] = (
    ("≠", np.not_equal),
    ("≥", np.greater_equal),
    ("≤", np.less_equal),
    (">", np.greater),
    ("<", np.less),
)
Pair = tuple[int, int]


def deltas(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """A tensor with a δ too few or too many, something else where 0 belongs, or an axis too few."""
    dimensions = cases[0].truth.ndim
    if dimensions < FEWEST_AXES or any(case.truth.ndim != dimensions for case in cases):
        return
    letters, pairs = question.letters(dimensions), _tied(cases)
    if any(case.returned.shape != case.truth.shape for case in cases):
        yield from _axes_missing(cases, letters, pairs)
        return
    if all(case.right or not np.any(case.returned) for case in cases):
        return
    yield from _too_few(cases, letters, pairs)
    yield from _too_many(cases, letters, pairs)
    yield from _another_mask(cases, letters, pairs)
    yield from _filled(cases, pairs)


def _tied(cases: Sequence[Case]) -> list[Pair]:
    """The pairs of axes that a δ ties: the truth is 0 wherever the two indices differ, and they may differ."""
    return [
        pair
        for pair in combinations(range(cases[0].truth.ndim), 2)
        if all(np.array_equal(case.truth * on_diagonal(case.truth.shape, *pair), case.truth) for case in cases)
        and any(min(case.truth.shape[axis] for axis in pair) > 1 for case in cases)
    ]


def _too_few(cases: Sequence[Case], letters: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Without its δ an index is free: what came back is the same wherever it stands."""
    for axes in _sets(cases[0].truth.ndim):
        tied = [_partner(axis, axes, pairs) for axis in axes]
        if all(tied) and all(equal(case.returned, _freed(case.truth, axes)) for case in cases):
            names = _listed([f"δ_{''.join(letters[axis] for axis in sorted(pair))}" for pair in tied if pair])
            are = "is" if len(axes) == 1 else "are"
            yield Finding("missing_delta", f"Entries that must be 0 are not: {names} {are} missing. The rest is right.")


def _sets(dimensions: int) -> Iterator[tuple[int, ...]]:
    for count in range(1, MOST_MISSING + 1):
        yield from combinations(range(dimensions), count)


def _partner(axis: int, free: Sequence[int], pairs: Sequence[Pair]) -> Pair | None:
    """The δ that ties an axis to one that is not free."""
    return next((pair for pair in pairs if axis in pair and len(set(pair) - set(free)) == 1), None)


def _freed(truth: Array, axes: tuple[int, ...]) -> Array:
    return np.broadcast_to(truth.sum(axis=axes, keepdims=True), truth.shape)


def _too_many(cases: Sequence[Case], letters: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Finding]:
    others = [pair for pair in combinations(range(cases[0].truth.ndim), 2) if pair not in pairs]
    for more in (*((pair,) for pair in others), *combinations(others, 2)):
        if all(equal(case.returned, _cut(case.truth, more)) for case in cases):
            names = _listed([f"δ_{''.join(letters[axis] for axis in pair)}" for pair in more])
            sentence = f"Entries that must not be 0 are: {names} {'is' if len(more) == 1 else 'are'} there besides."
            yield finding("over_constrained", sentence)


def _another_mask(cases: Sequence[Case], letters: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Finding]:
    """1 − δ in the place of δ, or a triangle of ones."""
    for pair in pairs:
        for axis in pair:
            for sign, holds in MASKS:
                if all(equal(case.returned, _masked(case.truth, axis, pair, holds)) for case in cases):
                    one, other = (letters[place] for place in pair)
                    delta = f"δ_{one}{other}"
                    if sign == "≠":
                        yield Finding("wrong_function", f"1 − {delta} stands where {delta} belongs, which is np.eye.")
                    else:
                        sentence = f"Your result has entries wherever {one} {sign} {other}; {delta} is 1 only where"
                        yield Finding("missing_delta", f"{sentence} {one} = {other}, as in np.eye.")


def _masked(truth: Array, axis: int, pair: Pair, holds: np.ufunc) -> Array:
    one, other = (
        np.arange(truth.shape[place]).reshape([-1 if each == place else 1 for each in range(truth.ndim)])
        for place in pair
    )
    return np.asarray(_freed(truth, (axis,)) * holds(one, other))


def _cut(truth: Array, pairs: Sequence[Pair]) -> Array:
    for pair in pairs:
        truth = truth * on_diagonal(truth.shape, *pair)
    return truth


def _filled(cases: Sequence[Case], pairs: Sequence[Pair]) -> Iterator[Finding]:
    """One number wherever a δ is 0."""
    holes = [_cut(np.ones(case.truth.shape), pairs) == 0.0 for case in cases]
    numbers = np.unique(np.concatenate([case.returned[hole] for case, hole in zip(cases, holes, strict=True)]))
    if len(numbers) == 1 and all(
        equal(case.returned, np.where(hole, numbers[0], case.truth)) for case, hole in zip(cases, holes, strict=True)
    ):
        number = f"{numbers[0]:.6g}"
        yield Finding("extra_term", f"Wherever 0 belongs your result has {number}: begin with np.zeros(shape).")


def _axes_missing(cases: Sequence[Case], letters: Sequence[str], pairs: Sequence[Pair]) -> Iterator[Finding]:
    """The right tensor without the axes that a δ ties to others."""
    for axes in _sets(cases[0].truth.ndim):
        for keepdims in (False, True):
            if all(_partner(axis, axes, pairs) for axis in axes) and all(
                equal(case.returned, case.truth.sum(axis=axes, keepdims=keepdims)) for case in cases
            ):
                yield _axes_finding(letters, len(letters) - len(axes), keepdims)
                return


def _axes_finding(letters: Sequence[str], kept: int, keepdims: bool) -> Finding:
    asked = f"[{', '.join(letters)}]"
    if keepdims:
        short = "Your result has an axis of size 1 where an index runs"
        return Finding("missing_delta", f"{short}, of {asked}: the δ that ties it to another makes it an axis.")
    sentence = f"Your result has {kept} indices, and {len(letters)} are asked for, {asked}."
    return Finding("missing_delta", f"{sentence} One that a δ ties to another still has an axis of its own.")


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)
