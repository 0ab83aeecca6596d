"""The table of functions: a name, its other spellings, and its rules. An exercise declares only what is not in it.

Sums, means and softmax are taken along each row, as a row is a sample; of a column they are taken along the column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.notation.functions.entrywise import ENTRYWISE
from autograder.notation.functions.rules import Rule, rule
from autograder.numerics.arrays import Array

MEAN_OF_ALL = "|mean|"  # what mean( ) is where a column of the rows' means does not fit
MATRIX = (-2, -1)  # the axes of a matrix: those before them belong to free indices
WORST = 1e10  # condition of a matrix that still has an inverse: 6 of 16 digits are left, and steps agree to 9


class Singular(ArithmeticError):
    """A matrix that has no inverse, at these sizes or for these numbers."""


@dataclass(frozen=True)
class Function:
    """A function: the first of its `rules` that takes a shape is the one that counts.

    `bare` ones stand before a name without a bracket, as in log det K. No differential is written down: d( ) is
    measured by the complex step, which all values let through; f′ is a function of its own.
    """

    name: str
    rules: Sequence[Rule]
    spellings: Sequence[str] = ()
    bare: bool = False


def inverse(K: Array) -> Array:
    """K⁻¹. Raises Singular where K has none."""
    if np.any(np.linalg.cond(np.real(K)) > WORST):
        raise Singular
    return np.linalg.inv(K)


def softmax(Z: Array, axis: int = -1) -> Array:
    """Each row's shares; the largest real part is taken away first, so that nothing overflows."""
    shares = np.exp(Z - np.max(np.real(Z), axis, keepdims=True))
    return shares / shares.sum(axis, keepdims=True)


def logsumexp(Z: Array, axis: int = -1) -> Array:
    """log Σ exp of each row; `axis` is kept, with size 1."""
    top = np.max(np.real(Z), axis, keepdims=True)
    return top + np.log(np.exp(Z - top).sum(axis, keepdims=True))


def norm(A: Array, rank: int = 2) -> Array:
    """√ of the sum of all squares along the last `rank` axes: no absolute value, which a complex step cannot pass."""
    return np.sqrt((A * A).sum(tuple(range(-rank, 0))))


def _on_diagonal(column: Array) -> Array:
    return column * np.eye(column.shape[-2])


def _same(array: Array) -> Array:
    return array


_NORMS = (
    rule("-> ", lambda x: norm(x, 0)),
    rule("n m -> ", norm),
    rule("n m p -> ", lambda T: norm(T, 3)),
    rule("n m p q -> ", lambda T: norm(T, 4)),
)
_DETERMINANTS = (rule("-> ", _same), rule("n n -> ", np.linalg.det))
_WHOLE = (
    Function("Tr", (rule("n n -> ", lambda A: np.trace(A, axis1=-2, axis2=-1)),), ("tr", "trace", "Trace")),
    Function("inv", (rule("-> ", lambda x: 1.0 / x), rule("n n -> n n", inverse))),
    Function("det", _DETERMINANTS, ("Det",), bare=True),
    Function("norm", _NORMS),
    Function("|·|", _NORMS),
    Function("|det|", _DETERMINANTS),  # what the bars are behind a logarithm
    Function("rowsum", (rule("n m -> n 1", lambda A: A.sum(-1, keepdims=True)),)),
    Function("colsum", (rule("n m -> 1 m", lambda A: A.sum(-2, keepdims=True)),)),
    Function("rowmean", (rule("n m -> n 1", lambda A: A.mean(-1, keepdims=True)),)),
    Function("colmean", (rule("n m -> 1 m", lambda A: A.mean(-2, keepdims=True)),)),
    Function(MEAN_OF_ALL, (rule("n m -> ", lambda A: A.mean(MATRIX)),)),
    Function(
        "mean",
        (
            rule("n 1 -> ", lambda A: A.mean(MATRIX)),
            rule("1 m -> ", lambda A: A.mean(MATRIX)),
            rule("n m -> n 1", lambda A: A.mean(-1, keepdims=True)),
        ),
    ),
    Function("softmax", (rule("n 1 -> n 1", lambda Z: softmax(Z, -2)), rule("n m -> n m", softmax))),
    Function(
        "logsumexp", (rule("n 1 -> ", lambda Z: logsumexp(Z, -2)[..., 0, 0]), rule("n m -> n 1", logsumexp)), ("lse",)
    ),
    Function(
        "diag",
        (
            rule("n 1 -> n n", _on_diagonal),
            rule("n n -> n 1", lambda A: np.diagonal(A, axis1=-2, axis2=-1)[..., np.newaxis]),
        ),
    ),
)
_BARE = ("log", "√")
_ENTRYWISE = tuple(
    Function(
        f"{name}{prime}",
        (rule("* -> *", value),),
        tuple(f"{spelling}{prime}" for spelling in spellings),
        bare=name in _BARE and not prime,
    )
    for name, spellings, *values in ENTRYWISE
    for prime, value in zip(("", "'"), values, strict=True)
)
FUNCTIONS = {function.name: function for function in (*_WHOLE, *_ENTRYWISE)}
