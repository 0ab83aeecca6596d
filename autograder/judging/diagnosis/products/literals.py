"""Literals: two factors as numpy multiplies them, A @ B or A * B, with the shapes that numpy lets through.

Where sizes differ, most wrong products raise; where they agree, or a 1 among them is broadcast, they give numbers.
A literal is believed when it gives what came back wherever anything did, and raises wherever the answer raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, Trials, equal, finding, square
from autograder.judging.diagnosis.claim import Question
from autograder.judging.diagnosis.products.contraction import other_factors
from autograder.judging.diagnosis.products.operands import Operand, Table, operands
from autograder.numerics.arrays import Array

MOST_FACTORS = 16  # with h and h′ among the arguments there are 14
MATRIX = 2  # axes


@dataclass(frozen=True)
class Factor:
    """An operand, transposed or not."""

    operand: Operand
    turned: bool

    @property
    def text(self) -> str:
        """ "Gᵀ"."""
        return self.operand.as_factor + "ᵀ" * self.turned


@dataclass(frozen=True)
class Ending:
    """What is done with the product in the end, and how that is written."""

    words: str
    function: Callable[[Array], Array]


PLAIN = Ending("{}", lambda A: A)
ENDINGS = (
    PLAIN,
    Ending("the sum of all entries of {}", lambda A: np.asarray(A.sum())),
    Ending("Tr({})", lambda A: np.asarray(np.trace(A))),
    Ending("the sum over axis 0 of {}", lambda A: A.sum(axis=0)),
    Ending("the sum over axis 1 of {}", lambda A: A.sum(axis=1)),
)


@dataclass(frozen=True)
class Literal:
    """left @ right or left * right, an ending of it, and perhaps a term added."""

    left: Factor
    right: Factor
    by_matmul: bool
    ending: Ending = PLAIN
    term: Operand | None = None

    @property
    def text(self) -> str:
        """ "G ⊙ X"."""
        between = " " if self.by_matmul else " ⊙ "
        return self.ending.words.format(self.left.text + between + self.right.text) + (
            f" + {self.term.text}" if self.term else ""
        )

    def at(self, table: Table, case: Case) -> Array | None:
        """Its value, None where numpy raises."""
        try:
            left, right = (self._factor(factor, table, case) for factor in (self.left, self.right))
            value = self.ending.function(left @ right if self.by_matmul else left * right)
            return np.asarray(value + table.value(self.term, case) if self.term else value)
        except (ValueError, IndexError, TypeError):
            return None

    @staticmethod
    def _factor(factor: Factor, table: Table, case: Case) -> Array:
        value = table.value(factor.operand, case)
        return value.T if factor.turned else value


def literals(question: Question, trials: Trials, first: Case) -> Iterator[Finding]:
    """The literal that came back, where the answer raises on some inputs or returns other shapes on some."""
    cases = trials.cases
    if not trials.silent and all(case.returned.shape == case.truth.shape for case in cases):
        return
    table = operands(question)
    for literal in _all(question, table, cases):
        value = literal.at(table, first)
        if value is None or not equal(first.returned, value) or not _holds(literal, table, trials):
            continue
        right = _right(question, table, [*cases, *trials.silent])
        slug = _difference(literal, right, question.upstream)
        if not (slug == "missing_transpose" and all(map(square, cases)) and not trials.silent):
            yield finding(slug, f"You computed {literal.text}.")


def _holds(literal: Literal, table: Table, trials: Trials) -> bool:
    values = ((case, literal.at(table, case)) for case in trials.cases)
    return all(value is not None and equal(case.returned, value) for case, value in values) and all(
        literal.at(table, case) is None for case in trials.silent
    )


def _all(question: Question, table: Table, cases: Sequence[Case]) -> Iterator[Literal]:
    existing = sorted(table.existing(cases), key=lambda operand: len(operand.factors))[:MOST_FACTORS]
    factors = [
        Factor(operand, turned)
        for operand in existing
        for turned in ((False, True) if table.value(operand, cases[0]).ndim >= MATRIX else (False,))
    ]
    plain = [operand for operand in existing if operand.text in {argument.name for argument in question.arrays}]
    pairs = list(product(factors, repeat=2))
    for ending in ENDINGS:
        for left, right in pairs:
            for by_matmul in (True, False):
                if by_matmul or left.operand.text <= right.operand.text:
                    yield Literal(left, right, by_matmul, ending)
    for left, right in pairs:
        if not left.operand.derived and not right.operand.derived:
            yield from (Literal(left, right, by_matmul, term=term) for by_matmul in (True, False) for term in plain)


def _right(question: Question, table: Table, cases: Sequence[Case]) -> Literal | None:
    """The literal that is the truth on all of these."""
    for literal in _all(question, table, cases):
        value = literal.at(table, cases[0])
        if value is None or not equal(cases[0].truth, value):
            continue
        values = [(case, literal.at(table, case)) for case in cases]
        if all(value is not None and equal(case.truth, value) for case, value in values):
            return literal
    return None


def _difference(yours: Literal, right: Literal | None, upstream: str) -> str:
    """The slug for what tells a literal from the right one."""
    if right is None:
        return "wrong_operand"
    mine, right_ones = (
        sorted(factor for side in (one.left, one.right) for factor in side.operand.factors) for one in (yours, right)
    )
    if mine != right_ones:
        without = [factor for factor in right_ones if factor != upstream]
        return "ignores_G" if upstream in right_ones and mine == without else other_factors(mine, right_ones)
    if (yours.term is None) != (right.term is None):
        return "extra_term"
    if yours.by_matmul != right.by_matmul:
        return "matmul_for_elementwise" if yours.by_matmul else "elementwise_for_matmul"
    if yours.ending is PLAIN and right.ending is not PLAIN:
        return "missing_sum"
    return "over_sum" if right.ending is PLAIN is not yours.ending else "missing_transpose"
