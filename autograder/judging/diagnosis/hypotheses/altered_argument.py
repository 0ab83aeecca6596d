"""An altered argument: the truth for other arguments came back, one transposed, reshaped, summed beforehand, left out.

The truth is measured anew with the argument altered, so that this works for every exercise, whatever its forward does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case, equal
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.hypotheses.altered_result import axes_in_words, axis_sets, on_diagonal
from autograder.numerics.arrays import Array, Function


def transposed(A: Array) -> Array:
    """Aᵀ, where that has the shape of A. Raises ValueError elsewhere."""
    if A.ndim != 2 or A.shape[0] != A.shape[1]:
        raise ValueError("not square")
    return A.T


def _inverted(A: Array) -> Array:
    return np.linalg.pinv(A).T


def _leading_reversed(A: Array) -> Array:
    if A.ndim < 3:
        return A
    return A.transpose(*range(A.ndim - 2, -1, -1), A.ndim - 1).reshape(A.shape)


OTHER_ORDER = "The entries of {A} are read column by column where they belong row by row, or the other way round."
# where A is square, reshaping it to the shape of Aᵀ changes nothing: the plain name comes first
ALTERATIONS: tuple[tuple[str, str, Function], ...] = (
    ("missing_transpose", "{A} stands where {A}ᵀ belongs, or the other way round.", transposed),
    (
        "reshape_for_transpose",
        OTHER_ORDER,
        lambda A: A.reshape(A.shape[-1], -1).T.reshape(A.shape),
    ),
    ("reshape_for_transpose", OTHER_ORDER, lambda A: A.T.reshape(A.shape)),
    ("reshape_for_transpose", "The leading axes of {A} are flattened in another order.", _leading_reversed),
    ("wrong_function", "You used the absolute values of {A}.", np.abs),
    ("wrong_function", "Of {A} only the signs are used.", np.sign),
    ("wrong_function", "The negative entries of {A} are dropped.", lambda A: np.maximum(A, 0.0)),
    ("wrong_function", "You squared {A}.", np.square),
    ("wrong_function", "You inverted {A} where it should be transposed.", _inverted),
    ("dtype_float32", "{A} passes through float16.", lambda A: A.astype(np.float16).astype(float)),
    ("dtype_float32", "{A} passes through float32.", lambda A: A.astype(np.float32).astype(float)),
    ("dtype_int", "{A} is cut to whole numbers.", np.trunc),
    ("wrong_function", "1 is added to every entry of {A}.", lambda A: A + 1.0),
    ("wrong_function", "1 is taken away from every entry of {A}.", lambda A: A - 1.0),
    ("wrong_function", "You took tanh of {A}.", np.tanh),
    ("wrong_function", "You took exp of {A}.", np.exp),
    ("wrong_function", "You took the sigmoid of {A}.", lambda A: 1.0 / (1.0 + np.exp(-A))),
    ("wrong_function", "Of {A} only is used which entries are positive.", lambda A: (A > 0.0).astype(float)),
    ("wrong_function", "{A} stands below the line: you divided by it.", np.reciprocal),
    ("wrong_function", "{A} is divided by its norm.", lambda A: A / np.sqrt(np.sum(A * A))),
    ("wrong_function", "{A} is divided by its largest absolute value.", lambda A: A / np.abs(A).max()),
    ("wrong_function", "{A} is divided by its sum.", lambda A: A / A.sum()),
    ("wrong_function", "The mean of {A} is taken away from it.", lambda A: A - A.mean()),
    ("wrong_function", "{A} is divided by its standard deviation.", lambda A: A / A.std()),
    ("wrong_function", "Each row of {A} is divided by its sum.", lambda A: A / A.sum(-1, keepdims=True)),
    ("wrong_function", "{A} is standardised, its mean taken away.", lambda A: (A - A.mean()) / A.std()),
)
ALONG: tuple[tuple[str, str, Callable[[Array, int], Array]], ...] = (
    ("permuted_axes", "{A}, or what it meets there, is taken in reverse order along axis {axis}.", np.flip),
    ("wrong_function", "{A} is sorted along axis {axis}.", np.sort),
    ("wrong_function", "You took running sums of {A} along axis {axis}.", np.cumsum),
    (
        "wrong_function",
        "The mean along axis {axis} is taken away from {A}, or from what it meets there.",
        lambda A, axis: A - A.mean(axis, keepdims=True),
    ),
    (
        "wrong_function",
        "{A} is divided by its standard deviation along axis {axis}.",
        lambda A, axis: A / A.std(axis, keepdims=True),
    ),
    (
        "wrong_function",
        "{A} is divided by its norm along axis {axis}.",
        lambda A, axis: A / np.sqrt(np.sum(A * A, axis, keepdims=True)),
    ),
    ("wrong_function", "{A} went through a softmax along axis {axis}.", lambda A, axis: _softmax(A, axis)),
    (
        "wrong_index",
        "Along axis {axis} of {A} the first entry is used for every index.",
        lambda A, axis: np.broadcast_to(A.take([0], axis), A.shape),
    ),
    (
        "wrong_index",
        "Along axis {axis} of {A} the last entry is used for every index.",
        lambda A, axis: np.broadcast_to(A.take([-1], axis), A.shape),
    ),
)


def _softmax(A: Array, axis: int) -> Array:
    exponentials = np.exp(A - A.max(axis=axis, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=axis, keepdims=True))


MATRIX = 2  # axes
MATRIX_PRODUCTS: tuple[tuple[str, Callable[[Array, Array], Array]], ...] = (
    ("{A} from the right", lambda T, A: T @ A),
    ("{A}ᵀ from the right", lambda T, A: T @ A.T),
    ("{A} from the left", lambda T, A: A @ T),
    ("{A}ᵀ from the left", lambda T, A: A.T @ T),
)


def altered_arguments(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """The truth with one argument altered, for every argument that it depends on."""
    for name in _that_matter(question, cases[0]):
        ones = question.of(name, np.ones_like)
        slug = "ignores_G" if name == question.upstream else "wrong_operand"
        yield Claim(slug, f"{name} does not occur in it: every entry of {name} is taken as 1.", ones)
        for slug, sentence, change in ALTERATIONS:
            yield Claim(slug, sentence.format(A=name), question.of(name, change))
        shape = cases[0].values[name].shape
        for axis in range(min(case.values[name].ndim for case in cases)):
            for slug, sentence, along in ALONG:
                words = sentence.format(A=name, axis=axis)
                yield Claim(slug, words, question.of(name, _fixed(along, axis)), complete=slug == "permuted_axes")
        for first in range(len(shape)):
            for second in range(first + 1, len(shape)):
                sentence = f"Only the entries of {name} with equal indices on axes {first} and {second} are used."
                yield Claim("diag_only", sentence, question.of(name, _on_diagonal(first, second)))
    for argument in question.arrays:
        sentence = f"The right result is multiplied by {argument.name} besides, entry by entry."
        yield Claim("wrong_operand", sentence, _times(argument.name))
        sentence = f"The right result is set to 0 wherever {argument.name} is not positive, as a relu would."
        yield Claim("wrong_operand", sentence, _masked(argument.name))
        if argument.shape and cases[0].truth.ndim == MATRIX:
            for words, product in MATRIX_PRODUCTS:
                sentence = f"The right result is multiplied by {words.format(A=argument.name)} besides."
                yield Claim("wrong_operand", sentence, _multiplied(argument.name, product))
    yield from _exchanges(question)


def scaled_arguments(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """The truth with an argument of another sign or size, where that is no plain factor of a term: within h, say."""
    within = "h′ is taken at another point: " if question.name_of("derivative") else ""
    slug = "dh_wrong_place" if within else "factor"
    for name in _that_matter(question, cases[0]):
        for words, factor in (("has the wrong sign", -1.0), ("counts twice", 2.0), ("counts half", 0.5)):
            yield Claim(slug, f"{within}{name} {words}.", question.of(name, _times_number(factor)), complete=True)
    for one in question.arrays:
        for other in question.arrays:
            if one.name != other.name and one.shape == other.shape:
                sentence = f"{other.name} is added to {one.name}."
                yield Claim("extra_term", sentence, _summed(question, one.name, other.name))


def _times_number(factor: float) -> Function:
    return lambda A: factor * A


def sums_beforehand(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """The truth with an argument summed before it meets the others."""
    for name in _that_matter(question, cases[0]):
        has_other_terms = np.any(question.of(name, np.zeros_like)(cases[0]))
        for axes in axis_sets(cases[0].values[name].ndim):
            where = f"over its {axes_in_words(axes)} before you"
            if has_other_terms:
                yield Claim("over_sum", f"You summed {name} {where} used it.", question.of(name, _spread(axes)))
                yield Claim("over_sum", f"You averaged {name} {where} used it.", question.of(name, _mean(axes)))
            else:
                sentence = f"You summed {name} {where} multiplied."
                yield Claim("sum_before_product", sentence, question.of(name, _spread(axes)))


def _that_matter(question: Question, case: Case) -> list[str]:
    """The array arguments that the truth depends on."""
    return [
        argument.name
        for argument in question.arrays
        if argument.shape and not equal(question.of(argument.name, lambda A: 0.5 * A + 1.0)(case), case.truth)
    ]


def _exchanges(question: Question) -> Iterator[Claim]:
    """One argument in the place of another of the same shape, or times it."""
    for one in question.arrays:
        for other in question.arrays:
            if one.name != other.name and one.shape == other.shape:
                sentence = f"{other.name} stands where {one.name} belongs."
                yield Claim("wrong_operand", sentence, _put(question, one.name, other.name))
                sentence = f"{one.name} is multiplied by {other.name}, entry by entry."
                yield Claim("wrong_operand", sentence, _entrywise(question, one.name, other.name))


def _fixed(along: Callable[[Array, int], Array], axis: int) -> Function:
    return lambda A: along(A, axis)


def _times(name: str) -> Formula:
    return lambda case: case.truth * case.values[name]


def _masked(name: str) -> Formula:
    return lambda case: case.truth * (case.values[name] > 0.0)


def _multiplied(name: str, product: Callable[[Array, Array], Array]) -> Formula:
    return lambda case: product(case.truth, case.values[name])


def _put(question: Question, place: str, name: str) -> Formula:
    return lambda case: question.measured({**case.values, place: case.values[name]})


def _entrywise(question: Question, place: str, name: str) -> Formula:
    return lambda case: question.measured({**case.values, place: case.values[place] * case.values[name]})


def _summed(question: Question, place: str, name: str) -> Formula:
    return lambda case: question.measured({**case.values, place: case.values[place] + case.values[name]})


def _spread(axes: tuple[int, ...]) -> Function:
    return lambda A: np.broadcast_to(A.sum(axis=axes, keepdims=True), A.shape)


def _mean(axes: tuple[int, ...]) -> Function:
    return lambda A: np.broadcast_to(A.mean(axis=axes, keepdims=True), A.shape)


def _on_diagonal(first: int, second: int) -> Function:
    return lambda A: A * on_diagonal(A.shape, first, second)
