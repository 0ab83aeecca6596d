"""Coefficients: the number, or the number made of the sizes, that one array is of another on every case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from math import prod

import numpy as np

from autograder.judging.diagnosis.case import CLOSE, FEWEST, Case

Lengths = dict[str, int]
SAMPLES = ("N", "n")  # where sizes agree, the plainest reading is a mean over the samples
MINUS = "−"
FRACTIONS = {0.5: "½", 0.25: "¼", 0.75: "¾", 1 / 3: "⅓"}
LARGEST_INVERSE = (
    0.2  # 1/6 and 1/1024 are plainer than their digits, 0.1 and 0.05 are not; above, FRACTIONS has the usual ones
)
DIGITS = 9  # of a number in a sentence: as many as CLOSE vouches for
MOST_FACTORS = 3  # sizes in one product: a mean over all entries of three axes; four sizes make 124 factors already


@dataclass(frozen=True)
class SizeFactor:
    """A factor that the sizes make: "1/N", "N·p", "1/√N". `off_by_one` where N − 1 or N + 1 stands in it for N."""

    over: str
    under: str
    value: Callable[[Lengths], float]
    off_by_one: bool = False

    def times(self, constant: float) -> str:
        """Its name after a constant factor: 2/N, −N."""
        sign, size = (MINUS if constant < 0 else ""), by_hand(abs(constant))
        if self.over == "1":
            return f"{sign}{size}/{self.under}"
        top = self.over if size == "1" else f"{size}·{self.over}"
        return f"{sign}{top}" + (f"/{self.under}" if self.under else "")


@dataclass(frozen=True)
class Coefficient:
    """constant · size: its name, and its value at given sizes."""

    constant: float
    size: SizeFactor | None = None

    def __call__(self, case: Case) -> float:
        """The coefficient on a case."""
        return self.constant * (self.size.value(case.sizes) if self.size else 1.0)

    def __str__(self) -> str:
        return self.size.times(self.constant) if self.size else by_hand(self.constant)

    @property
    def is_one(self) -> bool:
        """Whether it changes nothing."""
        return self.size is None and abs(self.constant - 1.0) <= CLOSE

    @property
    def slug(self) -> str:
        """The mistake that a result times this is."""
        return "off_by_one_norm" if self.size and self.size.off_by_one else "factor"


def by_hand(number: float) -> str:
    """A number as one writes it by hand: ½, −2, 0.01."""
    for value, text in FRACTIONS.items():
        if abs(abs(number) - value) <= CLOSE:
            return text if number > 0 else MINUS + text
    inverse = round(1.0 / number) if number and abs(number) <= LARGEST_INVERSE else 0
    if inverse and abs(number * inverse - 1.0) <= CLOSE and abs(float(f"{number:.2g}") / number - 1.0) > CLOSE:
        return f"{MINUS * (number < 0)}1/{abs(inverse)}"
    return f"{number:.{DIGITS}g}".replace("-", MINUS)


def coefficient(cases: Sequence[Case], values: Sequence[float], slack: float = 0.0) -> Coefficient | None:
    """The coefficient that has these values on these cases; None when no constant and no known size gives them.

    `slack` is the round-off, relative to the largest value, that the values may carry.
    """
    magnitudes = np.abs(values)
    if len(values) < FEWEST or not np.all(np.isfinite(values)) or np.min(magnitudes) <= CLOSE * np.max(magnitudes):
        return None
    if min(values) < 0.0 < max(values):  # sizes are positive, and a constant has one sign
        return None
    for size in (None, *_size_factors(_names(cases[0]))):
        constant = _constant(cases, values, size, CLOSE + slack)
        if constant is not None:
            return Coefficient(constant, size)
    return None


def _names(case: Case) -> tuple[str, ...]:
    """The sizes that a mean may have divided by: where there are no arrays, every number is made of the sizes."""
    return tuple(case.sizes) if any(isinstance(value, np.ndarray) for value in case.values.values()) else ()


def _constant(
    cases: Sequence[Case], values: Sequence[float], size: SizeFactor | None, tolerance: float
) -> float | None:
    """The one number c with value = c · size on every case."""
    rest: list[float] = []
    for case, value in zip(cases, values, strict=True):
        try:
            rest.append(value / (size.value(case.sizes) if size else 1.0))
        except KeyError:  # a size that only some of the cases have
            return None
        if abs(rest[-1] - rest[0]) > tolerance * abs(rest[0]):
            return None
    return float(np.median(rest))


@cache
def _size_factors(names: tuple[str, ...]) -> tuple[SizeFactor, ...]:
    return tuple(_all_size_factors(names))


def _all_size_factors(names: tuple[str, ...]) -> Iterator[SizeFactor]:
    """What a mean, a mean undone, or a mean over the wrong count leaves behind: the plainest first."""
    samples_first = sorted(names, key=lambda name: name not in SAMPLES)
    for count in range(1, MOST_FACTORS + 1):
        for group in combinations(samples_first if count == 1 else names, count):
            yield from _of_product(group)
    for over, under in permutations(names, 2):
        yield SizeFactor(over, under, _ratio(over, under))


def _of_product(group: tuple[str, ...]) -> Iterator[SizeFactor]:
    product = "·".join(group)
    bracketed = product if len(group) == 1 else f"({product})"
    less, more = f"({product} {MINUS} 1)", f"({product} + 1)"
    yield SizeFactor("1", bracketed, lambda sizes: 1.0 / _product(sizes, group))
    yield SizeFactor(product, "", lambda sizes: _product(sizes, group))
    yield SizeFactor("1", f"{bracketed}²", lambda sizes: _product(sizes, group) ** -2)
    yield SizeFactor("1", f"√{bracketed}", lambda sizes: _product(sizes, group) ** -0.5)
    yield SizeFactor(f"√{bracketed}", "", lambda sizes: _product(sizes, group) ** 0.5)
    yield SizeFactor("1", less, lambda sizes: 1.0 / _less(sizes, group), off_by_one=True)
    yield SizeFactor("1", f"√{less}", lambda sizes: _less(sizes, group) ** -0.5, off_by_one=True)
    yield SizeFactor(product, less, lambda sizes: _product(sizes, group) / _less(sizes, group), off_by_one=True)
    yield SizeFactor("1", more, lambda sizes: 1.0 / (_product(sizes, group) + 1.0), off_by_one=True)
    yield SizeFactor(product, more, lambda sizes: 1.0 - 1.0 / (_product(sizes, group) + 1.0), off_by_one=True)


def _ratio(over: str, under: str) -> Callable[[Lengths], float]:
    return lambda sizes: sizes[over] / sizes[under]


def _product(sizes: Lengths, group: tuple[str, ...]) -> float:
    return float(prod(sizes[name] for name in group))


def _less(sizes: Lengths, group: tuple[str, ...]) -> float:
    """One less than the product, but never 0: an answer that guards N = 1 divides by 1 there."""
    return max(_product(sizes, group) - 1.0, 1.0)
