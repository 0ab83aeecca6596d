"""Diagnosis: names the mistake from the values alone.

Each hypothesis is a claim about numbers: "what came back is the truth transposed", "… is twice the truth". It is
named only when it holds on every trial that returned numbers, at several sizes. Nothing is inferred from the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np

from autograder.derivatives import Array, signed_directions
from autograder.exercise import Arguments, Exercise, Mistake, Result, bind
from autograder.trial import RTOL_SINGLE, Trial, Truth

CLOSE = 1e-9


@dataclass(frozen=True)
class Sentences:
    """What a slug says to the student, and to the instructor who counts them."""

    student: str
    instructor: str


MISTAKES: dict[str, Sentences] = {
    "returns_none": Sentences(
        "A function without `return` gives back None: end it with `return` and the result.", "No value was returned."
    ),
    "raises": Sentences(
        "Write the shape of every factor beside it: the inner sizes must meet before values can be right.",
        "The function raised an exception or did not finish.",
    ),
    "out_of_memory": Sentences(
        "Do not build the large tensor: contract with the upstream first, and no array grows beyond the result.",
        "Asked for more memory than there is.",
    ),
    "too_slow": Sentences(
        "Look for a loop whose condition never becomes false; at larger sizes, let numpy do the inner loops.",
        "A call did not finish in time.",
    ),
    "not_written": Sentences(
        "Replace the `raise NotImplementedError()` by your own lines, then check again.", "The cell was left blank."
    ),
    "wrong_type": Sentences(
        "Return one numpy array (or the numbers asked for), not a container of Python objects.",
        "The result was not an array of real numbers.",
    ),
    "mutates_input": Sentences(
        "Work on a copy, `A = A.copy()`, or write `A = A * c` instead of `A *= c`.", "An argument was changed in place."
    ),
    "dtype_int": Sentences(
        "Make the array of floats, for example with `np.zeros(shape)` and no dtype: whole numbers cut a gradient off.",
        "The result was cut to whole numbers, or came with an integer dtype.",
    ),
    "dtype_float32": Sentences(
        "The values carry only seven digits: somewhere they pass through float32. Keep float64 throughout.",
        "Computed in single precision.",
    ),
    "overflow_nan": Sentences(
        "Look for a division by zero, a log of zero or an overflow: NaN and infinity are never right here.",
        "The result held NaN or infinity.",
    ),
    "not_repeatable": Sentences(
        "The same input gave two different results: the function must depend on its arguments alone.",
        "Two calls on the same input disagreed.",
    ),
    "ignores_G": Sentences(
        "Your result does not change when G does. By the chain rule dℓ = G : dY, so every entry must be weighed by G.",
        "The upstream gradient was not used.",
    ),
    "transposed": Sentences(
        "This is the transpose of the right result. Move factors until the variable stands alone right of the colon; then read off what is left.",
        "Transpose of the right result.",
    ),
    "permuted_axes": Sentences(
        "The right numbers stand on the wrong axes. Write the result with its index letters and order the axes by them.",
        "The axes are in another order.",
    ),
    "factor": Sentences(
        "Every entry is off by the same factor. Is there a mean where a sum belongs, or a sign or a constant from the derivative?",
        "The right result times a constant.",
    ),
    "missing_sum": Sentences(
        "An index is still there that should have been summed over. Look which letter of the formula the result does not have.",
        "A sum was left out.",
    ),
    "missing_batch_sum": Sentences(
        "The samples are still apart. What is shared by all samples collects a contribution from each: sum over them.",
        "The sum over the batch was left out.",
    ),
    "over_sum": Sentences(
        "One sum too many: an index that the result should keep was summed away.",
        "Summed over an index that should stay.",
    ),
    "wrong_axis_sum": Sentences(
        "The sum runs over the wrong axis: the index that should stay was summed, and the other kept.",
        "Summed over the wrong axis.",
    ),
    "broadcast_accident": Sentences(
        "The values are right but the shape only broadcasts to the right one. `keepdims`, or a stray axis, would spoil the update later.",
        "Right values in a shape that merely broadcasts.",
    ),
    "wrong_shape": Sentences(
        "Write the shape of every factor on paper, then of the result: a gradient has the shape of its variable.",
        "The result has the wrong shape.",
    ),
    "missing_transpose": Sentences(
        "A transpose is missing. Matching shapes are no proof: follow the differential and see where a factor crosses the ':'.",
        "A factor should have been transposed.",
    ),
    "reshape_for_transpose": Sentences(
        "A reshape keeps the order in memory and so moves entries elsewhere; a transpose swaps indices.",
        "Reshaped where a transpose was meant.",
    ),
    "wrong_variable": Sentences(
        "This is the gradient of another variable. Check which differential you kept.",
        "The gradient of another variable.",
    ),
    "matmul_for_elementwise": Sentences(
        "A matrix product stands where an elementwise one belongs.", "A matrix product in place of an elementwise one."
    ),
    "sum_before_product": Sentences(
        "Sums do not pass through products: multiply first, then sum once.", "Summed each factor before multiplying."
    ),
    "norm_for_product": Sentences(
        "A norm and a product are confused: ‖A‖² = A : A.", "Norm, squared norm or product confused."
    ),
    "extra_term": Sentences("There is a term too many or too few.", "A term was added or left out."),
    "missing_delta": Sentences(
        "A δ is missing: most entries must be 0, because each output depends on few of the weights.",
        "A Kronecker delta was left out.",
    ),
    "diag_only": Sentences("One of the factors does not occur in your result.", "A factor was left out."),
    "h_for_dh": Sentences("You used h where h′ belongs.", "The function in place of its derivative."),
    "forgot_dh": Sentences("The factor h′(Y) is missing.", "The derivative of the elementwise function was left out."),
    "dh_wrong_place": Sentences(
        "h′ is taken at the wrong point: it belongs at Y.", "The derivative is taken at the wrong point."
    ),
    "wrong_operand": Sentences(
        "Two factors of matching shapes are not proof: go back to the differential and see which factor stands where.",
        "Another product of the same matrices.",
    ),
    "einsum_syntax": Sentences(
        "Write one letter for each axis, a comma between operands, then -> and the letters of the result.",
        "The einsum string does not parse or does not fit its operands.",
    ),
    "unknown": Sentences(
        "Take the smallest case you can do by hand, and compare entry by entry, starting with the one above.",
        "No known mistake explains the values.",
    ),
}


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
        Case(trial.probe.values, trial.returned, trial.truth.values, bind(exercise, trial.probe.values))
        for trial in trials
        if trial.returned is not None and isinstance(trial.truth, Truth)
    ]
    named = next(_hypotheses(exercise, result, cases, again), None)
    return named or finding(fault.slug if fault is not None else "unknown")


def _hypotheses(exercise: Exercise, result: Result, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Every name that the values bear out, the most telling first."""
    if not all(np.all(np.isfinite(case.returned)) for case in cases):
        yield finding("overflow_nan")
        return
    if _unrepeatable(cases):
        yield finding("not_repeatable")
        return
    if any(not _equal(case.returned, case.truth) for case in cases):
        yield from _factor(cases)
        yield from _single_precision(cases)
        yield from _axis_orders(result, cases)
        yield from _declared([mistake for mistake in exercise.mistakes if mistake.result == result.name], cases)
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


