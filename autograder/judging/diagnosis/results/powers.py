"""Powers: a number made of sizes alone, 8 m²n⁴ or 1/(N·p), read off from how it grows with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, finding
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.coefficient import MINUS, by_hand
from autograder.numerics.arrays import Array

LARGEST_POWER = 8  # H has six axes, and somebody may count them twice over
CLOSE = 1e-9
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def powers(question: Question, cases: Sequence[Case]) -> Iterator[Finding]:
    """What was computed, where the arguments are sizes and a number is asked for."""
    names = [argument.name for argument in question.exercise.arguments if argument.kind == "size"]
    if question.result.shape or len(names) != len(question.exercise.arguments):
        return
    for claim in _others(question, names):
        if claim.holds(cases):
            yield claim.finding()
    if text := _monomial(names, cases) or _of_sums(names, cases):
        yield finding("wrong_function", f"You computed {text}.")


def _others(question: Question, names: Sequence[str]) -> Iterator[Claim]:
    """One size in the place of another, or one too many or too few."""
    for name in names:
        for by, words in ((1, f"{name} + 1"), (-1, f"{name} {MINUS} 1")):
            yield Claim("off_by_one_norm", f"{words} stands where {name} belongs.", _moved(question, name, by))
        for other in (other for other in names if other != name):
            for by, words in ((0, other), (1, f"{other} + 1"), (-1, f"{other} {MINUS} 1")):
                sentence = f"{words} stands where {name} belongs."
                yield Claim("wrong_variable", sentence, _exchanged(question, name, other, by), complete=True)


def _moved(question: Question, name: str, by: int) -> Formula:
    return lambda case: question.measured({**case.values, name: max(case.values[name] + by, 1)})


def _exchanged(question: Question, name: str, other: str, by: int) -> Formula:
    return lambda case: question.measured({**case.values, name: max(case.values[other] + by, 1)})


def _numbers(cases: Sequence[Case]) -> Array | None:
    """What came back, as one array; None unless every number has the same sign."""
    if any(case.returned.shape for case in cases):
        return None
    numbers = np.array([float(case.returned) for case in cases])
    return numbers if np.all(numbers > 0.0) or np.all(numbers < 0.0) else None


def _monomial(names: Sequence[str], cases: Sequence[Case]) -> str:
    """ "8·m²·n⁴", "" where no such product is it."""
    numbers = _numbers(cases)
    if numbers is None or len(cases) < len(names) + 2:
        return ""
    sizes = np.array([[case.values[name] for name in names] for case in cases], dtype=float)
    grows = np.column_stack([np.ones(len(cases)), np.log(sizes)])
    fitted = np.linalg.lstsq(grows, np.log(np.abs(numbers)), rcond=None)[0]
    exponents = np.round(2.0 * fitted[1:]) / 2.0
    rest = numbers / np.prod(sizes**exponents, axis=1)
    constant = float(np.median(rest))
    if np.max(np.abs(exponents)) > LARGEST_POWER or np.max(np.abs(rest - constant)) > CLOSE * abs(constant):
        return ""
    return _written(constant, dict(zip(names, exponents.tolist(), strict=True)))


def _written(constant: float, exponents: dict[str, float]) -> str:
    over = [_power(name, exponent) for name, exponent in exponents.items() if exponent > 0]
    under = [_power(name, -exponent) for name, exponent in exponents.items() if exponent < 0]
    number = by_hand(constant)
    top = "·".join(([] if number == "1" and over else [number]) + over)
    bottom = "·".join(under)
    return f"{top}/{f'({bottom})' if len(under) > 1 else bottom}" if under else top


def _power(name: str, exponent: float) -> str:
    if exponent == 1.0:
        return name
    if exponent == 0.5:
        return f"√{name}"
    return name + (f"{exponent:g}".translate(SUPERSCRIPTS) if exponent.is_integer() else f"^({exponent:g})")


def _of_sums(names: Sequence[str], cases: Sequence[Case]) -> str:
    """ "8·(m + n)³", "8·(m³ + n³)", "" where it is neither."""
    numbers = _numbers(cases)
    if numbers is None or len(names) < 2:
        return ""
    sizes = np.array([[case.values[name] for name in names] for case in cases], dtype=float)
    inverse = 1.0 / numbers
    for power in range(1, LARGEST_POWER + 1):
        of_all = f"({' + '.join(names)})"
        of_each = f"({' + '.join(_power(name, float(power)) for name in names)})"
        for base, text in ((sizes.sum(1) ** power, _power(of_all, float(power))), ((sizes**power).sum(1), of_each)):
            rest = numbers / base
            if np.max(np.abs(rest - rest[0])) <= CLOSE * abs(rest[0]):
                number = by_hand(float(rest[0]))
                return text if number == "1" else f"{number}·{text}"
            rest = inverse / base
            if np.max(np.abs(rest - rest[0])) <= CLOSE * abs(rest[0]):
                return f"{by_hand(1.0 / float(rest[0]))}/{text}"
    return ""
