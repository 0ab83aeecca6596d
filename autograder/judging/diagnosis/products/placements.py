"""Placements: a tensor whose entries are those of one or two matrices, each along two of its axes, times some δ.

T_ijrs = X_is δ_jr is such a tensor. Every placement of every operand is tried with up to two δ, and the right one is
found in the same way, so that it can be said which δ or which operand stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice, permutations, product

import numpy as np

from autograder.judging.diagnosis.case import Case, equal
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.products.contraction import other_factors
from autograder.judging.diagnosis.products.operands import Operand, Table, operands
from autograder.judging.diagnosis.transformation import may_be_scaled
from autograder.numerics.arrays import Array

FEWEST_AXES, MOST_AXES = 3, 4  # fewer are left to contractions; with five axes two δ have 56 places, and with four 22
MOST_DELTAS = 2  # of four axes they leave two free: a third ties what is tied already, or all of them to one
MOST = 3000  # candidates: a course's tensor has 286, but for one, with h and h′ in it, that has 4884 and is cut
Pair = tuple[int, ...]


@dataclass(frozen=True)
class Placement:
    """Each operand with the result's axes that its own axes run along, and the pairs of axes that a δ ties."""

    placed: tuple[tuple[Operand, Pair], ...]
    deltas: tuple[Pair, ...]

    def text(self, letters: str) -> str:
        """ "X_is δ_jr"."""
        factors = [(operand.as_factor, axes) for operand, axes in self.placed] + [("δ", axes) for axes in self.deltas]
        return " ".join(f"{name}_{''.join(letters[axis] for axis in axes)}" for name, axes in factors)

    def of_shape(self, table: Table, case: Case, shape: tuple[int, ...]) -> Array:
        """The tensor of that shape on a case."""
        result = np.ones(shape)
        for operand, axes in self.placed:
            result = result * _along(table.value(operand, case), axes, len(shape))
        for axes in self.deltas:
            first, second = axes
            result = result * _along(np.eye(shape[first], shape[second]), axes, len(shape))
        return result


def _along(A: Array, axes: Pair, dimensions: int) -> Array:
    """A as an array of that many dimensions, its own axes where `axes` says."""
    order = np.argsort(axes)
    sizes = [1] * dimensions
    for own in order:
        sizes[axes[own]] = A.shape[own]
    return A.transpose(order).reshape(sizes)


def placements(question: Question, cases: Sequence[Case], first: Case) -> Iterator[Claim]:
    """Every placement that `first` does not rule out, under the name of what tells it from the right one."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        return
    dimensions = {case.truth.ndim for case in cases}
    if len(dimensions) != 1 or not FEWEST_AXES <= min(dimensions) <= MOST_AXES:
        return
    table = operands(question)
    letters = "".join(question.letters(min(dimensions)))
    candidates = list(islice(_all(table, cases), MOST))
    right = next((candidate for candidate in candidates if _is_truth(candidate, table, cases)), None)
    for candidate in candidates if right else []:
        if right and may_be_scaled(first.returned, candidate.of_shape(table, first, first.returned.shape)):
            sentence = f"Your result is {candidate.text(letters)}."
            if candidate.placed == right.placed and len(candidate.deltas) == len(right.deltas):
                sentence = f"Your result is {candidate.text(letters)}: a δ ties other indices than it should."
            yield Claim(_difference(candidate, right), sentence, _formula(candidate, table))


def _is_truth(candidate: Placement, table: Table, cases: Sequence[Case]) -> bool:
    return all(equal(candidate.of_shape(table, case, case.truth.shape), case.truth) for case in cases)


def _formula(candidate: Placement, table: Table) -> Formula:
    return lambda case: candidate.of_shape(table, case, case.returned.shape)


def _all(table: Table, cases: Sequence[Case]) -> Iterator[Placement]:
    """The placements whose sizes agree with what came back on every case, those of few factors first."""
    shape = list(zip(*(case.returned.shape for case in cases), strict=True))
    pairs = list(combinations(range(len(shape)), 2))
    deltas = list(chain.from_iterable(combinations(pairs, count) for count in range(MOST_DELTAS + 1)))
    spots = {operand: _spots(table, operand, cases, shape) for operand in table.existing(cases)}
    plain = [operand for operand in spots if len(operand.factors) == 1]
    for group in chain(combinations(plain, 1), combinations(plain, 2)):
        for axes in product(*(spots[operand] for operand in group)):
            for tied in deltas:
                yield Placement(tuple(zip(group, axes, strict=True)), tied)


def _spots(table: Table, operand: Operand, cases: Sequence[Case], shape: Sequence[tuple[int, ...]]) -> list[Pair]:
    """The axes of the result that the operand's axes may run along."""
    own = list(zip(*(table.value(operand, case).shape for case in cases), strict=True))
    places = permutations(range(len(shape)), len(own))
    return [place for place in places if all(shape[axis] == sizes for axis, sizes in zip(place, own, strict=True))]


def _difference(yours: Placement, right: Placement) -> str:
    mine, right_ones = ([factor for operand, _ in one.placed for factor in operand.factors] for one in (yours, right))
    if sorted(mine) != sorted(right_ones):
        return other_factors(mine, right_ones)
    if yours.placed == right.placed and set(yours.deltas) < set(right.deltas):
        return "missing_delta"
    if yours.placed == right.placed and set(yours.deltas) > set(right.deltas):
        return "over_constrained"
    return "permuted_axes"
