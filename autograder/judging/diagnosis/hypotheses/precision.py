"""Precision: the truth rounded, cut, clipped, or carried in fewer digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, equal, finding
from autograder.numerics.arrays import Function

DIGITS = 1e-13  # of the largest entry: a rounded result is the rounded truth, but for some ulps of 2e-16
SINGLE = 64 * float(np.finfo(np.float32).eps)  # sums of ten float32 are off by 2 eps of the largest, long ones by more
WHOLE: tuple[Function, ...] = (np.trunc, np.round, np.floor)
DECIMALS = range(1, 12)  # rounding to 12 is off by 5e-13: right for the referee where entries reach 0.0005


def precision(cases: Sequence[Case]) -> Iterator[Finding]:
    """Findings about digits, which no formula of the arguments explains."""
    if any(_is(cases, whole) for whole in WHOLE):
        yield finding("dtype_int")
    if single_precision(cases):
        yield finding("dtype_float32")
    for decimals in DECIMALS:
        if _is(cases, _to_decimals(decimals)):
            places = f"{decimals} decimal{'s' * (decimals > 1)}"
            yield Finding("unknown", f"Your result is rounded to {places}: a gradient is returned as it is.")
    limit = max((float(np.max(np.abs(case.returned), initial=0.0)) for case in cases), default=0.0)
    if limit and _is(cases, lambda truth: np.clip(truth, -limit, limit)):
        yield Finding("unknown", f"Your result is cut off at ±{limit:.6g}: a gradient is returned as it is.")


def _to_decimals(decimals: int) -> Function:
    return lambda truth: np.round(truth, decimals)


def _is(cases: Sequence[Case], change: Function) -> bool:
    return all(
        case.returned.shape == case.truth.shape
        and np.all(np.abs(case.returned - change(case.truth)) <= DIGITS * np.max(np.abs(case.truth), initial=0.0))
        for case in cases
    )


def single_precision(cases: Sequence[Case]) -> bool:
    """Whether it is right to seven digits on every case, and on most no further (whole numbers may be exact)."""
    visible = [not case.right for case in cases]
    return all(equal(case.returned, case.truth, SINGLE) for case in cases) and sum(visible) > len(cases) / 2
