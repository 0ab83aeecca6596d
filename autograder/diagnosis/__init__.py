"""Diagnosis: names the mistake from the values alone.

Each hypothesis is a claim about numbers: "what came back is the truth transposed", "… does not change when G does". It
is named only when it holds on every trial that returned numbers, at several sizes. Nothing is inferred from the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import numpy as np

from autograder.diagnosis.case import Again, Case, Finding, equal, finding
from autograder.diagnosis.dependence import hardcoded, independence, occasions, unrepeatable, unused_slices
from autograder.diagnosis.formulas import (
    axis_orders,
    declared,
    deltas,
    extra_terms,
    factor,
    roundings,
    shapes,
    single_precision,
)
from autograder.diagnosis.products import products
from autograder.exercise import Exercise
from autograder.mistakes import MISTAKES
from autograder.signature import Result, bind
from autograder.trial import Trial
from autograder.truth import Entries

__all__ = ["MISTAKES", "Finding", "diagnose", "finding", "swapped"]


def diagnose(exercise: Exercise, result: Result, trials: Sequence[Trial], again: Again) -> Finding:
    """Names the mistake of an answer that failed; `trials` are all it was tried on, for one result of the exercise.

    `again` calls the answer on other arguments and gives back its numbers, or None.
    """
    fault = next(trial.fault for trial in trials if not trial.passed)
    if fault is not None and fault.slug not in ("wrong_shape", "raises"):
        return finding(fault.slug)
    if fault is not None and fault.blank:
        return finding("not_written")
    cases = [
        Case(trial.probe.values, trial.returned, trial.truth.values, bind(exercise.given, trial.probe.values))
        for trial in trials
        if trial.returned is not None and isinstance(trial.truth, Entries)
    ]
    named = next(_hypotheses(exercise, result, cases, again), None)
    if named is not None:
        return named
    if fault is not None and fault.advice:
        return Finding(fault.slug, fault.advice)
    return finding(fault.slug if fault is not None else "unknown")


def swapped(rounds: Sequence[Sequence[Trial]]) -> bool:
    """Whether the results of an answer are right in another order; each round has a trial for each result."""
    count = len(rounds[0])
    return any(
        all(_right_in_order(trials, order) for trials in rounds) for order in list(permutations(range(count)))[1:]
    )


def _right_in_order(trials: Sequence[Trial], order: Sequence[int]) -> bool:
    return all(replace(trials[given], truth=trials[asked].truth).passed for asked, given in enumerate(order))


def _hypotheses(exercise: Exercise, result: Result, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Every name that the values bear out, the most telling first."""
    if not all(np.all(np.isfinite(case.returned)) for case in cases):
        yield finding("overflow_nan")
        return
    if unrepeatable(cases):
        yield finding("not_repeatable")
        return
    if all(equal(case.returned, case.truth) for case in cases):
        return
    yield from declared([mistake for mistake in exercise.mistakes if mistake.result == result.name], cases)
    yield from hardcoded(cases)
    yield from factor(cases)
    yield from axis_orders(exercise, result, cases)
    yield from unused_slices(exercise, result, cases)
    yield from deltas(cases)
    yield from shapes(cases)
    yield from products(exercise, cases)
    yield from extra_terms(exercise, cases)
    yield from roundings(cases)
    yield from single_precision(cases)
    yield from independence(exercise, cases, again)
    yield from occasions(cases)
