"""Products: what came back is another product of the given matrices than the one asked for.

Every product of two of them, each as it is or transposed, is tried; so is every product entry by entry. The right one
is found in the same way, so that what is wrong about the other can be said: a transpose, an operand, or that it is the
gradient of another variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from autograder.derivatives import Array
from autograder.diagnosis.case import Case, Finding, finding, holds, truth
from autograder.exercise import Exercise
from autograder.truth import Gradient


@dataclass(frozen=True)
class Product:
    """left · right or, `elementwise`, left ⊙ right; each is an argument's name and whether it is transposed."""

    left: tuple[str, bool]
    right: tuple[str, bool]
    elementwise: bool = False

    def __call__(self, case: Case) -> Array:
        """The product on a case. Raises ValueError where it does not conform."""
        a, b = (_turned(case.values[name], turn) for name, turn in (self.left, self.right))
        if self.elementwise and a.shape != b.shape:
            raise ValueError("an elementwise product of different shapes")
        return a * b if self.elementwise else a @ b

    def __str__(self) -> str:
        return f"{_written(self.left)} {'⊙ ' if self.elementwise else ''}{_written(self.right)}"

    @property
    def operands(self) -> frozenset[str]:
        """The names of the two."""
        return frozenset((self.left[0], self.right[0]))


def _turned(A: Array, turn: bool) -> Array:
    return A.T if turn else A


def _written(operand: tuple[str, bool]) -> str:
    return operand[0] + ("ᵀ" if operand[1] else "")


def products(exercise: Exercise, cases: Sequence[Case]) -> Iterator[Finding]:
    """The product of two matrices that came back, where it is not the right one."""
    matrices = [argument for argument in exercise.arguments if argument.kind == "array" and len(argument.shape) == 2]
    operands = list(product((matrix.name for matrix in matrices), (False, True)))
    candidates = [
        Product(left, right, elementwise)
        for elementwise in (False, True)
        for left, right in product(operands, operands)
        if left[0] != right[0]
    ]
    yours = next((candidate for candidate in candidates if holds(candidate, cases)), None)
    if yours is None:
        return
    right = next((candidate for candidate in candidates if holds(candidate, cases, truth)), None)
    other = _other_variable(exercise, cases)
    if other:
        yield finding("wrong_variable", f"You computed {yours}, the gradient of {other}.")
    elif right is None or right.operands != yours.operands:
        yield finding("wrong_operand", f"You computed {yours}.")
    elif right.elementwise != yours.elementwise:
        slug = "matmul_for_elementwise" if right.elementwise else "elementwise_for_matmul"
        yield finding(slug, f"You computed {yours}.")
    else:
        yield finding("missing_transpose", f"You computed {yours}.")


def _other_variable(exercise: Exercise, cases: Sequence[Case]) -> str:
    """The argument whose gradient came back, "" when none's did."""
    asked = exercise.truth
    if not isinstance(asked, Gradient):
        return ""
    for name in asked.names:
        other = Gradient(asked.forward, name, upstream=asked.upstream)
        given = name not in asked.wrt and isinstance(cases[0].values[name], np.ndarray)
        if given and holds(_gradient(other), cases):
            return name
    return ""


def _gradient(asked: Gradient) -> Callable[[Case], Array]:
    return lambda case: asked(case.values)[0].values
