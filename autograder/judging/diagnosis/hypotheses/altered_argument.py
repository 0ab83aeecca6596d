"""An altered argument: the truth for other arguments came back, one transposed, reshaped, summed beforehand, left out.

The truth is measured anew with the argument altered, so that this works for every exercise, whatever its forward does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


# where A is square, reshaping it to the shape of Aᵀ changes nothing: the plain name comes first
ALTERATIONS: tuple[tuple[str, str, Function], ...] = (
    ("missing_transpose", "{A} stands where {A}ᵀ belongs, or the other way round.", transposed),
    ("reshape_for_transpose", "You reshaped {A} where it should be transposed.", lambda A: A.reshape(A.shape[::-1]).T),
    ("reshape_for_transpose", "You reshaped {A} where it should be transposed.", lambda A: A.T.reshape(A.shape)),
    ("reshape_for_transpose", "The leading axes of {A} are flattened in another order.", _leading_reversed),
    ("wrong_function", "You used the absolute values of {A}.", np.abs),
    ("wrong_function", "Of {A} only the signs are used.", np.sign),
    ("wrong_function", "The negative entries of {A} are dropped.", lambda A: np.maximum(A, 0.0)),
    ("wrong_function", "You squared {A}.", np.square),
    ("wrong_function", "You inverted {A} where it should be transposed.", _inverted),
    ("dtype_float32", "{A} passes through float16.", lambda A: A.astype(np.float16).astype(float)),
    ("dtype_float32", "{A} passes through float32.", lambda A: A.astype(np.float32).astype(float)),
    ("dtype_int", "{A} is cut to whole numbers.", np.trunc),
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
        for first in range(len(shape)):
            for second in range(first + 1, len(shape)):
                sentence = f"Only the entries of {name} with equal indices on axes {first} and {second} are used."
                yield Claim("diag_only", sentence, question.of(name, _on_diagonal(first, second)))
    for argument in question.arrays:
        sentence = f"The right result is multiplied by {argument.name} besides, entry by entry."
        yield Claim("wrong_operand", sentence, _times(argument.name))
    yield from _exchanges(question)


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


def _times(name: str) -> Formula:
    return lambda case: case.truth * case.values[name]


def _put(question: Question, place: str, name: str) -> Formula:
    return lambda case: question.measured({**case.values, place: case.values[name]})


def _entrywise(question: Question, place: str, name: str) -> Formula:
    return lambda case: question.measured({**case.values, place: case.values[place] * case.values[name]})


def _spread(axes: tuple[int, ...]) -> Function:
    return lambda A: np.broadcast_to(A.sum(axis=axes, keepdims=True), A.shape)


def _mean(axes: tuple[int, ...]) -> Function:
    return lambda A: np.broadcast_to(A.mean(axis=axes, keepdims=True), A.shape)


def _on_diagonal(first: int, second: int) -> Function:
    return lambda A: A * on_diagonal(A.shape, first, second)
