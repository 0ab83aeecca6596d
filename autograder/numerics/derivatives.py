"""Numeric derivatives: the truth every answer is compared with.

A gradient is defined by dℓ = G : dY (lesson 05). So the only thing needed to judge one is the derivative of the
forward function, and that is measured here, never derived: by the complex step, which has no subtraction and hence no
round-off to speak of (relative error about 1e-16), or, where the forward is not complex-safe, by central differences
with Richardson's extrapolation (about 5e-13).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array, Function, largest, signed_directions

Method = Callable[[Function, Array, Array], Array]

STEP = 1e-30  # its square is nothing beside 1, and slopes down to 1e-278 are still represented in full
FIRST_DIFFERENCE = 1e-2  # for six functions on [−2, 2]: error 5e-14 to 1e-13; at 0.1 up to 5e-8, at 1e-3 up to 1e-12
SHORTER_DIFFERENCE = 1e-3  # a tenth: what bends ten times as much is measured as well, with ten times the round-off
RICHARDSON_LEVELS = 3  # with two the error is 1e-8 for sin 5x at that step; a fourth gains nothing, round-off is left
SHORTENINGS = 5  # down to 1e-7: what round-off leaves there, 1e-9, is near enough, and no kink is nearer
STEADY = 3e-9  # of the largest slope: round-off makes less of steps down to 1e-6, and no answer is held to more
ROUND_OFF = 1e-10  # by less two steps differ through it alone, and the longer one has less; else the shorter is nearer
AGREEMENT = 1e-7  # right ones agree to 2e-11, and np.conj or a cast to float is off by 0.4 and more
AT_ONCE = 32  # entries of x that a gradient is measured by in one call: as quick as all, and no memory to speak of
SAME_CALL = 1e-12  # a batched call may sum in another order, some ulps of 2e-16; a misread axis shows in every digit


class NotComplexSafe(ValueError):
    """The function threw the imaginary part away, so the complex step cannot differentiate it."""


def evaluate(f: Function, points: Array) -> Array:
    """f at each of the K points, shape (K, *y): in one call where f takes a leading axis, else point by point.

    Whether f does is seen from what it returns, not taken on trust: a batched call counts only when its shape is
    (K, *y) and its first entry is what f gives for that point alone.
    """
    first = np.asarray(f(points[0]))
    if len(points) == 1:
        return first[np.newaxis]
    try:
        together = np.asarray(f(points))
    except (ValueError, IndexError, TypeError):
        together = np.empty(0)
    if together.shape == (len(points), *first.shape) and _same(together[0], first):
        return together
    return np.stack([np.asarray(f(point)) for point in points])


def _same(a: Array, b: Array) -> bool:
    return _near(a.real, b.real) and _near(a.imag, b.imag)


def _near(a: Array, b: Array) -> bool:
    return largest(a - b) <= SAME_CALL * largest(b) < math.inf


def complex_step(f: Function, x: Array, V: Array) -> Array:
    """Directional derivatives Im f(x + i·h·V_k) / h, shape (K, *y), for directions V of shape (K, *x).

    Raises NotComplexSafe when f returns real numbers for complex ones.

    >>> complex_step(lambda x: x * x, np.array([3.0, 5.0]), np.eye(2)).tolist()  # along each of the two entries
    [[6.0, 0.0], [0.0, 10.0]]
    """
    y = evaluate(f, x + (1j * STEP) * V)
    if not np.iscomplexobj(y):
        raise NotComplexSafe("the forward function returns real values for a complex argument")
    slopes: Array = y.imag / STEP
    return slopes


def richardson(f: Function, x: Array, V: Array, first: float | None = None) -> Array:
    """Directional derivatives, shape (K, *y), by central differences extrapolated over halved steps from `first` on."""
    h = first or FIRST_DIFFERENCE * max(1.0, float(np.max(np.abs(x), initial=0.0)))
    table = [
        (evaluate(f, x + step * V) - evaluate(f, x - step * V)) / (2 * step)
        for step in (h / 2**level for level in range(RICHARDSON_LEVELS))
    ]
    return extrapolated(table)


def steady(f: Function, x: Array, V: Array) -> Array:
    """The same, but that a slope is taken at a step which agrees with a tenth of it; NaN where none does.

    A step that reaches across a kink gives the slope of neither side, and agrees with no shorter one.

    >>> steady(lambda x: np.abs(x), np.array([0.001, -3.0]), np.eye(2)).diagonal().round(9).tolist()
    [1.0, -1.0]
    """
    step = FIRST_DIFFERENCE * (largest(x) or 1.0)
    slopes = longer = richardson(f, x, V, step)
    settled = np.zeros(slopes.shape, dtype=bool)
    for _ in range(SHORTENINGS):
        shorter = richardson(f, x, V, step := step / 10)
        gap, size = np.abs(longer - shorter), largest(shorter)
        slopes = np.where(settled, slopes, np.where(gap <= ROUND_OFF * size, longer, shorter))
        settled |= gap <= STEADY * size
        if settled.all():
            return slopes
        longer = shorter
    return np.where(settled, slopes, np.nan)


def extrapolated(quotients: Sequence[Any]) -> Any:
    """Richardson's limit of central difference quotients whose step is halved each time."""
    for order in range(1, len(quotients)):
        quotients = [
            (4**order * finer - coarser) / (4**order - 1)
            for coarser, finer in zip(quotients, quotients[1:], strict=False)
        ]
    return quotients[0]


