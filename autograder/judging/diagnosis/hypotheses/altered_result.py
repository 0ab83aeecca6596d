"""An altered result: the truth summed once too often, cut to its diagonal, reshaped, reversed; or summed too little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, permutations

import numpy as np

from autograder.exercises.truth import Gradient
from autograder.judging.diagnosis.case import Case, Finding, finding
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.transformation import Transformation, transformation
from autograder.numerics.arrays import Array

AxesOf = Callable[[Case], tuple[int, ...]]

MATRIX = 2  # axes
OTHER_LAYOUT = "It is the gradient in the other layout convention, and is asked for in the shape of its variable."


def truth(case: Case) -> Array:
    """The right result."""
    return case.truth


def transformed_truth(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """The truth in another order of its axes, with an axis too many, or times a factor."""
    change = transformation(cases, [case.returned for case in cases], [case.truth for case in cases])
    if change is None or (change.factor.is_one and not change.permutes and not change.stray_axis):
        return
    if change.permutes:
        yield _permutation(question, change)
    elif change.stray_axis:
        fewer = any(case.returned.ndim < case.truth.ndim for case in cases)
        lost = "Right values, but an axis of size 1 is missing: keep it, with keepdims=True or by indexing."
        stray = "Right values, but with a stray axis of size 1: drop it, by index 0 of it or by a sum without keepdims."
        if change.factor.is_one:
            yield Finding("broadcast_accident", lost if fewer else stray)
        else:
            shape = "an axis of size 1 is missing" if fewer else "there is a stray axis of size 1"
            yield Finding(
                "broadcast_accident", f"Your result is {change.factor} times the right one, and {shape} besides."
            )
    else:
        samples = question.exercise.samples
        means = samples and f"1/{samples}" == str(change.factor) and isinstance(question.truth, Gradient)
        sentence = f"Your result is {change.factor} times the right one."
        mean = f"This is the mean over the samples: the gradient is their sum, and a 1/{samples}, if any, is already in"
        yield (
            Finding(change.factor.slug, f"{sentence} {mean} the upstream.")
            if means
            else finding(change.factor.slug, sentence)
        )


def _permutation(question: Question, change: Transformation) -> Finding:
    times = "" if change.factor.is_one else f"Besides, it is {change.factor} times the right one."
    if len(change.order) == 2:
        if question.is_gradient:
            transpose = "This is the transpose of the right result."
            return Finding("transposed", " ".join(filter(None, (transpose, OTHER_LAYOUT, times))))
        return finding("transposed", times)
    letters = question.letters(len(change.order))
    yours = ", ".join(letters[axis] for axis in change.order)
    sentence = f"The axes are asked for as [{', '.join(letters)}]; yours are [{yours}]."
    return Finding("permuted_axes", " ".join(filter(None, (sentence, times))))


def altered_results(cases: Sequence[Case]) -> Iterator[Claim]:
    """Claims that come of the truth alone."""
    tensor = cases[0].truth.ndim > MATRIX
    constant = not any(isinstance(value, np.ndarray) for value in cases[0].values.values())
    for axes in axis_sets(cases[0].truth.ndim) if not constant else ():
        sentence = f"You summed the right result over its {axes_in_words(axes)}."
        for formula in (_summed(axes), _summed(axes, keepdims=True), _spread(axes)):
            yield Claim("over_sum", sentence, formula, alone=tensor and len(axes) > 1)
    yield Claim("over_sum", "You summed everything, and spread the total.", _spread(None))
    for pair in combinations(range(cases[0].truth.ndim), 2):
        yield Claim(
            "diag_only",
            f"Your result is right where its {axes_in_words(pair)} have the same index, and 0 elsewhere.",
            _diagonal(*pair),
        )
    yield Claim("wrong_function", "You took the absolute value of the right result.", lambda case: np.abs(case.truth))
    if any(np.any(case.truth < 0.0) for case in cases):  # a constant 1 is no sign of what is never negative
        yield Claim("wrong_function", "Only the signs of the right result are left.", lambda case: np.sign(case.truth))
    for axis in range(cases[0].truth.ndim):
        sentence = f"The entries stand in reverse order along {axes_in_words((axis,))}."
        yield Claim("permuted_axes", sentence, _reversed(axis), complete=True)
        yield Claim("wrong_function", f"You took running sums along {axes_in_words((axis,))}.", _running(axis))
    yield from reshaped(cases[0].truth.ndim)


def reshaped(dimensions: int) -> Iterator[Claim]:
    """The right numbers in the order of another layout, poured into the right shape."""
    if dimensions > 1:
        for order in islice(permutations(range(dimensions)), 1, None):
            yield Claim(
                "reshape_for_transpose",
                "The right numbers stand in the order of other axes, reshaped to the shape that is asked for.",
                _poured(order),
                alone=True,
            )


def _poured(order: tuple[int, ...]) -> Formula:
    return lambda case: case.truth.transpose(order).reshape(case.truth.shape)


def _summed(axes: tuple[int, ...], keepdims: bool = False) -> Formula:
    return lambda case: np.sum(case.truth, axis=axes, keepdims=keepdims)


def _spread(axes: tuple[int, ...] | None) -> Formula:
    return lambda case: np.broadcast_to(case.truth.sum(axis=axes, keepdims=True), case.truth.shape)


def _diagonal(first: int, second: int) -> Formula:
    return lambda case: case.truth * on_diagonal(case.truth.shape, first, second)


def _reversed(axis: int) -> Formula:
    return lambda case: np.flip(case.truth, axis)


def _running(axis: int) -> Formula:
    return lambda case: np.cumsum(case.truth, axis=axis)


def on_diagonal(shape: tuple[int, ...], first: int, second: int) -> Array:
    """1 where the indices along two axes are equal, else 0: broadcasts to the shape."""
    mask = np.eye(shape[first], shape[second])
    return mask.reshape([size if axis in (first, second) else 1 for axis, size in enumerate(shape)])


def missing_sums(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """What came back, summed over some of its axes, is the truth."""
    if all(case.returned.ndim == case.truth.ndim for case in cases):
        return
    for axes_of in (*map(_always, axis_sets(cases[0].returned.ndim)), _leading):
        if not all(_leaves_the_sizes(case, axes_of(case)) for case in cases):
            continue
        try:
            sums = [np.asarray(case.returned.sum(axis=axes_of(case))) for case in cases]
        except ValueError:
            continue
        change = transformation(cases, sums, [case.truth for case in cases])
        if change:
            batch = all(_samples(case, axes_of(case)) == case.sizes.get(question.exercise.samples) for case in cases)
            times = "" if change.factor.is_one else f"Summed, your result would be {change.factor} times the right one."
            yield finding("missing_batch_sum" if batch else "missing_sum", times)
            return


def _leaves_the_sizes(case: Case, axes: tuple[int, ...]) -> bool:
    """Whether the axes that are not summed have the sizes of the truth's, in any order: costs nothing to see."""
    left = [size for axis, size in enumerate(case.returned.shape) if axis not in axes and size != 1]
    return sorted(left) == sorted(size for size in case.truth.shape if size != 1)


def _always(axes: tuple[int, ...]) -> AxesOf:
    return lambda case: axes


def _leading(case: Case) -> tuple[int, ...]:
    """The axes in front of those that the truth has."""
    return tuple(range(case.returned.ndim - case.truth.ndim))


def _samples(case: Case, axes: tuple[int, ...]) -> int:
    return int(np.prod([case.returned.shape[axis] for axis in axes]))


def axis_sets(dimensions: int) -> list[tuple[int, ...]]:
    """All sets of axes but the empty one, the small ones first."""
    return [axes for count in range(1, dimensions + 1) for axes in combinations(range(dimensions), count)]


def axes_in_words(axes: Sequence[int]) -> str:
    """ "axis 0", "axes 0 and 1"."""
    *others, last = map(str, axes)
    return f"axes {', '.join(others)} and {last}" if others else f"axis {last}"
