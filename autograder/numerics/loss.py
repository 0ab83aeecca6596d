"""A loss: ℓ = G : forward(x) as a function of one argument, at a point, beside it along a bᵀ, and at kinks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.directions import Directions

EPS = float(np.finfo(float).eps)
ULPS = 4 * EPS  # what an argument that comes of a few operations is uncertain by itself
ROUND_OFF = 16 * EPS  # of ℓ over the step: in 54 slopes by differences the error was at most 0.3 of the uncertainty
BLOCK = 1 << 15  # entries moved at once: 256 KiB stay in a core's cache; a sixteenth of that takes half as long again
KINK_STEP = 1e-5  # in sizes of x: over it the slope of a smooth ℓ changes by 2e-5 of itself, in the median
SHORTER = 16  # how much shorter the second step is: curvature's gap falls by that, a kink's stays; a half is between
KINK_NOISE = 16  # of ROUND_OFF: gaps of smooth functions that did not fall were at most 2, sheer round-off


class Inconclusive(ArithmeticError):
    """No derivative can be measured here: ℓ is not finite, or has a kink."""


class Loss:
    """ℓ = G : forward(*args) as a function of x, the argument at `position`; `upstream` is G.

    `folded` is x as a matrix of shape (p, q), its axes but the first made one; `size` the root mean square of its
    entries, by which steps are measured.
    """

    def __init__(self, forward: Callable[..., Any], args: Sequence[Any], position: int, upstream: Array | None) -> None:
        self.forward = forward
        self.args = [read_only(argument) for argument in args]
        self.position = position
        self.upstream = np.ones(()) if upstream is None else upstream
        self.x = np.asarray(args[position], dtype=float, order="C")
        self.folded = self.x.reshape(len(self.x), -1) if self.x.ndim else self.x.reshape(1, 1)
        self.size = math.sqrt(np.vdot(self.x, self.x) / max(self.x.size, 1)) or 1.0

    def result(self, x: Any) -> Any:
        """The forward function's result with x in its place."""
        return self.forward(*self.args[: self.position], x, *self.args[self.position + 1 :])

    def contract(self, result: Array) -> Any:
        """G : result. Raises ValueError where the shapes differ."""
        if result.shape != self.upstream.shape:
            raise ValueError(f"forward returns shape {result.shape}: give an upstream of that shape")
        return np.vdot(self.upstream, result)

    def value(self, folded: Array) -> float:
        """ℓ at a point. Raises Inconclusive where it is not finite."""
        ell = self.contract(np.asarray(self.result(folded.reshape(self.x.shape))))
        if not math.isfinite(ell):
            raise Inconclusive("the forward function is not finite")
        return float(ell)

    def beside(self, V: Directions, h: float) -> tuple[float, float]:
        """ℓ at x + h a bᵀ and at x − h a bᵀ for the first direction; large arrays in blocks that stay in cache."""
        p, q = self.folded.shape
        if self.x.size <= BLOCK:
            move = (h * V.A[0])[:, np.newaxis] * V.B[0]
            return self.value(self.folded + move), self.value(self.folded - move)
        moved, rows = np.empty((p, q)), max(1, BLOCK // q)

        def at(a: Array) -> float:
            for block in (slice(start, start + rows) for start in range(0, p, rows)):
                np.multiply(a[block, np.newaxis], V.B[0], out=moved[block])
                moved[block] += self.folded[block]
            return self.value(moved)

        return at(h * V.A[0]), at(-h * V.A[0])

    def refuse_kink(self, V: Directions) -> None:
        """Raises Inconclusive where the one-sided slopes along the first direction stay apart at every step."""
        here = self.value(self.folded)
        gaps = []
        for h in (KINK_STEP * self.size, KINK_STEP / SHORTER * self.size):
            above, below = self.beside(V, h)
            gaps.append(abs(above - 2 * here + below) / h)
        noise = KINK_NOISE * ROUND_OFF * max(abs(here), abs(above), abs(below)) / h
        if gaps[1] > gaps[0] / 2 and gaps[1] > noise:
            raise Inconclusive("the forward function has a kink")

    def nudged(self, rng: np.random.Generator) -> Loss:
        """The same loss where every number that goes in is moved by a few units in its last place."""

        def nudge(argument: Any) -> Any:
            if not isinstance(argument, np.ndarray) or argument.dtype.kind != "f":
                return argument
            return argument * (1 + rng.uniform(-ULPS, ULPS, argument.shape))

        args = [nudge(self.x if at == self.position else argument) for at, argument in enumerate(self.args)]
        return Loss(self.forward, args, self.position, nudge(self.upstream))


def read_only(argument: Any) -> Any:
    """An array as a view that cannot be written through; anything else as it is."""
    if not isinstance(argument, np.ndarray):
        return argument
    view = argument.view()
    view.flags.writeable = False
    return view
