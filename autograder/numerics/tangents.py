"""Tangents: one forward evaluation that carries K directional derivatives along, side by side.

A complex step pays a complex evaluation for every direction, and a matrix W + ihV for each. Here W itself goes through
the forward function, once, and beside it the K slopes of whatever has been computed so far. Sums are linear, products
of matrices have the product rule, elementwise functions the chain rule with their `partials`. Directions a bᵀ stay
`factored` as long as they can.

Only the common operations are known. For any other TypeError is raised, and the caller takes another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from autograder.numerics.arrays import Array
from autograder.numerics.partials import partial, times


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
        if method != "__call__" or options or len(inputs) > 2:
            raise TypeError(f"{ufunc.__name__} with options")
        values = [_value(argument) for argument in inputs]
        value = np.asarray(ufunc(*values))
        if value.dtype.kind != "f":
            return value
        if ufunc is np.matmul:
            return _product(value, *inputs)
        moving = [each for each in inputs if isinstance(each, Tangent)]
        partials = [partial(ufunc, values, at, value) for at, each in enumerate(inputs) if isinstance(each, Tangent)]
        return moving[0].chained(value, moving, partials)

    def chained(self, value: Array, moving: Sequence[Tangent], partials: Sequence[Any]) -> Tangent:
        """The result of an elementwise function, given its derivatives by all arguments that move."""
        terms = [times(_aligned(each.slopes, value.ndim), by) for each, by in zip(moving, partials, strict=True)]
        slopes = reduce(add, terms)
        shape = (len(slopes), *value.shape)
        return Tangent(value, slopes if slopes.shape == shape else np.broadcast_to(slopes, shape))

    def before(self, Q: Array, value: Array) -> Tangent:
        """The product with a matrix on the right, which is `value`."""
        return Tangent(value, self.slopes @ Q)

    def behind(self, P: Array, value: Array) -> Tangent:
        """The product with a matrix on the left, which is `value`."""
        return Tangent(value, P @ self.slopes)


def _value(argument: Any) -> Any:
    return argument.value if isinstance(argument, Tangent) else argument


def _aligned(slopes: Array, ndim: int) -> Array:
    """Slopes of an array as slopes of one with `ndim` axes, of which the first have length 1."""
    if slopes.ndim == ndim + 1:
        return slopes
    return slopes.reshape(len(slopes), *(1,) * (ndim + 1 - slopes.ndim), *slopes.shape[1:])


def _product(value: Array, left: Any, right: Any) -> Tangent:
    """d(P Q) = dP Q + P dQ for matrices."""
    P, Q = _value(left), _value(right)
    if np.ndim(P) != 2 or np.ndim(Q) != 2:
        raise TypeError("not a product of matrices")
    if not isinstance(right, Tangent):
        return left.before(Q, value)
    if not isinstance(left, Tangent):
        return right.behind(P, value)
    return Tangent(value, left.slopes @ Q + P @ right.slopes)
