"""Formulas: what came back is a known function of the truth, or of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations

import numpy as np

from autograder.derivatives import Array
from autograder.diagnosis.case import CLOSE, Case, Claim, Finding, equal, finding, holds, returned, truth
from autograder.exercise import Exercise, Mistake
from autograder.signature import Result

SINGLE = 64 * float(np.finfo(np.float32).eps)
SizeFactor = Callable[[dict[str, int]], float]
ROUNDINGS: tuple[Callable[[Array], Array], ...] = (np.trunc, np.round, np.floor)


def factor(cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth times a number: a constant, or one made of the sizes."""
    useful = [case for case in cases if np.any(case.truth)]
    if not useful or not all(case.returned.shape == case.truth.shape for case in cases):
        return
    factors = [float(np.vdot(case.truth, case.returned) / np.vdot(case.truth, case.truth)) for case in useful]
    if not all(equal(case.returned, c * case.truth) for case, c in zip(useful, factors, strict=True)):
        return
    if max(factors) - min(factors) <= CLOSE * abs(factors[0]):
        if factors[0] != 0.0:
            yield finding("factor", f"Your result is {factors[0]:.7g} times the right one.")
        return
    for name, size in _size_factors(tuple(useful[0].sizes)):
        expected = [size(case.sizes) for case in useful]
        if np.allclose(factors, expected, rtol=CLOSE, atol=0.0):
            yield finding("factor", f"Your result is {name} times the right one.")
            return


def _size_factors(names: tuple[str, ...]) -> Iterator[tuple[str, SizeFactor]]:
    """Factors that a mean, or a mean undone, leaves behind: each with its name."""
    groups = (group for count in (1, 2, 3) for group in combinations(names, count))
    for group in groups:
        product = "·".join(group)
        divisor = product if len(group) == 1 else f"({product})"
        for sign, minus in ((1.0, ""), (-1.0, "−")):
            yield f"{minus}1/{divisor}", _power(group, sign, -1)
            yield f"{minus}2/{divisor}", _power(group, 2 * sign, -1)
            yield f"{minus}{product}", _power(group, sign, 1)


def _power(group: tuple[str, ...], times: float, exponent: int) -> SizeFactor:
    return lambda sizes: times * float(np.prod([sizes[name] for name in group])) ** exponent


def single_precision(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right to seven digits on every case, and on most of them no further (whole numbers may be exact)."""
    visible = [not equal(case.returned, case.truth) for case in cases]
    if all(equal(case.returned, case.truth, SINGLE) for case in cases) and sum(visible) > len(cases) / 2:
        yield finding("dtype_float32")


def axis_orders(exercise: Exercise, result: Result, cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth with its axes in another order."""
    dimensions = len(result.shape)
    if any(case.truth.ndim != dimensions for case in cases):
        return
    for order in list(permutations(range(dimensions)))[1:]:
        if not holds(_reordered(order), cases):
            continue
        if dimensions == 2:
            yield finding("transposed")
        else:
            letters = tuple(exercise.letters or "ijklmn"[:dimensions])
            yours = ", ".join(letters[axis] for axis in order)
            yield finding("permuted_axes", f"The axes are asked for as [{', '.join(letters)}]; yours are [{yours}].")


def _reordered(order: tuple[int, ...]) -> Claim:
    return lambda case: case.truth.transpose(order)


def declared(mistakes: Sequence[Mistake], cases: Sequence[Case]) -> Iterator[Finding]:
    """The typical wrong formulas that the lesson itself lists."""
    for mistake in mistakes:
        if holds(_formula(mistake), cases):
            yield Finding(mistake.slug, mistake.sentence)


def _formula(mistake: Mistake) -> Claim:
    names = mistake.arguments
    return lambda case: mistake.formula(*(case.values[name] for name in names))


def shapes(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right numbers that are summed too little, too much, or carry a stray axis."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        if all(equal(case.returned.squeeze(), case.truth.squeeze()) for case in cases):
            fewer = any(case.returned.ndim < case.truth.ndim for case in cases)
            missing = "Right values, but an axis of size 1 is missing: keep it, with keepdims=True or by indexing."
            yield Finding("broadcast_accident", missing) if fewer else finding("broadcast_accident")
        for axes in _axis_sets(cases[0].returned.ndim):
            if holds(_summed(returned, axes), cases, truth):
                batch = all(case.returned.shape[axes[0]] == case.sizes.get("N") for case in cases)
                yield finding("missing_batch_sum" if batch else "missing_sum")
    for axes in _axis_sets(cases[0].truth.ndim):
        claims = (_summed(truth, axes), _summed(truth, axes, keepdims=True), _spread(axes))
        if any(holds(claim, cases) for claim in claims):
            yield finding("over_sum")


def _summed(of: Claim, axes: tuple[int, ...], keepdims: bool = False) -> Claim:
    return lambda case: np.sum(of(case), axis=axes, keepdims=keepdims)


def _spread(axes: tuple[int, ...]) -> Claim:
    return lambda case: np.broadcast_to(case.truth.sum(axis=axes, keepdims=True), case.truth.shape)


def _axis_sets(dimensions: int) -> list[tuple[int, ...]]:
    return [axes for count in range(1, dimensions + 1) for axes in combinations(range(dimensions), count)]


def extra_terms(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth plus a multiple of an argument, or plus a constant."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        return
    names = [argument.name for argument in exercise.arguments if argument.kind == "array"]
    for name in (*names, ""):
        terms = [case.values[name] if name else np.ones(case.truth.shape) for case in cases]
        if any(term.shape != case.truth.shape for term, case in zip(terms, cases, strict=True)):
            continue
        factors = [
            float(np.vdot(case.returned - case.truth, term) / max(np.vdot(term, term), np.finfo(float).tiny))
            for case, term in zip(cases, terms, strict=True)
        ]
        middle = float(np.median(factors))
        if abs(middle) > CLOSE and holds(_plus(name, middle), cases):
            times = "" if np.isclose(middle, 1.0) else f"{middle:.4g} "
            what = f"{times}{name}" if name else f"{middle:.4g} in every entry"
            yield Finding("extra_term", f"Your result is the right one plus {what}: that term does not belong to it.")


def _plus(name: str, factor: float) -> Claim:
    return lambda case: case.truth + factor * (case.values[name] if name else 1.0)


def roundings(cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth cut or rounded to whole numbers."""
    if any(holds(_rounded(rounding), cases) for rounding in ROUNDINGS):
        yield finding("dtype_int")


def _rounded(rounding: Callable[[Array], Array]) -> Claim:
    return lambda case: rounding(case.truth)


def deltas(cases: Sequence[Case]) -> Iterator[Finding]:
    """A tensor that is right where the truth is not 0 and has more besides, or that lacks some of its entries."""
    if any(case.returned.shape != case.truth.shape or case.truth.ndim < 3 for case in cases):
        return
    small = [case for case in cases if min(case.sizes.values()) > 1]
    if any(equal(case.returned, case.truth) or not np.any(case.returned) for case in small):
        return
    if holds(lambda case: np.where(case.truth != 0.0, case.truth, case.returned), cases):
        yield Finding("missing_delta", "Entries that must be 0 are not: a δ is missing. Everything else is right.")
    if holds(lambda case: np.where(case.returned != 0.0, case.truth, 0.0), cases):
        yield finding("over_constrained")
