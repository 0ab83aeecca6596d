"""The search: claims in the order in which they tell most, each first as it is, then transformed.

A claim is believed when it holds on every case that returned numbers. When none does, the cases on which the answer is
wrong may still have something in common, such as equal sizes, and a claim may hold on all of those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from autograder.exercises.task import Mistake
from autograder.judging.diagnosis.case import (
    FEWEST,
    Case,
    Finding,
    Trials,
    equal,
    finding,
    finite,
    once,
    square,
    telling,
)
from autograder.judging.diagnosis.claim import Again, Claim, Formula, Question
from autograder.judging.diagnosis.hypotheses.altered_argument import (
    altered_arguments,
    scaled_arguments,
    sums_beforehand,
)
from autograder.judging.diagnosis.hypotheses.altered_result import altered_results, missing_sums, transformed_truth
from autograder.judging.diagnosis.hypotheses.dependence import (
    dependence,
    fixed,
    independence,
    leading_axes,
    occasions,
    unrepeatable,
    zeros,
)
from autograder.judging.diagnosis.hypotheses.missing_slice import missing_slices
from autograder.judging.diagnosis.hypotheses.norms import norms
from autograder.judging.diagnosis.hypotheses.one_use import single_uses
from autograder.judging.diagnosis.hypotheses.other_variable import forward_itself, other_variables, own_jacobian
from autograder.judging.diagnosis.hypotheses.precision import precision
from autograder.judging.diagnosis.hypotheses.wrong_index import wrong_indices
from autograder.judging.diagnosis.hypotheses.wrong_slope import wrong_slopes
from autograder.judging.diagnosis.products.another_upstream import other_upstreams
from autograder.judging.diagnosis.products.contractions import Contractions
from autograder.judging.diagnosis.products.index_slips import index_slips
from autograder.judging.diagnosis.products.literals import literals
from autograder.judging.diagnosis.products.placements import placements
from autograder.judging.diagnosis.products.terms import extra_terms, mixed_terms
from autograder.judging.diagnosis.results.functions import functions
from autograder.judging.diagnosis.results.gaps import gaps
from autograder.judging.diagnosis.results.powers import powers
from autograder.judging.diagnosis.results.reductions import reductions
from autograder.judging.diagnosis.results.shapes import other_shapes
from autograder.judging.diagnosis.results.tensors import deltas
from autograder.judging.diagnosis.transformation import Transformation, may_be_transformed, parallel, transformation
from autograder.numerics.arrays import Array

GLANCE = 3  # cases looked at before all: fewer let more through to the dear look, more make every glance dearer
MOST_AXES = 4  # 24 orders of the axes to try; the course's tensor of six axes would have 720
MOST_AXES_RETURNED = 8  # of what came back: with more nothing is supposed; the course's largest tensor has six
WRONG_WHERE_EQUAL = "Where it returns wrong numbers, all sizes are equal."
SAID = "agree only where"  # how a lesson's own sentence says that an answer runs only where sizes agree
Glimpse = tuple[Claim, Array]
"""A claim, and what it gives on the first case."""


def hypotheses(question: Question, trials: Trials, again: Again) -> Iterator[Finding]:
    """Every name that the values bear out, the most telling first.

    A NaN on some input does not hide the mistake that finite numbers show on the others; where they show none that is
    known, it is the finding.
    """
    cases = [case for case in trials.cases if case.returned.size]
    if not cases or any(case.returned.ndim > MOST_AXES_RETURNED for case in cases):
        return
    plain = [case for case in cases if finite(case)]
    if unrepeatable(plain):
        yield finding("not_repeatable")
        return
    if len(plain) < len(cases):
        yield from gaps(cases)
    if all(case.right for case in plain) and trials.silent:
        yield from leading_axes(question, trials, again)
    if not all(case.right for case in plain):
        yield from _named(question, replace(trials, cases=once(plain)), again)
    if len(plain) < len(cases):
        yield finding("overflow_nan")


def _named(question: Question, trials: Trials, again: Again) -> Iterator[Finding]:
    """The names for finite numbers, no input twice."""
    cases = trials.cases
    where = _where_it_ran(trials)
    yield from _where_sizes_agree(question, trials)
    yield from (_after(where, name) for name in _on(question, trials) if not _unlikely(name, trials))
    yield from fixed(cases)
    yield from independence(question, cases, again)
    yield from occasions(question, trials, again)
    yield from dependence(question, cases, again)


def _unlikely(name: Finding, trials: Trials) -> bool:
    """Whether the answer raised where this would not: a reshape makes sizes meet, and no index run past an end."""
    return name.slug == "reshape_for_transpose" and bool(trials.silent)


def _where_it_ran(trials: Trials) -> str:
    """What is said first of an answer that raises wherever sizes differ."""
    if trials.silent and all(square(case) for case in trials.cases) and not all(map(square, trials.silent)):
        return "It ran only where all sizes are equal, and is wrong even there."
    return ""


def _after(where: str, name: Finding) -> Finding:
    """A finding after the place that it holds at, where its own sentence does not say that already."""
    return Finding(name.slug, f"{where} {name.sentence}") if where and SAID not in name.sentence else name


def _on(question: Question, trials: Trials) -> Iterator[Finding]:
    """The names borne out by these trials alone."""
    cases = trials.cases
    if len(telling(cases)) < FEWEST:
        return
    first = next((case for case in telling(cases) if not case.right), cases[0])
    glimpses: list[Glimpse] = []
    yield from _plainly(_declared(question), first, cases, glimpses)
    yield from zeros(cases)
    if not question.result.shape and len({case.returned.tobytes() for case in cases}) == 1:
        return  # one number for every input: whatever formula gives it, it was written down
    yield from transformed_truth(question, cases)
    yield from powers(question, cases)
    yield from _plainly(missing_slices(question, cases), first, cases, [])
    yield from deltas(question, cases)
    yield from missing_sums(question, cases)
    if any(dimension.startswith("*") for dimension in question.result.shape):
        yield from other_shapes(question, cases)  # leading axes that are lost say more than the product of the rows
    contractions = Contractions(question, cases)
    products = chain(contractions.claims(first), placements(question, cases, first))
    yield from _plainly(_claims(question, cases, products), first, cases, glimpses)
    yield from literals(question, trials, first)
    yield from extra_terms(question, cases, contractions)
    yield from _plainly(scaled_arguments(question, cases), first, cases, [])
    yield from other_shapes(question, cases)
    yield from _plainly(reductions(contractions), first, cases, [])
    yield from precision(question, cases)
    yield from _transformed(glimpses, first, cases)
    yield from mixed_terms(question, cases, contractions)
    yield from _plainly(index_slips(question, trials), first, cases, [])


def _plainly(claims: Iterable[Claim], first: Case, cases: Sequence[Case], glimpses: list[Glimpse]) -> Iterator[Finding]:
    """The claims that hold as they are; what each gives on the first case is added to `glimpses`."""
    for claim in claims:
        value = claim.at(first)
        if value is None:
            continue
        if equal(first.returned, value) and not _blind(claim, cases) and claim.holds(cases):
            yield claim.finding()
        glimpses.append((claim, value))


def _blind(claim: Claim, cases: Sequence[Case]) -> bool:
    """Whether these cases cannot bear a claim out: of a square a reshape and a transpose make the same axes."""
    return claim.slug == "reshape_for_transpose" and all(square(case) for case in cases)


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
    yield from other_upstreams(question, cases[0])
    yield from norms(question)
    yield from forward_itself(question)
    yield from own_jacobian(question)
    yield from functions(cases)
    yield from products
    yield from altered_arguments(question, cases)


def _transformed(glimpses: Sequence[Glimpse], first: Case, cases: Sequence[Case]) -> Iterator[Finding]:
    """Two mistakes at once: a claim, and a transformation of what it gives."""
    few = [first, *(case for case in telling(cases) if case is not first)][:GLANCE]
    transposes: list[Finding] = []
    for claim, value in glimpses:
        if (
            claim.alone
            or _blind(claim, cases)
            or value.ndim > MOST_AXES
            or not may_be_transformed(first.returned, value)
        ):
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


def _where_sizes_agree(question: Question, trials: Trials) -> Iterator[Finding]:
    """A name for what is wrong where all sizes are equal, when everything else is right."""
    wrong = [case for case in trials.cases if not case.right]
    if all(square(case) for case in wrong) and not all(square(case) for case in trials.cases):
        right_elsewhere = not trials.elsewhere and not trials.silent
        where = "Only where all sizes are equal is it wrong." if right_elsewhere else WRONG_WHERE_EQUAL
        yield from (Finding(name.slug, f"{where} {name.sentence}") for name in _on(question, Trials(wrong, [])))
