"""Index slips: the right loops with a letter in the wrong place, such as G[d] @ X[d], or run to another size.

Indices run over the result's own sizes; where an axis is longer its beginning is used, and where one is shorter the
loop raises, as the answer must.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

import numpy as np

from autograder.judging.diagnosis.case import Case, Trials, equal
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.products.operands import Operand, Table, operands
from autograder.numerics.arrays import Array

MOST = 4000  # candidates, of 8 µs each: two matrices in a matrix have 81 placements, for each pair and each size
LETTERS = "ij"
SUMMED = "k"


@dataclass(frozen=True)
class Slip:
    """Factors with the letters of their axes; `summed` is the size that the sum over k runs to, "" for no sum."""

    operands: tuple[Operand, ...]
    words: tuple[str, ...]
    summed: str

    @property
    def text(self) -> str:
        """ "Σ_k G_ik X_ik"."""
        factors = (f"{operand.as_factor}_{word}" for operand, word in zip(self.operands, self.words, strict=True))
        return f"{f'Σ_{SUMMED} ' if self.summed else ''}{' '.join(factors)}"

    def at(self, table: Table, case: Case) -> Array:
        """Its value. Raises IndexError where an index runs past an end."""
        out = LETTERS[: case.truth.ndim]
        lengths = dict(zip(out, case.truth.shape, strict=True))
        if self.summed:
            lengths[SUMMED] = case.sizes[self.summed]
        parts = [
            _beginning(table.value(operand, case), [lengths[letter] for letter in word])
            for operand, word in zip(self.operands, self.words, strict=True)
        ]
        missing = [letter for letter in out if not any(letter in word for word in self.words)]
        ones = [np.ones([lengths[letter] for letter in missing])] if missing else []
        subscripts = ",".join((*self.words, *(["".join(missing)] if missing else [])))
        return np.asarray(np.einsum(f"{subscripts}->{out}", *parts, *ones))


def _beginning(array: Array, lengths: Sequence[int]) -> Array:
    if any(length > size for length, size in zip(lengths, array.shape, strict=True)):
        raise IndexError("an index runs past the end of an axis")
    return array[tuple(slice(length) for length in lengths)]


def index_slips(question: Question, trials: Trials) -> Iterator[Claim]:
    """Products of two arguments with a letter in the wrong place, for a result of at most two axes."""
    cases = trials.cases
    dimensions = cases[0].truth.ndim
    if dimensions > len(LETTERS) or any(case.returned.shape != case.truth.shape for case in cases):
        return
    yield from _misplaced_terms(question, cases)
    table = operands(question)
    first = max(cases, key=lambda case: len(set(case.sizes.values())) - 10 * case.right)
    for slip in islice(_all(question, table, cases, dimensions), MOST):
        claim = _claim(slip, table, first, dimensions)
        value = claim.at(first)
        if value is not None and equal(first.returned, value) and all(claim.at(case) is None for case in trials.silent):
            yield claim


def _claim(slip: Slip, table: Table, case: Case, dimensions: int) -> Claim:
    """The claim of a slip: where a sum to another size would be the right result, its end alone is wrong."""
    words = f"{slip.text}{_place(dimensions)}"
    for size in case.sizes:
        other = Claim("", "", _formula(replace(slip, summed=size), table)).at(case) if slip.summed else None
        if other is not None and equal(other, case.truth):
            sentence = f"The sum in {words} runs to {slip.summed}, and should run to {size}."
            return Claim("wrong_index", sentence, _formula(slip, table), complete=True)
    return Claim("wrong_index", f"You computed {words}.", _formula(slip, table))


def _misplaced_terms(question: Question, cases: Sequence[Case]) -> Iterator[Claim]:
    """A term of the right result, such as a bias, that is taken at the other index."""
    for argument in question.arrays:
        for axis, letter in enumerate(LETTERS[: cases[0].truth.ndim]):
            if len(argument.shape) == 1:
                sentence = f"{argument.name} is taken at index {letter} of the result at [i, j]: it has another axis."
                yield Claim("wrong_index", sentence, _term_along(question, argument.name, axis), complete=True)


def _term_along(question: Question, name: str, axis: int) -> Formula:
    without = question.of(name, np.zeros_like)

    def formula(case: Case) -> Array:
        shape = case.truth.shape
        term = _beginning(case.values[name], [shape[axis]])
        return np.asarray(without(case) + term.reshape([-1 if axis == own else 1 for own in range(len(shape))]))

    return formula


def _place(dimensions: int) -> str:
    return f" at [{', '.join(LETTERS[:dimensions])}]" if dimensions else ""


def _formula(slip: Slip, table: Table) -> Formula:
    return lambda case: slip.at(table, case)


def _all(question: Question, table: Table, cases: Sequence[Case], dimensions: int) -> Iterator[Slip]:
    out = LETTERS[:dimensions]
    plain = [operand for operand in table.existing(cases) if not operand.derived and operand.text != question.output]
    axes = {operand: table.value(operand, cases[0]).ndim for operand in plain}
    named = [name for name in cases[0].sizes if name.isidentifier()]
    for pair in combinations(plain, 2):
        for words in product(*(_words(out + SUMMED, axes[operand]) for operand in pair)):
            if any(SUMMED in word for word in words):
                yield from (Slip(pair, words, size) for size in named)
            else:
                yield Slip(pair, words, "")


def _words(letters: str, count: int) -> list[str]:
    return ["".join(word) for word in product(letters, repeat=count)]
