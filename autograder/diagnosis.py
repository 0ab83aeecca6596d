"""Diagnosis: names the mistake from the values alone.

Each hypothesis is a claim about numbers: "what came back is the truth transposed", "… is twice the truth". It is
named only when it holds on every trial that returned numbers, at several sizes. Nothing is inferred from the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np

from autograder.derivatives import Array, signed_directions
from autograder.exercise import Exercise, Mistake
from autograder.mistakes import MISTAKES
from autograder.signature import Arguments, Result, bind
from autograder.trial import Trial
from autograder.truth import Entries

CLOSE = 1e-9
SINGLE = 64 * float(np.finfo(np.float32).eps)


@dataclass(frozen=True)
class Finding:
    """A named mistake and the sentence for the student."""

    slug: str
    sentence: str


Again = Callable[[Arguments], Array | None]


def finding(slug: str, detail: str = "") -> Finding:
    """A finding with the slug's own sentence, after what is known of this case."""
    return Finding(slug, " ".join(filter(None, (detail, MISTAKES[slug].student))))


@dataclass(frozen=True)
class Case:
    """One trial that returned numbers: the arguments, what came back, the truth, and the sizes by name."""

    values: Arguments
    returned: Array
    truth: Array
    sizes: dict[str, int]


Claim = Callable[[Case], Any]
SizeFactor = Callable[[dict[str, int]], float]


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
    if _unrepeatable(cases):
        yield finding("not_repeatable")
        return
    if any(not _equal(case.returned, case.truth) for case in cases):
        yield from _declared([mistake for mistake in exercise.mistakes if mistake.result == result.name], cases)
        yield from _factor(cases)
        yield from _single_precision(cases)
        yield from _axis_orders(exercise, result, cases)
        yield from _shapes(cases)
        yield from _independence(exercise, cases, again)


def _returned(case: Case) -> Array:
    return case.returned


def _truth(case: Case) -> Array:
    return case.truth


def _holds(claim: Claim, cases: Sequence[Case], of: Claim = _returned) -> bool:
    """Whether the claimed formula gives what came back on every case; one that cannot be computed does not."""
    try:
        return all(_equal(of(case), np.asarray(claim(case))) for case in cases)
    except (ValueError, IndexError, TypeError):
        return False


def _equal(a: Array, b: Array, rtol: float = CLOSE) -> bool:
    return a.shape == np.shape(b) and bool(np.all(np.abs(a - b) <= rtol * np.max(np.abs(b), initial=0.0)))


def _unrepeatable(cases: Sequence[Case]) -> bool:
    """Whether two calls on the same arguments differ."""
    first: dict[int, Array] = {}
    return any(not _equal(first.setdefault(id(case.values), case.returned), case.returned) for case in cases)


def _factor(cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth times a number: a constant, or one made of the sizes."""
    useful = [case for case in cases if np.any(case.truth)]
    if not useful or not all(case.returned.shape == case.truth.shape for case in cases):
        return
    factors = [float(np.vdot(case.truth, case.returned) / np.vdot(case.truth, case.truth)) for case in useful]
    if not all(_equal(case.returned, c * case.truth) for case, c in zip(useful, factors, strict=True)):
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


def _single_precision(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right to seven digits on every case, and no further."""
    if all(_equal(case.returned, case.truth, SINGLE) for case in cases):
        yield finding("dtype_float32")


def _axis_orders(exercise: Exercise, result: Result, cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth with its axes in another order."""
    dimensions = len(result.shape)
    if any(case.truth.ndim != dimensions for case in cases):
        return
    for order in list(permutations(range(dimensions)))[1:]:
        if not _holds(_reordered(order), cases):
            continue
        if dimensions == 2:
            yield finding("transposed")
        else:
            letters = tuple(exercise.letters or "ijklmn"[:dimensions])
            yours = ", ".join(letters[axis] for axis in order)
            yield finding("permuted_axes", f"The axes are asked for as [{', '.join(letters)}]; yours are [{yours}].")


def _reordered(order: tuple[int, ...]) -> Claim:
    return lambda case: case.truth.transpose(order)


def _declared(mistakes: Sequence[Mistake], cases: Sequence[Case]) -> Iterator[Finding]:
    """The typical wrong formulas that the lesson itself lists."""
    for mistake in mistakes:
        if _holds(_formula(mistake), cases):
            yield Finding(mistake.slug, mistake.sentence)


def _formula(mistake: Mistake) -> Claim:
    names = mistake.arguments
    return lambda case: mistake.formula(*(case.values[name] for name in names))


def _shapes(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right numbers that are summed too little, too much, or carry a stray axis."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        if all(_equal(case.returned.squeeze(), case.truth.squeeze()) for case in cases):
            fewer = any(case.returned.ndim < case.truth.ndim for case in cases)
            missing = "Right values, but an axis of size 1 is missing: keep it, with keepdims=True or by indexing."
            yield Finding("broadcast_accident", missing) if fewer else finding("broadcast_accident")
        for axes in _axis_sets(cases[0].returned.ndim):
            if _holds(_summed(_returned, axes), cases, _truth):
                batch = all(case.returned.shape[axes[0]] == case.sizes.get("N") for case in cases)
                yield finding("missing_batch_sum" if batch else "missing_sum")
    for axes in _axis_sets(cases[0].truth.ndim):
        if any(_holds(_summed(_truth, axes, keepdims), cases) for keepdims in (False, True)):
            yield finding("over_sum")


def _summed(of: Claim, axes: tuple[int, ...], keepdims: bool = False) -> Claim:
    return lambda case: np.sum(of(case), axis=axes, keepdims=keepdims)


def _axis_sets(dimensions: int) -> list[tuple[int, ...]]:
    return [axes for count in range(1, dimensions + 1) for axes in combinations(range(dimensions), count)]


def _independence(exercise: Exercise, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
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
        if other is None or not _equal(other, case.returned):
            return False
    return bool(cases)
