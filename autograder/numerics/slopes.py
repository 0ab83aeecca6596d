"""Slopes: the derivatives of ℓ along directions a bᵀ of one argument, for any forward function at any size.

Three ways, from the fastest to the most patient: all directions in one evaluation (`factored`), a complex step for
each, central differences for each. No way is taken on trust: it serves only when it agrees with differences along the
first direction. A direction is never formed for more than one evaluation at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.derivatives import STEP, NotComplexSafe, richardson
from autograder.numerics.directions import Directions, probe
from autograder.numerics.factored import LARGEST, Crossed, Factored

EPS = float(np.finfo(float).eps)
# Steps in sizes of x, and how well a slope must agree there with the difference quotient. Right ones, of seven forward
# functions at four sizes, were off by 5e-10 at 3e-5, where curvature and round-off balance, but by up to 5e-7 where the
# slope is small; at 1e-6 by 6e-8 at most, and fewer kinks lie within.
AGREEMENTS = ((3e-5, 1e-7), (1e-6, 1e-5))
FIRST_DIFFERENCE = 1e-3  # in sizes of x: slopes to 1e-12; 1e-2 has one digit more, and ten times the kinks within
ULPS = 4 * EPS  # what an argument that comes of a few operations is uncertain by itself
ROUND_OFF = 16 * EPS  # of ℓ over the step: in 54 slopes by differences the error was at most 0.3 of the uncertainty
BLOCK = 1 << 15  # entries moved at once: 256 KiB stay in a core's cache; a sixteenth of that takes half as long again
KINK_STEP = 1e-5  # in sizes of x: over it the slope of a smooth ℓ changes by 2e-5 of itself, in the median
SHORTER = 16  # how much shorter the second step is: curvature's gap falls by that, a kink's stays; a half is between
KINK_NOISE = 16  # of ROUND_OFF: gaps of smooth functions that did not fall were at most 2, sheer round-off
FINEST = FIRST_DIFFERENCE / 2 / 4  # the last step of Richardson's from half the first one, halved twice
SETTLED = 4  # gaps: the error falls by 2⁶ with the step, so that one gap bounds it, four with a step too long for that
TRUSTED = 1e-3  # of a slope: fewer digits would hardly tell right from wrong, more would refuse what is merely steep


class Inconclusive(ArithmeticError):
    """No derivative can be measured here: ℓ is not finite, or has a kink."""


Way = Callable[["Loss", Directions], Array]


class Loss:
    """ℓ = G : forward(*args) as a function of x, the argument at `position`; `upstream` is G."""

    def __init__(self, forward: Callable[..., Any], args: Sequence[Any], position: int, upstream: Array | None) -> None:
        self.forward = forward
        self.args = [read_only(argument) for argument in args]
        self.position = position
        self.upstream = np.ones(()) if upstream is None else upstream
        self.x = np.asarray(args[position], dtype=float, order="C")
        self.folded = self.x.reshape(len(self.x), -1) if self.x.ndim else self.x.reshape(1, 1)
        self.size = math.sqrt(np.vdot(self.x, self.x) / max(self.x.size, 1)) or 1.0
        self.way: Way | None = None

    def result(self, x: Any) -> Any:
        """The forward function's result with x in its place."""
        return self.forward(*self.args[: self.position], x, *self.args[self.position + 1 :])

    def value(self, folded: Array) -> float:
        """ℓ at a point. Raises Inconclusive where it is not finite."""
        ell = self._contract(np.asarray(self.result(folded.reshape(self.x.shape))))
        if not math.isfinite(ell):
            raise Inconclusive("the forward function is not finite")
        return float(ell)

    def slopes(self, V: Directions) -> tuple[Array, Array]:
        """Slopes along the directions and the uncertainty of each, shapes (K,).

        The first call finds the way, by its first direction, which should therefore have no entry that is 0.
        Raises Inconclusive where ℓ is not finite or has a kink.
        """
        if self.way is None:
            return self._find_way(V)
        return self.by(self.way, V)

    def table(self) -> Array | None:
        """The slopes by every entry, shape (p, q), from one evaluation; None where that cannot be done or trusted."""
        p, q = self.folded.shape
        if self.x.ndim != 2 or p * p + q * q > LARGEST:
            return None
        try:
            true = self._carried(Crossed(self.x, np.eye(p), np.eye(q))).reshape(p, q)
        except Exception:  # whatever a forward function does with what is no plain array of reals
            return None
        V = probe((p, q))
        if not self._agrees(V, float(V.A[0] @ true @ V.B[0]), lambda: float(np.max(np.abs(true)))):
            return None
        self.way = Loss.side_by_side
        return true

    def nudged(self, rng: np.random.Generator) -> Loss:
        """The same loss where every number that goes in is moved by a few units in its last place."""

        def nudge(argument: Any) -> Any:
            if not isinstance(argument, np.ndarray) or argument.dtype.kind != "f":
                return argument
            return argument * (1 + rng.uniform(-ULPS, ULPS, argument.shape))

        args = [nudge(self.x if at == self.position else argument) for at, argument in enumerate(self.args)]
        loss = Loss(self.forward, args, self.position, nudge(self.upstream))
        loss.way = self.way
        return loss

    def by(self, way: Way, V: Directions) -> tuple[Array, Array]:
        """Slopes and the uncertainty of each in a given way, shapes (K,)."""
        if way is not Loss.differences:
            return way(self, V), np.zeros(len(V))
        coarse, fine = self.differences(V), self.differences(V, FIRST_DIFFERENCE / 2)
        rounding = ROUND_OFF * abs(self.value(self.folded)) / (FINEST * self.size)
        return fine, SETTLED * np.abs(fine - coarse) + rounding

    def _find_way(self, V: Directions) -> tuple[Array, Array]:
        for way in (Loss.side_by_side, Loss.complex_steps):
            try:
                slopes = way(self, V)
            except Exception:  # whatever a forward function does with what is no plain array of reals
                continue
            # B023: the function is called within this turn of the loop, and kept by nobody.
            if self._agrees(V[:1], float(slopes[0]), lambda: float(np.max(np.abs(slopes) / V.lengths()))):  # noqa: B023
                self.way = way
                return slopes, np.zeros(len(V))
        self.refuse_kink(V)
        self.way = Loss.differences
        slopes, uncertainty = self.by(self.way, V)
        if uncertainty[0] > TRUSTED * np.max(np.abs(slopes)):
            raise Inconclusive("differences of the forward function do not settle on a derivative")
        return slopes, uncertainty

    def _agrees(self, V: Directions, slope: float, steepest: Callable[[], float]) -> bool:
        """Whether the slope along V is the difference quotient: to 7 digits, or to 5 at a step past fewer kinks.

        The digits are the slope's own or, where it is a small one, those of the steepest there is for a unit length.
        Where ℓ is nearly flat, and the quotient all curvature, Richardson's extrapolation has the last word.
        """
        for relative, agreement in AGREEMENTS:
            h = relative * self.size
            above, below = self._beside(V, h)
            gap = abs((above - below) / (2 * h) - slope) - ROUND_OFF * max(abs(above), abs(below)) / h
            if gap <= agreement * abs(slope) or gap <= agreement * steepest() * V.lengths()[0]:
                return True
        scale = steepest() * V.lengths()[0]
        curvature = abs(above - 2 * self.value(self.folded) + below) / h
        if scale > TRUSTED * curvature:
            return False
        reference, uncertainty = (values[0] for values in self.by(Loss.differences, V))
        return bool(abs(reference - slope) <= uncertainty <= TRUSTED * curvature)

    def _beside(self, V: Directions, h: float) -> tuple[float, float]:
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
            above, below = self._beside(V, h)
            gaps.append(abs(above - 2 * here + below) / h)
        noise = KINK_NOISE * ROUND_OFF * max(abs(here), abs(above), abs(below)) / h
        if gaps[1] > gaps[0] / 2 and gaps[1] > noise:
            raise Inconclusive("the forward function has a kink")

    def side_by_side(self, V: Directions) -> Array:
        """All slopes from one evaluation. Raises TypeError for a forward function with operations it does not know."""
        if self.x.ndim != 2:
            raise TypeError("directions are kept as factors for matrices only")
        return self._carried(Factored(self.x, V.A, V.B))

    def _carried(self, x: Factored) -> Array:
        result = self.result(x)
        if result.shape != self.upstream.shape:
            raise TypeError("the result has lost its shape")
        slopes: Array = result.contract(self.upstream)
        return slopes

    def complex_steps(self, V: Directions) -> Array:
        """Im ℓ(x + i·h·a bᵀ) / h for each direction. Raises NotComplexSafe where reals come back."""
        Z = self.folded.astype(complex)
        slopes = np.empty(len(V))
        for k, (a, b) in enumerate(zip(V.A, V.B, strict=True)):
            np.multiply.outer(STEP * a, b, out=Z.imag)
            result = np.asarray(self.result(Z.reshape(self.x.shape)))
            if not np.iscomplexobj(result):
                raise NotComplexSafe("the forward function returns real values for a complex argument")
            slopes[k] = self._contract(result.imag) / STEP
        return slopes

    def differences(self, V: Directions, first: float = FIRST_DIFFERENCE) -> Array:
        """Richardson's central differences for each direction, by steps relative to the size of x."""

        def ell(x: Array) -> Array:
            return np.asarray(self.value(x))

        return np.array(
            [
                richardson(ell, self.folded, np.multiply.outer(a, b)[np.newaxis], first * self.size)[0]
                for a, b in zip(V.A, V.B, strict=True)
            ]
        )

    def _contract(self, result: Array) -> Any:
        if result.shape != self.upstream.shape:
            raise ValueError(f"forward returns shape {result.shape}: give an upstream of that shape")
        return np.vdot(self.upstream, result)


def read_only(argument: Any) -> Any:
    """An array as a view that cannot be written through; anything else as it is."""
    if not isinstance(argument, np.ndarray):
        return argument
    view = argument.view()
    view.flags.writeable = False
    return view
