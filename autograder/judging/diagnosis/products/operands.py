"""Operands: the arrays that a formula may contract: the arguments, their rows, Y, h(Y), h′(Y) and G ⊙ h′(Y)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.exercises.truth import Measured, Truth
from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Formula, Question
from autograder.numerics.arrays import Array, Function


@dataclass(frozen=True)
class Operand:
    """An array made of the arguments: how it is written, and its value on a case.

    `factors` are what it is a product of, `by_matmul` whether that is a matrix product, `derived` whether h or h′ has a
    part in it.
    """

    text: str
    value: Formula
    factors: frozenset[str] = frozenset()
    by_matmul: bool = False
    derived: bool = False

    @property
    def as_factor(self) -> str:
        """Its text, in brackets where it is a product."""
        return f"({self.text})" if " " in self.text else self.text


@dataclass
class Table:
    """The operands of a question, with their values on every case, each computed once."""

    operands: list[Operand]
    _values: dict[tuple[str, int], Array] = field(default_factory=dict)

    def value(self, operand: Operand, case: Case) -> Array:
        """The operand's value. Raises what its computation raises where it does not exist."""
        key = operand.text, id(case)
        if key not in self._values:
            self._values[key] = np.asarray(operand.value(case))
        return self._values[key]

    def existing(self, cases: Sequence[Case]) -> list[Operand]:
        """Those of one or more axes that exist on every case, with as many axes on each."""
        return [operand for operand in self.operands if self._exists(operand, cases)]

    def _exists(self, operand: Operand, cases: Sequence[Case]) -> bool:
        try:
            dimensions = {self.value(operand, case).ndim for case in cases}
        except (ValueError, IndexError, TypeError):
            return False
        return len(dimensions) == 1 and dimensions != {0}


def operands(question: Question) -> Table:
    """All operands of a question, the plain ones first."""
    return Table([*_arguments(question), *_rows(question), *_outputs(question)])


def _arguments(question: Question) -> Iterator[Operand]:
    for argument in question.arrays:
        yield Operand(argument.name, _flat(argument.name, argument.shape), frozenset((argument.name,)))


def _flat(name: str, shape: tuple[str, ...]) -> Formula:
    """The argument, its leading axes flattened into one."""
    return lambda case: flattened(case.values[name], shape)


def flattened(array: Array, shape: tuple[str, ...]) -> Array:
    """The array with the axes that a starred dimension stands for made one."""
    inner = len(shape) - 1
    if not shape or not shape[0].startswith("*") or not inner:
        return array
    return array.reshape(-1, *array.shape[array.ndim - inner :])


def _rows(question: Question) -> Iterator[Operand]:
    """What an index argument picks out of each matrix: G[d] and G[:, d]."""
    indices = [argument.name for argument in question.exercise.arguments if argument.kind == "index"]
    for argument in question.arrays:
        for index in indices:
            for axis in range(len(argument.shape)):
                text = f"{argument.name}[{':, ' * axis}{index}]"
                yield Operand(text, _picked(argument.name, index, axis), frozenset((argument.name,)))


def _picked(name: str, index: str, axis: int) -> Formula:
    return lambda case: np.take(case.values[name], case.values[index], axis=axis)


def _outputs(question: Question) -> Iterator[Operand]:
    """The forward function's result or, where h is an argument, Y, h(Y), h′(Y) and their products with G."""
    if not isinstance(question.truth, Measured):
        return
    h, dh = question.name_of("function"), question.name_of("derivative")
    if not h or not dh:
        yield Operand(question.output, forward(question.truth), frozenset((question.output,)))
        return
    Y = preactivation(question.truth, h)
    slopes: list[tuple[str, Formula]] = [
        ("h′(Y)", lambda case: case.values[dh](Y(case))),
        ("h(Y)", lambda case: case.values[h](Y(case))),
        ("Y", Y),
        *((f"h′({argument.name})", _applied(dh, argument.name)) for argument in question.arrays),
        *((f"h({argument.name})", _applied(h, argument.name)) for argument in question.arrays),
    ]
    for text, value in slopes:
        yield Operand(text, value, frozenset((text,)), derived=True)
    for text, value in slopes[:3]:
        yield from _products(question.upstream, text, value) if question.upstream else ()


def _products(name: str, text: str, value: Formula) -> Iterator[Operand]:
    """The argument times something of Y: entry by entry, or as matrices."""
    factors = frozenset((name, text))
    yield Operand(f"{name} ⊙ {text}", lambda case: _entrywise(case.values[name], value(case)), factors, derived=True)
    for left in (False, True):
        for right in (False, True):
            product = f"{name}{'ᵀ' * left} {text}{'ᵀ' * right}"
            yield Operand(product, _matrix_product(name, left, value, right), factors, by_matmul=True, derived=True)


def _entrywise(A: Array, B: Array) -> Array:
    if A.shape != B.shape:
        raise ValueError("different shapes")
    return A * B


def _matrix_product(name: str, left: bool, value: Formula, right: bool) -> Formula:
    def product(case: Case) -> Array:
        A, B = case.values[name], value(case)
        return (A.T if left else A) @ (B.T if right else B)

    return product


def _applied(function: str, name: str) -> Formula:
    return lambda case: case.values[function](case.values[name])


def forward(truth: Truth) -> Formula:
    """The forward function's result; KeyError where there is none to differentiate."""
    if not isinstance(truth, Measured):
        raise KeyError("no forward function")
    return lambda case: np.asarray(truth.forward(**{name: case.values[name] for name in truth.names}))


def preactivation(truth: Measured, h: str) -> Formula:
    """What the forward function first applies h to."""

    def value(case: Case) -> Array:
        seen: list[Array] = []
        applied: Function = case.values[h]

        def watched(Y: Array) -> Array:
            seen.append(Y)
            return applied(Y)

        truth.forward(**{name: case.values[name] for name in truth.names} | {h: watched})
        if not seen:
            raise ValueError("h is not applied")
        return seen[0]

    return value