def best_method(f: Function, x: Array) -> Method:
    """The complex step when it agrees with Richardson along a random direction at x, else Richardson.

    Where f bends strongly the first step is too long for Richardson itself: agreement at a shorter one counts as well,
    and where the two do not even agree with each other, Richardson says nothing against the complex step.
    """
    V = signed_directions(np.random.default_rng(0), (1, *x.shape))
    try:
        stepped = complex_step(f, x, V)
    except (NotComplexSafe, TypeError):
        return richardson
    long, short = (richardson(f, x, V, first) for first in (None, SHORTER_DIFFERENCE))
    agreement = _agree(stepped, long) or _agree(stepped, short) or not _agree(long, short)
    return complex_step if agreement else richardson


def _agree(slopes: Array, reference: Array) -> bool:
    near = np.abs(slopes - reference) <= AGREEMENT * (1.0 + np.abs(reference))
    return bool(np.all(near & np.isfinite(reference)))


def jacobian(f: Function, x: Array, method: Method | None = None) -> Array:
    """∂f/∂x with the result's axes first, shape (*y, *x), measured along every basis direction of x.

    >>> A = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    >>> J = jacobian(lambda x: x @ A.T, np.array([7.0, -7.0]))
    >>> J.shape, np.allclose(J, A)
    ((3, 2), True)
    """
    basis = np.eye(x.size).reshape(x.size, *x.shape)
    columns = (method or best_method(f, x))(f, x, basis)
    shape = columns.shape[1:]
    return columns.reshape(x.size, math.prod(shape)).T.reshape((*shape, *x.shape))


def gradient(f: Function, x: Array, upstream: Array, method: Method | None = None) -> Array:
    """∂ℓ/∂x for dℓ = G : df, shape of x: the upstream G contracted with every axis of f's result.

    Some entries of x at a time, so that neither all directions nor ∂f/∂x are ever there as a whole.

    >>> X, W = np.arange(6.0).reshape(3, 2), np.ones((4, 2))
    >>> G = np.arange(12.0).reshape(3, 4)
    >>> np.allclose(gradient(lambda W: X @ W.mT, W, G), G.T @ X)
    True
    """
    method, G = method or best_method(f, x), upstream.reshape(-1)
    slopes = np.empty(x.size)
    for first in range(0, x.size, AT_ONCE):
        entries = np.arange(first, min(first + AT_ONCE, x.size))
        basis = 1.0 * (entries[:, np.newaxis] == np.arange(x.size))
        slopes[entries] = method(f, x, basis.reshape(-1, *x.shape)).reshape(len(entries), G.size) @ G
    return slopes.reshape(x.shape)


def contracted(G: Array, J: Array) -> Array:
    """G : J, shape (*x), for J of shape (*y, *x): tensordot over all axes of G, less its planning."""
    shape = J.shape[G.ndim :]
    product: Array = G.reshape(-1) @ J.reshape(G.size, math.prod(shape))
    return product.reshape(shape)
