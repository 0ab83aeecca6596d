"""A loss: ℓ = G : forward(x) as a function of one argument, at a point, beside it along a bᵀ, and at kinks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.directions import Directions

EPS = float(np.finfo(float).eps)
ULPS = 4 * EPS  # what an argument that comes of a few operations is uncertain by itself
ROUND_OFF = 16 * EPS  # of ℓ over the step: in 54 slopes by differences the error was at most 0.3 of the uncertainty
BLOCK = 1 << 15  # entries moved at once: 256 KiB stay in a core's cache; a sixteenth of that takes half as long again
KINK_STEP = 1e-5  # in sizes of x: over it the slope of a smooth ℓ changes by 2e-5 of itself, in the median
SHORTER = 16  # how much shorter each next step is: curvature's gap falls by that, a kink's stays; a half is between
KINK_STEPS = 3  # down to 4e-8: what bends between that and the point is a kink nearby, and none at the point
KINK_NOISE = 16  # of ROUND_OFF: gaps of smooth functions that did not fall were at most 2, sheer round-off
SINGLE_UNITS = 4  # of float32's eps: numpy sums in pairs, so that 10⁶ terms lose no more
MOVED = 16  # times what a nudge moves ℓ by: it is but one of the roundings on the way
NUDGES = 3  # times that ℓ is looked at with its numbers moved: one alone may come out the same by chance
STEPS = (1e-12, 1e-11, 1e-10, 1e-9, 1e-8)  # in sizes of x, at which ℓ moves if it is no staircase


class Inconclusive(ArithmeticError):
    """No derivative can be measured here: ℓ is not finite, has a kink, changes by chance or moves in steps."""


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
        rows = len(self.x) if self.x.ndim else 1
        self.folded = self.x.reshape(rows, self.x.size // max(rows, 1))
        self.size = math.sqrt(np.vdot(self.x, self.x) / max(self.x.size, 1)) or 1.0

    def result(self, x: Any) -> Any:
        """The forward function's result with x in its place."""
        return self.forward(*self.args[: self.position], x, *self.args[self.position + 1 :])

    def _numbers(self, x: Any) -> Array:
        """The same as an array. Raises ValueError where it is none of numbers."""
        returned = self.result(x)
        try:
            numbers = np.asarray(returned)
        except ValueError:  # arrays of several shapes
            numbers = np.asarray(None)
        if numbers.dtype.kind not in "biufc":
            what = "None" if returned is None else f"a value of type {type(returned).__name__}"
            raise ValueError(f"forward returns {what}, where one number or one array of numbers is needed")
        return numbers

    def contract(self, result: Array) -> Any:
        """G : result. Raises ValueError where the shapes differ."""
        if result.shape != self.upstream.shape:
            raise ValueError(f"forward returns shape {result.shape}: give an upstream of that shape")
        return np.vdot(self.upstream, result)

    def value(self, folded: Array) -> float:
        """ℓ at a point. Raises Inconclusive where it is not finite."""
        return self._number(self._numbers(folded.reshape(self.x.shape)))

    def _number(self, result: Array) -> float:
        ell = self.contract(result)
        if not math.isfinite(ell):
            raise Inconclusive("the forward function is not finite at this point")
        return float(ell)

    @cached_property
    def _here(self) -> Array:
        """The forward function's result at x."""
        return self._numbers(self.folded.reshape(self.x.shape))

    @cached_property
    def here(self) -> float:
        """ℓ at x. Raises Inconclusive where it is not finite."""
        return self._number(self._here)

    @property
    def single(self) -> str:
        """The dtype of the forward function's result where that is coarser than float64, else ""."""
        dtype = self._here.dtype
        return dtype.name if dtype.kind == "f" and dtype.itemsize < np.dtype(float).itemsize else ""

    @cached_property
    def terms(self) -> float:
        """Σ |G| ⊙ |forward(x)|: the size of what ℓ is the sum of, even where it cancels."""
        return float(np.vdot(np.abs(self.upstream), np.abs(self._here.astype(float))))

    @cached_property
    def noise(self) -> float:
        """What ℓ is uncertain by: round-off of its terms, or what it moves by when its numbers do in the last place."""
        eps = float(np.finfo(self._here.dtype).eps) if self.single else EPS
        rng = np.random.default_rng(0)
        moved = [abs(self.nudged(rng).here - self.here) for _ in range(NUDGES)]
        units = SINGLE_UNITS if self.single else ROUND_OFF / EPS
        return max(units * eps * self.terms, MOVED * max(moved))

    @property
    def vanishing(self) -> float:
        """What a slope of ℓ by one entry is nothing beside: round-off of ℓ's terms over the size of x."""
        return self.noise / self.size

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

    def moved(self, V: Directions, h: float) -> float:
        """Σ |G| ⊙ |change of forward(x)| / 2h along the first direction: a slope's terms, even where they cancel."""
        move = h * np.multiply.outer(V.A[0], V.B[0])
        above, below = (
            np.asarray(self.result(point.reshape(self.x.shape))) for point in (self.folded + move, self.folded - move)
        )
        return float(np.vdot(np.abs(self.upstream), np.abs(above - below))) / (2 * h)

    def is_constant(self, V: Directions) -> bool:
        """Whether ℓ is the same, but for round-off, as far away as x is large."""
        try:
            return all(abs(ell - self.here) <= self.noise for ell in self.beside(V, self.size))
        except Inconclusive:
            return False

    def refuse_kink(self, V: Directions) -> None:
        """Raises Inconclusive where the one-sided slopes along the first direction stay apart at every step.

        What looks like it and is none is called by its name: chance, and a result that moves in steps.
        """
        here, last = self.here, math.inf
        for h in (KINK_STEP / SHORTER**number * self.size for number in range(KINK_STEPS)):
            above, below = self.beside(V, h)
            gap = abs(above - 2 * here + below) / h
            if gap <= last / 2 and last < math.inf:
                return
            if gap <= KINK_NOISE * ROUND_OFF * max(abs(here), abs(above), abs(below)) / h or gap <= self.noise / h:
                return
            last = gap
        self.refuse_chance()
        self.refuse_steps(V)
        raise Inconclusive("the forward function has a kink at this point")

    def refuse_chance(self) -> None:
        """Raises Inconclusive where two calls at the same point differ."""
        first, second = (self._numbers(self.folded.reshape(self.x.shape)) for _ in range(2))
        if first.shape != second.shape or not np.array_equal(first, second, equal_nan=True):
            raise Inconclusive("two calls of the forward function at the same point differ")

    def refuse_steps(self, V: Directions) -> None:
        """Raises Inconclusive where ℓ does not move along the first direction as far as its slope says."""
        here = self.here
        above, below = self.beside(V, 1e3 * KINK_STEP * self.size)
        steep, moves = abs(above - below) / (2e3 * KINK_STEP * self.size), abs(above - below) > KINK_NOISE * self.noise
        for h in (step * self.size for step in STEPS):
            still = self.beside(V, h)[0] == here
            if still and moves and steep * h > KINK_NOISE * ROUND_OFF * self.terms:
                raise Inconclusive(
                    "the forward function moves in steps: round-off of large terms that cancel, float32 inside, or a "
                    "loop that stops early; its slope cannot be measured"
                )

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
