"""Reductions: the right terms, gathered in another way than by their sum: the largest, the product, the last alone.

The right contraction is found among all of them, its summed letters are kept as axes, and what is done along those is
another thing than a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula
from autograder.judging.diagnosis.products.contraction import Contraction
from autograder.judging.diagnosis.products.contractions import Contractions
from autograder.numerics.arrays import Array

Axes = tuple[int, ...]
Reduction = Callable[[Array, Axes], Array]


def _norm(terms: Array, axes: Axes) -> Array:
    return np.asarray(np.sqrt(np.sum(terms * terms, axis=axes)))


def _at(place: int) -> Reduction:
    return lambda terms, axes: terms[_along(axes, place)]


def _along(axes: Axes, index: int | slice) -> tuple[Any, ...]:
    """The index along each of the last axes, whatever stands before them."""
    return (..., *(index for _ in axes))


def _without(end: slice) -> Reduction:
    return lambda terms, axes: np.asarray(terms[_along(axes, end)].sum(axis=axes))


OTHERS: tuple[tuple[str, Reduction], ...] = (
    ("took the largest of the terms", lambda terms, axes: np.max(terms, axis=axes)),
    ("took the smallest of the terms", lambda terms, axes: np.min(terms, axis=axes)),
    ("took the largest absolute value of the terms", lambda terms, axes: np.max(np.abs(terms), axis=axes)),
    ("multiplied the terms", lambda terms, axes: np.prod(terms, axis=axes)),
    ("took the median of the terms", lambda terms, axes: np.asarray(np.median(terms, axis=axes))),
    ("took the standard deviation of the terms", lambda terms, axes: np.std(terms, axis=axes)),
    ("took the variance of the terms", lambda terms, axes: np.var(terms, axis=axes)),
    ("summed the absolute values of the terms", lambda terms, axes: np.sum(np.abs(terms), axis=axes)),
    ("summed the squares of the terms", lambda terms, axes: np.sum(terms * terms, axis=axes)),
    ("took the root of the sum of the squares of the terms", _norm),
)
PARTS: tuple[tuple[str, str, Reduction], ...] = (
    ("missing_sum", "Of all terms only the last is there: is it `=` where `+=` belongs?", _at(-1)),
    ("missing_sum", "Of all terms only the first is there: does a `return` stand inside the loop?", _at(0)),
    (
        "off_by_one_loop",
        "The last term along each summed index is missing: do the loops end too early?",
        _without(slice(None, -1)),
    ),
    (
        "off_by_one_loop",
        "The first term along each summed index is missing: do the loops begin too late?",
        _without(slice(1, None)),
    ),
)


def reductions(contractions: Contractions) -> Iterator[Claim]:
    """Claims on what was done with the terms, where the truth is a sum of products, or the root of one."""
    for root in (False, True):
        right = contractions.right(root)
        summed = "".join(sorted(set("".join(right.letters)) - set(right.out))) if right else ""
        if right is None or not summed:
            continue
        terms = Contraction(right.operands, right.letters, right.out + summed)
        for words, reduction in OTHERS:
            sentence = f"You {words}: their sum is asked for."
            formula = _reduced(contractions, terms, len(summed), reduction, root)
            yield Claim("wrong_function", sentence, formula, complete=True)
        for slug, sentence, reduction in PARTS:
            yield Claim(slug, sentence, _reduced(contractions, terms, len(summed), reduction, root), complete=True)


def _reduced(contractions: Contractions, terms: Contraction, count: int, reduction: Reduction, root: bool) -> Formula:
    def formula(case: Case) -> Array:
        every = contractions.value(terms, case)
        value = np.asarray(reduction(every, tuple(range(every.ndim - count, every.ndim))))
        value = np.sqrt(np.abs(value)) if root else value
        return value.reshape(case.truth.shape) if value.size == case.truth.size else value

    return formula
