"""One use: the gradient that counts only one of the places where the forward function uses its variable.

In Tr(XᵀMX) the variable stands twice, and its gradient is the sum over both. The forward function is run with a
variable that moves in one of its uses and is held in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercises.truth import Measured
from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.numerics.arrays import Array
from autograder.numerics.derivatives import complex_step


class InOneUse(np.lib.mixins.NDArrayOperatorsMixin):
    """An array that every operation takes without its imaginary part, but for the use number `moving`.

    The complex step moves a variable by an imaginary part, so that such a variable moves in one use alone.
    """

    def __init__(self, array: Array, moving: int) -> None:
        self.array = array
        self.moving = moving
        self.uses = 0

    def take(self) -> Array:
        """The array for the next use."""
        self.uses += 1
        return self.array if self.uses == self.moving else self.array.real

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return getattr(ufunc, method)(*_plain(inputs), **options)

    def __array_function__(self, function: Callable[..., Any], types: Any, inputs: Any, options: Any) -> Any:
        return function(*_plain(inputs), **_plain(options))

    def __getattr__(self, name: str) -> Any:
        shared = name in ("shape", "ndim", "size", "dtype")
        return getattr(self.array if shared else self.take(), name)

    def __getitem__(self, index: Any) -> Any:
        return self.take()[index]

    def __len__(self) -> int:
        return len(self.array)


def _plain(value: Any) -> Any:
    if isinstance(value, InOneUse):
        return value.take()
    if isinstance(value, tuple | list):
        return type(value)(_plain(item) for item in value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def single_uses(question: Question, case: Case) -> Iterator[Claim]:
    """The gradient by one use of the variable alone, where the forward function uses it several times."""
    truth = question.truth
    if not isinstance(truth, Measured) or len(truth.wrt) != 1:
        return
    (name,) = truth.wrt
    if truth.method(name, truth.as_function_of(name, case.values), case.values[name]) is not complex_step:
        return
    count = _count(truth, name, case)
    for number in range(1, count + 1 if count > 1 else 1):
        sentence = f"{name} is used {count} times, and your result is the gradient of use number {number} alone."
        yield Claim("one_use_only", sentence, _of_use(question, truth, name, number))


def _count(truth: Measured, name: str, case: Case) -> int:
    counted = InOneUse(case.values[name], 0)
    truth.forward(**{other: case.values[other] for other in truth.names if other != name}, **{name: counted})
    return counted.uses


def _of_use(question: Question, truth: Measured, name: str, number: int) -> Formula:
    def forward(**arguments: Any) -> Any:
        return truth.forward(**{**arguments, name: InOneUse(arguments[name], number)})

    return lambda case: question.measured(case.values, truth.variant(forward=forward))