def _size_factors(names: tuple[str, ...]) -> Iterator[tuple[str, Callable[[dict[str, int]], float]]]:
    """Factors that a mean, or a mean undone, leaves behind."""
    for group in (*combinations(names, 1), *combinations(names, 2), *combinations(names, 3)):
        text = "·".join(group)
        bracketed = text if len(group) == 1 else f"({text})"

        def size(sizes: dict[str, int], group: tuple[str, ...] = group) -> float:
            return float(np.prod([sizes[name] for name in group]))

        for sign, minus in ((1.0, ""), (-1.0, "−")):
            yield f"{minus}1/{bracketed}", lambda sizes, size=size, sign=sign: sign / size(sizes)
            yield f"{minus}{text}", lambda sizes, size=size, sign=sign: sign * size(sizes)
            yield f"{minus}2/{bracketed}", lambda sizes, size=size, sign=sign: sign * 2 / size(sizes)


def _single_precision(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right to seven digits on every case, and no further."""
    if all(_equal(case.returned, case.truth, RTOL_SINGLE) for case in cases):
        if all(_equal(case.returned, case.truth, 64 * float(np.finfo(np.float32).eps)) for case in cases):
            yield finding("dtype_float32")


def _axis_orders(result: Result, cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth with its axes in another order."""
    dimensions = cases[0].truth.ndim
    if dimensions < 2 or any(case.truth.ndim != dimensions for case in cases):
        return
    for order in list(permutations(range(dimensions)))[1:]:
        if _holds(lambda case, order=order: case.truth.transpose(order), cases):
            if dimensions == 2:
                yield finding("transposed")
            else:
                letters = result.shape if len(set(result.shape)) == dimensions else "ijklmn"[:dimensions]
                yours = [letters[axis] for axis in order]
                yield finding(
                    "permuted_axes",
                    f"Where T[{', '.join(letters)}] is asked for, yours is ordered [{', '.join(yours)}].",
                )


def _declared(mistakes: Sequence[Mistake], cases: Sequence[Case]) -> Iterator[Finding]:
    """The typical wrong formulas that the lesson itself lists."""
    for mistake in mistakes:
        names = mistake.arguments
        if _holds(
            lambda case, mistake=mistake, names=names: np.asarray(
                mistake.formula(*(case.values[name] for name in names))
            ),
            cases,
        ):
            yield Finding(mistake.slug, mistake.sentence)


def _shapes(cases: Sequence[Case]) -> Iterator[Finding]:
    """Right numbers that are summed too little, too much, or carry a stray axis."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        if all(_equal(case.returned.squeeze(), case.truth.squeeze()) for case in cases):
            yield finding("broadcast_accident")
        for axes in _axis_sets(cases[0].returned.ndim):
            if _holds(lambda case, axes=axes: case.returned.sum(axis=axes), cases, _truth):
                batch = all(case.returned.shape[axes[0]] == case.sizes.get("N") for case in cases)
                yield finding("missing_batch_sum" if batch else "missing_sum")
    yield from _summed_away(cases)


def _summed_away(cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth summed over some of its own axes, with or without the axis kept."""
    for axes in _axis_sets(cases[0].truth.ndim):
        for keepdims in (False, True):
            if _holds(lambda case, axes=axes, keep=keepdims: case.truth.sum(axis=axes, keepdims=keep), cases):
                yield finding("over_sum")
                return


def _axis_sets(dimensions: int) -> list[tuple[int, ...]]:
    return [axes for count in range(1, dimensions + 1) for axes in combinations(range(dimensions), count)]


def _independence(exercise: Exercise, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Whether the result stays as it is when the upstream gradient changes."""
    upstream = getattr(exercise.truth, "upstream", None)
    if upstream is None or not any(argument.name == upstream for argument in exercise.arguments):
        return
    rng = np.random.default_rng(0)
    for case in cases[:2]:
        other = again({**case.values, upstream: signed_directions(rng, case.values[upstream].shape)})
        if other is None or not _equal(other, case.returned):
            return
    yield finding("ignores_G")
