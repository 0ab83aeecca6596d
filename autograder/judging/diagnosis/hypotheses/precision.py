"""Precision: the truth rounded, cut, clipped, or carried in fewer digits.

That digits passed through a narrower type is believed when the numbers are such as that type can hold: cancellation and
finite differences lose digits too, and leave others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, equal, finding
from autograder.judging.diagnosis.claim import Question
from autograder.numerics.arrays import Function

DIGITS = 1e-13  # of the largest entry: a rounded result is the rounded truth, but for some ulps of 2e-16
SINGLE = 64 * float(np.finfo(np.float32).eps)  # sums of ten float32 are off by 2 eps of the largest, long ones by more
HALF_RTOL = 2 * float(np.finfo(np.float16).eps)  # of the largest entry: what is further off was not rounded
HALF_LEAST = float(np.finfo(np.float16).smallest_subnormal)  # below it everything becomes 0
HALF = 0.99  # of the entries: a sum in another order rounds one in thousands the other way
WHOLE: tuple[Function, ...] = (np.trunc, np.round, np.floor)
DECIMALS = range(1, 12)  # rounding to 12 is off by 5e-13: right for the referee where entries reach 0.0005


def precision(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """Findings about digits, which no formula of the arguments explains."""
    what = "gradient" if question.is_gradient else "result"
    if any(_is(cases, whole) for whole in WHOLE):
        cut = "Your result is the right one cut to whole numbers: //, int( ) and round( ) do that, and / does not."
        by_dtype = question.result.shape and _is(cases, np.trunc)  # an array of ints cuts, and never rounds
        yield finding("dtype_int") if by_dtype else Finding("dtype_int", cut)
    if _in_half(cases):
        yield Finding("dtype_float32", "The values carry only three digits: somewhere they pass through float16.")
    if _in_single(cases):
        yield finding("dtype_float32")
    elif _agrees(cases, SINGLE):
        lost = "Your result is right to seven digits and no further: digits are lost on the way, by float32, by a"
        yield Finding("unknown", f"{lost} finite difference, or where nearly equal numbers are subtracted.")
    for decimals in DECIMALS:
        if _is(cases, _to_decimals(decimals)):
            places = f"{decimals} decimal{'s' * (decimals > 1)}"
            yield Finding("unknown", f"Your result is rounded to {places}: a {what} is returned as it is.")
    above = max((float(np.max(case.returned, initial=-np.inf)) for case in cases), default=np.inf)
    if np.isfinite(above) and _is(cases, lambda truth: np.minimum(truth, above)):
        yield Finding("unknown", f"Your result is cut off above {above:.6g}: a {what} is returned as it is.")
    limit = max((float(np.max(np.abs(case.returned), initial=0.0)) for case in cases), default=0.0)
    if limit and _is(cases, lambda truth: np.clip(truth, -limit, limit)):
        yield Finding("unknown", f"Your result is cut off at ±{limit:.6g}: a {what} is returned as it is.")


def _to_decimals(decimals: int) -> Function:
    return lambda truth: np.round(truth, decimals)


def _is(cases: Sequence[Case], change: Function) -> bool:
    return all(
        case.returned.shape == case.truth.shape
        and np.all(np.abs(case.returned - change(case.truth)) <= DIGITS * np.max(np.abs(case.truth), initial=0.0))
        for case in cases
    )


def _in_half(cases: Sequence[Case]) -> bool:
    """Whether it is the truth as float16 has it, but for a few entries that round the other way."""
    if not all(case.returned.shape == case.truth.shape and _near_in_half(case) for case in cases):
        return False
    pairs = [(case.returned[case.truth != 0.0], case.truth[case.truth != 0.0]) for case in cases]
    same = sum(int((returned == truth.astype(np.float16).astype(float)).sum()) for returned, truth in pairs)
    return same > HALF * sum(truth.size for _, truth in pairs)


def _near_in_half(case: Case) -> bool:
    off = np.max(np.abs(case.returned - case.truth), initial=0.0)
    return bool(off <= HALF_RTOL * np.max(np.abs(case.truth), initial=0.0) + HALF_LEAST)


def _in_single(cases: Sequence[Case]) -> bool:
    """Whether it is right to seven digits, and holds such numbers only as float32 has."""
    return _agrees(cases, SINGLE) and all(
        np.array_equal(case.returned, case.returned.astype(np.float32).astype(float)) for case in cases
    )


def _agrees(cases: Sequence[Case], rtol: float) -> bool:
    """Whether it is right to so many digits on every case, and on most no further (whole numbers may be exact)."""
    visible = [not case.right for case in cases]
    return all(equal(case.returned, case.truth, rtol) for case in cases) and sum(visible) > len(cases) / 2
