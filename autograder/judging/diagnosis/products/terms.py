"""Terms: what came back is the truth and a multiple of something else, or with one of its own terms miscounted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judging.diagnosis.case import CLOSE, FEWEST, Case, Finding, equal, finding
from autograder.judging.diagnosis.claim import Formula, Question
from autograder.judging.diagnosis.coefficient import MINUS, Coefficient, coefficient
from autograder.judging.diagnosis.products.contraction import Contraction
from autograder.judging.diagnosis.products.contractions import Contractions
from autograder.numerics.arrays import Array

ENOUGH = 3  # entries: two unknowns a and b fit any two
ALIKE = 1e-6  # of sin² between truth and term: there a and b are good to 4e-9, and the nearer the two, the worse
ROUND_OFF = 1e-14  # of |truth|/|term|, which b carries: at most 2e-14 in 20,000 sums, and 3e-15 in 999 of a thousand
SLACK = 10 * CLOSE  # both coefficients are read off the same arrays, and carry their round-off as well


MATRIX = 2  # axes
DIAGONAL = "δ"
PLACES = {"": " in every entry", DIAGONAL: " on the diagonal"}  # of a number that is added


@dataclass(frozen=True)
class Term:
    """What may have been added: its text, "" for 1 in every entry, and whether it is a part of the truth already."""

    text: str | Contraction
    formula: Formula
    own: bool = False


def extra_terms(question: Question, cases: Sequence[Case], contractions: Contractions) -> Iterator[Finding]:
    """truth + b · term, for a b that is the same number, or the same made of the sizes, on every case."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        return
    cases = sorted(cases, key=lambda case: case.right)  # a case that is right rules nothing out
    for term in _terms(question, cases, contractions):
        if term.own:
            yield from _miscounted(question, cases, term)
        elif b := _added(cases, term.formula):
            yield _extra(term.text, b, not question.result.shape)


def mixed_terms(question: Question, cases: Sequence[Case], contractions: Contractions) -> Iterator[Finding]:
    """a · truth + b · term: a term and a factor at once."""
    if any(case.returned.shape != case.truth.shape for case in cases):
        return
    cases = sorted(cases, key=lambda case: case.right)
    for term in _terms(question, cases, contractions):
        if not term.own and (both := _mixed(cases, term.formula)):
            a, b = both
            yield _extra(term.text, b, not question.result.shape, f"{a} times ")
            return


def _extra(text: str | Contraction, b: Coefficient, number: bool, times: str = "") -> Finding:
    sign, size = ("minus", Coefficient(-b.constant, b.size)) if b.constant < 0 else ("plus", b)
    if isinstance(text, str) and text in PLACES:
        what = f"{size}{PLACES[text]}" if not number else str(size)
    else:
        what = f"{text}" if size.is_one else f"{size} {text}"
    return Finding("extra_term", f"Your result is {times}the right one {sign} {what}: that does not belong to it.")


def _miscounted(question: Question, cases: Sequence[Case], term: Term) -> Iterator[Finding]:
    """returned = truth − term + count · term, for a term that is a part of the truth."""
    name, parts = str(term.text), [term.formula(case) for case in cases]
    useful = [(case, part) for case, part in zip(cases, parts, strict=True) if np.any(part)]
    counts = [1.0 + _share(case, part) for case, part in useful]
    if all(abs(number) <= CLOSE for number in counts):
        count: Coefficient | None = Coefficient(0.0)
    else:
        count = coefficient([case for case, _ in useful], counts)
    pairs = zip(cases, parts, strict=True)
    if all(equal(case.returned, (case.truth - part) * _filled(question, name, case)) for case, part in pairs):
        yield Finding("wrong_operand", f"{name} is multiplied where it should be added.")
    if count is None or not all(
        _is(case, part, 1.0, count(case) - 1.0) for case, part in zip(cases, parts, strict=True)
    ):
        return
    if count.constant == 0.0 and question.name_of("derivative"):
        yield finding("dh_wrong_place", f"Your result is right for {name} = 0: {name} is missing in Y.")
    elif count.constant == 0.0:
        yield Finding("extra_term", f"Your result is right for {name} = 0: the term with {name} is missing.")
    elif str(count) == f"{MINUS}1":
        yield Finding("extra_term", f"The term with {name} has the wrong sign.")
    else:
        yield Finding("extra_term", f"The term with {name} is there {count} times, and belongs there once.")


