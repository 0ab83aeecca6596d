"""Tangents: one forward evaluation that carries K directional derivatives along, side by side.

A complex step pays a complex evaluation for every direction, and a matrix W + ihV for each. Here W itself goes through
the forward function, once, and beside it the K slopes of whatever has been computed so far. Directions a bᵀ stay
factors: X (a bᵀ)ᵀ is (X b) aᵀ, and what is done to it entry by entry only changes the matrix D of D ∘ (u vᵀ). So no
array of K matrices is ever formed on the way to a number. Sums are linear, a product has the product rule, and any
other elementwise function is differentiated by its own complex step, but for two whose complex form is slow.

Only the common operations are known. For any other TypeError is raised, and the caller takes another way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from autograder.derivatives import STEP, Array

LARGEST = 1 << 22
BY_VALUE: dict[np.ufunc, Callable[[Array], Array]] = {np.tanh: lambda y: 1 - y * y, np.exp: lambda y: y}


class Tangent(NDArrayOperatorsMixin):
    """An array `value` of shape (*y,) and its K directional derivatives `slopes`, shape (K, *y)."""

    dtype = np.dtype(float)

    def __init__(self, value: Array, slopes: Array) -> None:
        self.value = value
        self._slopes = slopes

    @property
    def slopes(self) -> Array:
        """The directional derivatives, shape (K, *y)."""
        return self._slopes

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes of the value."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """The number of entries of the value."""
        return self.value.size

    @property
    def T(self) -> Tangent:
        """The transpose."""
        return Tangent(self.value.T, self.slopes.transpose(0, *range(self.ndim, 0, -1)))

    def __len__(self) -> int:
        return len(self.value)

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise TypeError("an operation that would forget the slopes")

    def reshape(self, *shape: Any) -> Tangent:
        """The same entries in another shape."""
        value = self.value.reshape(*shape)
        return Tangent(value, self.slopes.reshape(-1, *value.shape))

    def contract(self, G: Array) -> Array:
        """The slopes of G : value, shape (K,)."""
        return np.asarray(self.slopes.reshape(-1, G.size) @ G.ravel())

    def sum(self, axis: Any = None, dtype: None = None, out: None = None, keepdims: bool = False) -> Tangent:
        """The sum over one axis, several or all."""
        value = np.asarray(self.value.sum(axis=axis, keepdims=keepdims))
        axes = range(self.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        behind = tuple(1 + position % self.ndim for position in axes)
        return Tangent(value, self.slopes.sum(axis=behind, keepdims=keepdims))

    def mean(self, axis: Any = None, dtype: None = None, out: None = None, keepdims: bool = False) -> Tangent:
        """The mean over one axis, several or all."""
        total = self.sum(axis, keepdims=keepdims)
        share = total.size / self.size
        return Tangent(total.value * share, total.slopes * share)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options:
            raise TypeError(f"{ufunc.__name__} with options")
        values = [_value(argument) for argument in inputs]
        value = np.asarray(ufunc(*values))
        if value.dtype.kind != "f":
            return value
        if ufunc is np.matmul:
            return _product_rule(inputs[0], inputs[1], value)
        changes = [
            (each, _partial(ufunc, values, at, value)) for at, each in enumerate(inputs) if isinstance(each, Tangent)
        ]
        first = changes[0][0]
        factored = [(each.D, partial) for each, partial in changes if isinstance(each, Factored) and each.like(first)]
        if isinstance(first, Factored) and first.shape == value.shape and len(factored) == len(changes):
            return Factored(value, first.U, first.V, sum(D * partial for D, partial in factored))
        slopes = sum(_aligned(each.slopes, value.ndim) * partial for each, partial in changes)
        shape = (len(slopes), *value.shape)
        return Tangent(value, slopes if slopes.shape == shape else np.broadcast_to(slopes, shape))


class Factored(Tangent):
    """A matrix of shape (m, n) with slopes D ∘ (u_k v_kᵀ): U of shape (K, m), V of shape (K, n), D a matrix or 1."""

    def __init__(self, value: Array, U: Array, V: Array, D: Any = 1.0) -> None:
        self.value, self.U, self.V, self.D = value, U, V, D

    @property
    def slopes(self) -> Array:
        """The slopes, shape (K, m, n). Raises TypeError where they would not fit into a cache."""
        if len(self.U) * self.size > LARGEST:
            raise TypeError("too large to form the slopes")
        return self.D * (self.U[:, :, np.newaxis] * self.V[:, np.newaxis, :])

    @property
    def T(self) -> Factored:
        """The transpose."""
        return Factored(self.value.T, self.V, self.U, np.transpose(self.D))

    def like(self, other: Tangent) -> bool:
        """Whether the sum of both has the same factors again."""
        return isinstance(other, Factored) and self.U is other.U and self.V is other.V and self.shape == other.shape

    def contract(self, G: Array) -> Array:
        """The slopes of G : value, shape (K,), by two products of matrices."""
        return np.asarray(np.sum((self.U @ (self.D * G)) * self.V, axis=1))

    def sum(self, axis: Any = None, dtype: None = None, out: None = None, keepdims: bool = False) -> Tangent:
        """The sum over one axis, several or all."""
        if axis is not None or keepdims:
            return super().sum(axis, keepdims=keepdims)
        return Tangent(np.asarray(self.value.sum()), self.contract(np.ones(self.shape if np.ndim(self.D) == 0 else ())))


def _value(argument: Any) -> Any:
    return argument.value if isinstance(argument, Tangent) else argument


def _aligned(slopes: Array, ndim: int) -> Array:
    """Slopes of an array as slopes of one with `ndim` axes, of which the first have length 1."""
    return slopes.reshape(len(slopes), *(1,) * (ndim + 1 - slopes.ndim), *slopes.shape[1:])


def _partial(ufunc: np.ufunc, values: list[Any], position: int, value: Array) -> Any:
    """The derivative of an elementwise function by one of its arguments, where its result is `value`."""
    if ufunc is np.add or (ufunc is np.subtract and position == 0):
        return 1.0
    if ufunc is np.multiply:
        return values[1 - position]
    if ufunc in BY_VALUE:
        return BY_VALUE[ufunc](value)
    stepped = list(values)
    stepped[position] = values[position] + 1j * STEP
    moved = ufunc(*stepped)
    if not np.iscomplexobj(moved):
        raise TypeError(f"{ufunc.__name__} is not complex-safe")
    return moved.imag / STEP


def _product_rule(left: Any, right: Any, value: Array) -> Tangent:
    """d(P Q) = dP Q + P dQ for matrices."""
    P, Q = _value(left), _value(right)
    if np.ndim(P) != 2 or np.ndim(Q) != 2:
        raise TypeError("not a product of matrices")
    if isinstance(right, Factored) and np.ndim(right.D) == 0 and not isinstance(left, Tangent):
        return Factored(value, right.U @ P.T, right.V, right.D)
    if isinstance(left, Factored) and np.ndim(left.D) == 0 and not isinstance(right, Tangent):
        return Factored(value, left.U, left.V @ Q, left.D)
    terms = []
    if isinstance(left, Tangent):
        terms.append(left.slopes @ Q)
    if isinstance(right, Tangent):
        terms.append(P @ right.slopes)
    return Tangent(value, np.asarray(sum(terms)))
