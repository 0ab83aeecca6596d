"""The search: claims in the order in which they tell most, each first as it is, then transformed.

A claim is believed when it holds on every case that returned numbers. When none does, the cases on which the answer is
wrong may still have something in common, such as equal sizes, and a claim may hold on all of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from autograder.exercises.task import Mistake
from autograder.judging.diagnosis.case import FEWEST, Case, Finding, equal, finding, once, telling
from autograder.judging.diagnosis.claim import Again, Claim, Formula, Question
from autograder.judging.diagnosis.hypotheses.altered_argument import altered_arguments, sums_beforehand
from autograder.judging.diagnosis.hypotheses.altered_result import (
    altered_results,
    deltas,
    missing_sums,
    transformed_truth,
)
from autograder.judging.diagnosis.hypotheses.dependence import (
    dependence,
    fixed,
    independence,
    occasions,
    square,
    unrepeatable,
)
from autograder.judging.diagnosis.hypotheses.missing_slice import missing_slices
from autograder.judging.diagnosis.hypotheses.norms import norms
from autograder.judging.diagnosis.hypotheses.one_use import single_uses
from autograder.judging.diagnosis.hypotheses.other_variable import forward_itself, other_variables
from autograder.judging.diagnosis.hypotheses.precision import precision
from autograder.judging.diagnosis.hypotheses.wrong_index import wrong_indices
from autograder.judging.diagnosis.hypotheses.wrong_slope import wrong_slopes
from autograder.judging.diagnosis.products.contractions import Contractions
from autograder.judging.diagnosis.products.placements import placements
from autograder.judging.diagnosis.products.terms import extra_terms, mixed_terms
from autograder.judging.diagnosis.transformation import Transformation, may_be_transformed, parallel, transformation
from autograder.numerics.arrays import Array

GLANCE = 3  # cases looked at before all: fewer let more through to the dear look, more make every glance dearer
MOST_AXES = 4  # 24 orders of the axes to try; the course's tensor of six axes would have 720
MOST_AXES_RETURNED = 8  # of what came back: with more nothing is supposed; the course's largest tensor has six
Glimpse = tuple[Claim, Array]
"""A claim, and what it gives on the first case."""


def hypotheses(question: Question, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Every name that the values bear out, the most telling first."""
    if any(case.returned.size == 0 or case.returned.ndim > MOST_AXES_RETURNED for case in cases):
        return
    finite = [case for case in cases if np.all(np.isfinite(case.returned))]
    if len(finite) < len(cases):
        yield from (name for name in _on(question, once(finite)) if name.slug == "off_by_one_norm")
        yield finding("overflow_nan")
        return
    if unrepeatable(cases):
        yield finding("not_repeatable")
        return
    cases = once(cases)
    if all(case.right for case in cases):
        return
    yield from _where_sizes_agree(question, cases)
    yield from _on(question, cases)
    yield from independence(question, cases, again)
    yield from occasions(cases)
    yield from dependence(question, cases, again)


def _on(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """The names borne out by these cases alone."""
    if len(telling(cases)) < FEWEST:
        return
    first = next((case for case in telling(cases) if not case.right), cases[0])
    glimpses: list[Glimpse] = []
    yield from _plainly(_declared(question), first, cases, glimpses)
    yield from fixed(cases)
    yield from transformed_truth(question, cases)
    yield from _plainly(missing_slices(question, cases), first, cases, [])
    yield from deltas(cases)
    yield from missing_sums(cases)
    contractions = Contractions(question, cases)
    products = chain(contractions.claims(first), placements(question, cases, first))
    yield from _plainly(_claims(question, cases, products), first, cases, glimpses)
    yield from extra_terms(question, cases, contractions)
    yield from precision(cases)
    yield from _transformed(glimpses, first, cases)
    yield from mixed_terms(question, cases, contractions)


def _plainly(claims: Iterable[Claim], first: Case, cases: Sequence[Case], glimpses: list[Glimpse]) -> Iterator[Finding]:
    """The claims that hold as they are; what each gives on the first case is added to `glimpses`."""
    for claim in claims:
        value = claim.at(first)
        if value is None:
            continue
        if equal(first.returned, value) and claim.holds(cases):
            yield claim.finding()
        glimpses.append((claim, value))


def _declared(question: Question) -> Iterator[Claim]:
    """The typical wrong formulas that the lesson itself lists."""
    for mistake in question.exercise.mistakes:
        if mistake.result == question.result.name:
            yield Claim(mistake.slug, mistake.sentence, _formula(mistake), complete=True)


def _formula(mistake: Mistake) -> Formula:
    names = mistake.arguments
    return lambda case: mistake.formula(*(case.values[name] for name in names))


def _claims(question: Question, cases: Sequence[Case], products: Iterable[Claim]) -> Iterator[Claim]:
    yield from altered_results(cases)
    yield from other_variables(question)
    yield from wrong_slopes(question)
    yield from single_uses(question, cases[0])
    yield from wrong_indices(question)
    yield from sums_beforehand(question, cases)
    yield from norms(question)
    yield from forward_itself(question)
    yield from products
    yield from altered_arguments(question, cases)


def _transformed(glimpses: Sequence[Glimpse], first: Case, cases: Sequence[Case]) -> Iterator[Finding]:
    """Two mistakes at once: a claim, and a transformation of what it gives."""
    few = [first, *(case for case in telling(cases) if case is not first)][:GLANCE]
    transposes: list[Finding] = []
    for claim, value in glimpses:
        if claim.alone or value.ndim > MOST_AXES or not may_be_transformed(first.returned, value):
            continue
        if value.size > 1 and parallel(value, first.truth):  # a transformed truth is no second mistake
            continue
        if _transformation(claim, few) and (change := _transformation(claim, cases)):
            name = claim.finding(change.words)
            if not change.permutes:
                yield name
            transposes.append(name)
    yield from transposes[:1]


def _transformation(claim: Claim, cases: Sequence[Case]) -> Transformation | None:
    return transformation(cases, [case.returned for case in cases], [claim.at(case) for case in cases])


def _where_sizes_agree(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """A name for what is wrong where all sizes are equal, when everything else is right."""
    wrong = [case for case in cases if not case.right]
    if len(wrong) < len(cases) and all(square(case) for case in wrong):
        for name in _on(question, wrong):
            yield Finding(name.slug, f"Only where all sizes are equal is it wrong. {name.sentence}")
