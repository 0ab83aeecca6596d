"""Factored tangents: the K directional derivatives of a matrix kept as factors, D ∘ (u vᵀ), and never formed.

X (a bᵀ)ᵀ is (X b) aᵀ, and what is done to a matrix entry by entry only changes D. So no array of K matrices is formed
on the way to a number, and all pairs of some a and some b, such as the unit vectors, go through as easily as one pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.partials import times
from autograder.numerics.tangents import Tangent

# Entries of slopes that are formed where factors end, in a softmax say.
LARGEST = 1 << 22  # along some directions, 32 MiB: up to here thrice as fast or more as a complex step for each
CHEAP = 1 << 14  # by every entry, 128 KiB: 0.15 ms, and eight times the entries take 12; four directions take 0.05


class Factored(Tangent):
    """A matrix of shape (m, n) with slopes D ∘ (u_k v_kᵀ): U of shape (K, m), V of shape (K, n), D a matrix or 1."""

    def __init__(self, value: Array, U: Array, V: Array, D: Any = 1.0) -> None:
        self.value, self.U, self.V, self.D = value, U, V, D

    @property
    def slopes(self) -> Array:
        """The slopes, shape (K, m, n). Raises TypeError where they would not fit into a cache."""
        if len(self.U) * self.size > LARGEST:
            raise TypeError("too large to form the slopes")
        return np.asarray(times(self.U[:, :, np.newaxis] * self.V[:, np.newaxis, :], self.D))

    @property
    def T(self) -> Factored:
        """The transpose."""
        return Factored(self.value.T, self.V, self.U, _transposed(self.D))

    def replaced(self, value: Array, U: Array, V: Array, D: Any) -> Factored:
        """The same directions, seen further on."""
        return Factored(value, U, V, D)

    def like(self, other: Tangent) -> bool:
        """Whether the sum of both has the same factors again."""
        return self is other or (
            type(self) is type(other) and self.U is other.U and self.V is other.V and self.shape == other.shape
        )

    def chained(self, value: Array, moving: Sequence[Tangent], partials: Sequence[Any]) -> Tangent:
        """The result of an elementwise function, given its derivatives by all arguments that move."""
        alike = [each for each in moving if isinstance(each, Factored) and self.like(each)]
        if self.shape != value.shape or len(alike) < len(moving):
            return super().chained(value, moving, partials)
        D = reduce(add, [times(each.D, by) for each, by in zip(alike, partials, strict=True)])
        whole = not _ndim(D) or D.shape == value.shape
        return self.replaced(value, self.U, self.V, D if whole else np.broadcast_to(D, value.shape))

    def before(self, Q: Array, value: Array) -> Tangent:
        """The product with a matrix on the right, which is `value`."""
        return super().before(Q, value) if _ndim(self.D) else self.replaced(value, self.U, self.V @ Q, self.D)

    def behind(self, P: Array, value: Array) -> Tangent:
        """The product with a matrix on the left, which is `value`."""
        return super().behind(P, value) if _ndim(self.D) else self.replaced(value, self.U @ P.T, self.V, self.D)

    def along(self, M: Array) -> Array:
        """u_kᵀ M v_k for each direction, shape (K,)."""
        return np.einsum("kn,kn->k", self.U @ M, self.V)

    def contract(self, G: Array) -> Array:
        """The slopes of G : value, shape (K,), by two products of matrices."""
        return self.along(times(self.D, G))

    def sum(self, axis: Any = None, dtype: None = None, out: None = None, keepdims: bool = False) -> Tangent:
        """The sum over one axis, several or all."""
        if axis is not None or keepdims:
            return super().sum(axis, keepdims=keepdims)
        D = self.D if _ndim(self.D) else np.full(self.shape, self.D)
        return Tangent(np.asarray(self.value.sum()), self.along(D))


class Crossed(Factored):
    """A matrix of shape (m, n) with slopes D ∘ (u_i v_jᵀ) for *all* i and j: U of shape (I, m), V of shape (J, n).

    With unit vectors these are the slopes by every entry, for hardly more than the price of one. They are numbered by
    i, then j; where `column_major`, by j, then i.
    """

    def __init__(self, value: Array, U: Array, V: Array, D: Any = 1.0, column_major: bool = False) -> None:
        self.value, self.U, self.V, self.D, self.column_major = value, U, V, D, column_major

    @property
    def slopes(self) -> Array:
        """The slopes, shape (I J, m, n). Raises TypeError where they would no longer be cheap."""
        if len(self.U) * len(self.V) * self.size > CHEAP:
            raise TypeError("too large to form the slopes")
        pairs = self.U[:, np.newaxis, :, np.newaxis] * self.V[:, np.newaxis, :]
        return np.asarray(
            times((pairs.swapaxes(0, 1) if self.column_major else pairs).reshape(-1, *self.shape), self.D)
        )

    @property
    def T(self) -> Crossed:
        """The transpose."""
        return Crossed(self.value.T, self.V, self.U, _transposed(self.D), not self.column_major)

    def replaced(self, value: Array, U: Array, V: Array, D: Any) -> Crossed:
        """The same directions, seen further on."""
        return Crossed(value, U, V, D, self.column_major)

    def like(self, other: Tangent) -> bool:
        """Whether the sum of both has the same factors again."""
        return self is other or (
            super().like(other) and isinstance(other, Crossed) and self.column_major == other.column_major
        )

    def along(self, M: Array) -> Array:
        """u_iᵀ M v_j for each pair, shape (I J,)."""
        pairs = self.U @ M @ self.V.T
        return (pairs.T if self.column_major else pairs).reshape(-1)


def _ndim(factor: Any) -> int:
    return getattr(factor, "ndim", 0)


def _transposed(factor: Any) -> Any:
    return factor.T if _ndim(factor) else factor