def _filled(question: Question, name: str, case: Case) -> Array:
    array: Array = case.values[name]
    try:
        return np.broadcast_to(array, case.truth.shape)
    except ValueError:
        return np.zeros(case.truth.shape)


def _terms(question: Question, cases: Sequence[Case], contractions: Contractions) -> Iterator[Term]:
    yield Term("", lambda case: np.ones(case.truth.shape))
    if cases[0].truth.ndim == MATRIX:
        yield Term(DIAGONAL, lambda case: np.eye(*case.truth.shape))
    for argument in question.arrays:
        if not argument.shape:
            continue
        without = question.of(argument.name, np.zeros_like)
        yield Term(argument.name, _of_the_truths_shape(argument.name))
        if np.any(without(cases[0])) and not equal(without(cases[0]), cases[0].truth):
            yield Term(argument.name, _part(without), own=True)
    for contraction, formula in contractions.terms():
        yield Term(contraction, formula)


def _of_the_truths_shape(name: str) -> Formula:
    def formula(case: Case) -> Array:
        array: Array = case.values[name]
        return array if array.shape == case.truth.shape else np.zeros(case.truth.shape)

    return formula


def _part(without: Formula) -> Formula:
    return lambda case: case.truth - without(case)


def _added(cases: Sequence[Case], term: Formula) -> Coefficient | None:
    """b with returned = truth + b · term."""
    first = term(cases[0])
    if not np.any(first) or not _is(cases[0], first, 1.0, _share(cases[0], first)):
        return None
    terms = [term(case) for case in cases]
    useful = [(case, value) for case, value in zip(cases, terms, strict=True) if np.any(value)]
    shares = [_share(case, value) for case, value in useful]
    noise = max(ROUND_OFF * float(np.linalg.norm(case.truth) / np.linalg.norm(value)) for case, value in useful)
    b = coefficient([case for case, _ in useful], shares, noise / max(*map(abs, shares), np.finfo(float).tiny))
    return b if b is not None and _gives(cases, terms, Coefficient(1.0), b) else None


def _share(case: Case, term: Array) -> float:
    return float(np.vdot(term, case.returned - case.truth) / np.vdot(term, term))


def _mixed(cases: Sequence[Case], term: Formula) -> tuple[Coefficient, Coefficient] | None:
    """a and b with returned = a · truth + b · term."""
    first = term(cases[0])
    if not _alike(cases[0].truth, first) and not _mixes(cases[0], first):
        return None
    terms = [term(case) for case in cases]
    useful = [(case, term) for case, term in zip(cases, terms, strict=True) if not _alike(case.truth, term)]
    if len(useful) < FEWEST:
        return None
    pairs = [_solved(case, term) for case, term in useful]
    informative = [case for case, _ in useful]
    a, b = (coefficient(informative, [pair[place] for pair in pairs]) for place in (0, 1))
    return (a, b) if a is not None and b is not None and _gives(cases, terms, a, b) else None


def _mixes(case: Case, term: Array) -> bool:
    """Whether one case has both of them in it, and nothing else."""
    a, b = _solved(case, term)
    least = CLOSE * float(np.linalg.norm(case.returned))
    shares = abs(a) * np.linalg.norm(case.truth), abs(b) * np.linalg.norm(term)
    return bool(min(shares) > least) and _is(case, term, a, b)


def _solved(case: Case, term: Array) -> tuple[float, float]:
    """The a and b that fit one case best."""
    truth, returned = case.truth, case.returned
    pairs = ((truth, truth), (truth, term), (term, term), (truth, returned), (term, returned))
    tt, ts, ss, tr, sr = (np.float64(np.vdot(a, b)) for a, b in pairs)
    determinant = tt * ss - ts * ts
    return float((ss * tr - ts * sr) / determinant), float((tt * sr - ts * tr) / determinant)


def _alike(truth: Array, term: Array) -> bool:
    """Whether a term is nearly a multiple of the truth, or there are too few entries to tell the two apart."""
    product = float(np.vdot(truth, truth) * np.vdot(term, term))
    return truth.size < ENOUGH or product - float(np.vdot(truth, term)) ** 2 <= ALIKE * product


def _gives(cases: Sequence[Case], terms: Sequence[Array], a: Coefficient, b: Coefficient) -> bool:
    return all(_is(case, term, a(case), b(case)) for case, term in zip(cases, terms, strict=True))


def _is(case: Case, term: Array, a: float, b: float) -> bool:
    return equal(case.returned, a * case.truth + b * term, SLACK)
