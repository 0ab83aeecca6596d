"""Norms: where a single number is asked for, another number that is made of the same matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.numerics.arrays import Array

NumberOfOne = Callable[[Array], Any]
NumberOfTwo = Callable[[Array, Array], Any]

OF_ONE: tuple[tuple[str, str, NumberOfOne], ...] = (
    ("norm_for_product", "You computed ‖{A}‖.", lambda A: np.sqrt(np.sum(A * A))),
    ("norm_for_product", "You computed ‖{A}‖² = {A} : {A}.", lambda A: np.sum(A * A)),
    ("wrong_function", "You summed the absolute values of {A}.", lambda A: np.sum(np.abs(A))),
    ("wrong_function", "You computed the largest absolute value of {A}.", lambda A: np.max(np.abs(A))),
    ("wrong_function", "You computed the largest singular value of {A}.", lambda A: np.linalg.norm(A, 2)),
    ("wrong_function", "You summed the singular values of {A}.", lambda A: np.linalg.norm(A, "nuc")),
    ("wrong_function", "You computed the largest column sum of absolute values.", lambda A: np.linalg.norm(A, 1)),
    ("wrong_function", "You computed the largest row sum of absolute values.", lambda A: np.linalg.norm(A, np.inf)),
    ("wrong_function", "You summed the norms of the rows of {A}.", lambda A: np.linalg.norm(A, axis=1).sum()),
    ("wrong_function", "You summed the norms of the columns of {A}.", lambda A: np.linalg.norm(A, axis=0).sum()),
    ("wrong_function", "You summed the entries of {A}, without squares.", np.sum),
    ("wrong_function", "You took the absolute value of the sum of {A}, without squares.", lambda A: abs(np.sum(A))),
    ("wrong_function", "You took the root of the sum of the entries of {A}.", lambda A: np.sqrt(np.abs(np.sum(A)))),
)
OF_TWO: tuple[tuple[str, str, NumberOfTwo], ...] = (
    ("norm_for_product", "You computed ‖{A}‖ ‖{B}‖.", lambda A, B: np.linalg.norm(A) * np.linalg.norm(B)),
    ("norm_for_product", "You computed ‖{A} ⊙ {B}‖.", lambda A, B: np.linalg.norm(A * B)),
    ("norm_for_product", "You computed ‖{A} ⊙ {B}‖².", lambda A, B: np.sum(np.square(A * B))),
    ("norm_for_product", "You computed ‖{A} − {B}‖.", lambda A, B: np.linalg.norm(A - B)),
    (
        "norm_for_product",
        "You divided by both norms.",
        lambda A, B: np.sum(A * B) / (np.linalg.norm(A) * np.linalg.norm(B)),
    ),
    ("wrong_function", "You summed {A} + {B}, and the two are multiplied.", lambda A, B: np.sum(A + B)),
    ("wrong_function", "You summed {A} − {B}, and the two are multiplied.", lambda A, B: np.sum(A - B)),
    ("norm_for_product", "You computed ‖{A} − {B}‖².", lambda A, B: np.sum(np.square(A - B))),
    ("norm_for_product", "You computed ‖{A} + {B}‖².", lambda A, B: np.sum(np.square(A + B))),
    ("norm_for_product", "You computed ‖{A}‖² ‖{B}‖².", lambda A, B: np.sum(A * A) * np.sum(B * B)),
    ("norm_for_product", "You computed ‖{A}‖ + ‖{B}‖.", lambda A, B: np.linalg.norm(A) + np.linalg.norm(B)),
    ("norm_for_product", "You computed ‖{A} {B}ᵀ‖.", lambda A, B: np.linalg.norm(A @ B.T)),
    ("norm_for_product", "You computed ‖{A}ᵀ {B}‖.", lambda A, B: np.linalg.norm(A.T @ B)),
    ("wrong_function", "You multiplied the sums of the two diagonals.", lambda A, B: np.trace(A) * np.trace(B)),
)
OF_THE_TRUTH: tuple[tuple[str, str, NumberOfOne], ...] = (
    ("norm_for_product", "You took the root of the right number.", lambda a: np.sqrt(np.abs(a))),
    ("norm_for_product", "You squared the right number.", np.square),
)


def norms(question: Question) -> Iterator[Claim]:
    """Other numbers than the one asked for."""
    names = [argument.name for argument in question.arrays if argument.shape]
    if question.result.shape or not names:
        return
    for slug, sentence, number in OF_THE_TRUTH:
        yield Claim(slug, sentence, _of_truth(number))
    for name in names:
        for slug, sentence, number in OF_ONE:
            yield Claim(slug, sentence.format(A=name), _of_one(number, name))
    for A, B in combinations(names, 2):
        for slug, sentence, of_two in OF_TWO:
            yield Claim(slug, sentence.format(A=A, B=B), _of_two(of_two, A, B))


def _of_truth(number: NumberOfOne) -> Formula:
    return lambda case: number(case.truth)


def _of_one(number: NumberOfOne, name: str) -> Formula:
    return lambda case: number(case.values[name])


def _of_two(number: NumberOfTwo, A: str, B: str) -> Formula:
    return lambda case: number(case.values[A], case.values[B])
