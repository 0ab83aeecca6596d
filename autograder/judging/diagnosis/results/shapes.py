"""Shapes: the right numbers in another shape: in a row, as one large matrix, or without a first or last slice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, permutations

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, equal
from autograder.judging.diagnosis.claim import Question

MOST_ORDERS = 24  # of the axes, as four have; the tensor of six has 720


def other_shapes(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether all numbers are there, or all but a slice, where the shape is another."""
    if all(case.returned.shape == case.truth.shape for case in cases):
        return
    if all(case.returned.size == case.truth.size for case in cases):
        yield from _poured(question, cases)
    elif len({(case.returned.ndim, case.truth.ndim) for case in cases}) == 1:
        yield from _shorter(cases)


def _poured(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    shape = f"({', '.join(question.result.shape)})" if question.result.shape else "()"
    for order in islice(permutations(range(cases[0].truth.ndim)), MOST_ORDERS):
        kept = order == tuple(sorted(order))
        if all(
            equal(case.returned.ravel(), case.truth.ravel())
            if kept
            else case.truth.ndim == len(order) and equal(case.returned.ravel(), case.truth.transpose(order).ravel())
            for case in cases
        ):
            besides = "" if kept else ", and in the order of other axes"
            leading = question.result.shape[:1] and question.result.shape[0].startswith("*")
            asked = (
                "give the leading axes back at the end" if leading else f"each index has an axis of its own, {shape}"
            )
            yield Finding("wrong_shape", f"The right numbers are there, in another shape{besides}: {asked}.")
            return


def _shorter(cases: Sequence[Case]) -> Iterator[Finding]:
    if cases[0].returned.ndim != cases[0].truth.ndim:
        return
    for axis in range(cases[0].truth.ndim):
        for part, words in ((slice(None, -1), "last"), (slice(1, None), "first")):
            index = (slice(None),) * axis + (part,)
            if all(case.truth.shape[axis] and equal(case.returned, np.asarray(case.truth[index])) for case in cases):
                sentence = f"The {words} slice along axis {axis} is missing; the rest is right."
                yield Finding("off_by_one_loop", f"{sentence} Does a slice or a loop leave one out?")
