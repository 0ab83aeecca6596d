"""Slopes: the derivatives of ℓ along directions a bᵀ of one argument, for any forward function at any size.

Three ways, from the fastest to the most patient: all directions in one evaluation (`factored`), a complex step for
each, central differences for each. No way is taken on trust: it serves only when it agrees with differences along the
first direction. A direction is never formed for more than one evaluation at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.derivatives import STEP, NotComplexSafe, extrapolated
from autograder.numerics.directions import Directions, probe
from autograder.numerics.factored import LARGEST, Crossed, Factored
from autograder.numerics.loss import ROUND_OFF, Inconclusive, Loss

# Steps in sizes of x, and how well a slope must agree there with the difference quotient. Right ones, of seven forward
# functions at four sizes, were off by 5e-10 at 3e-5, where curvature and round-off balance, but by up to 5e-7 where the
# slope is small; at 1e-6 by 6e-8 at most, and fewer kinks lie within.
AGREEMENTS = ((3e-5, 1e-7), (1e-6, 1e-5))
NEARBY = (
    (1e-7, 1e-4),
    (1e-8, 1e-3),
)  # shorter ones for a point with kinks around it, where the gap must fall with them
FALLEN = 8  # how much, from 3e-5 on: kinks within fall out one by one, what a way cannot see stays
FIRST_DIFFERENCES = (1e-3, 1e-5, 1e-7)  # in sizes of x: slopes to 1e-12; the next where there are kinks within
FIRST_SINGLE = 0.1  # where ℓ has seven digits: the step at which round-off is as small as what Richardson leaves
HALVINGS = 4  # steps of one ladder; each extrapolation takes three of them
SETTLED = 4  # gaps: the error falls by 2⁶ with the step, so that one gap bounds it, four with a step too long for that
BENT = 3  # a smooth ℓ's one-sided slopes are 8 times nearer at the last step of a ladder, a kink's are as before
TRUSTED = 1e-3  # of a slope: fewer digits would hardly tell right from wrong, more would refuse what is merely steep
TRUSTED_SINGLE = 0.1  # of the steepest of a few slopes where ℓ has seven digits: entries are looked at one by one

Way = Callable[["Slopes", Directions], Array]


class Slopes:
    """The slopes of a loss; `way` is how they are measured, None until the first measurement finds it."""

    def __init__(self, loss: Loss, way: Way | None = None) -> None:
        self.loss = loss
        self.way = way

    def along(self, V: Directions) -> tuple[Array, Array]:
        """Slopes along the directions and the uncertainty of each, shapes (K,).

        The first call finds the way, by its first direction, which should therefore have no entry that is 0.
        Raises Inconclusive where ℓ or a slope is not finite, or ℓ has a kink.
        """
        slopes, uncertainty = self._find_way(V) if self.way is None else self.by(self.way, V)
        if not np.all(np.isfinite(slopes) & np.isfinite(uncertainty)):
            raise Inconclusive("the slopes of the forward function are not finite at this point")
        return slopes, uncertainty

    def by(self, way: Way, V: Directions) -> tuple[Array, Array]:
        """Slopes and the uncertainty of each in a given way, shapes (K,)."""
        if way is not Slopes.differences:
            return way(self, V), np.zeros(len(V))
        pairs = np.array([self._difference(V[k : k + 1]) for k in range(len(V))])
        return pairs[:, 0], pairs[:, 1]

    def table(self) -> Array | None:
        """The slopes by every entry, shape (p, q), from one evaluation; None where that cannot be done or trusted."""
        p, q = self.loss.folded.shape
        if self.loss.x.ndim != 2 or p * p + q * q > LARGEST:
            return None
        try:
            true = self._carry(Crossed(self.loss.x, np.eye(p), np.eye(q))).reshape(p, q)
        except Exception:  # whatever a forward function does with what is no plain array of reals
            return None
        V = probe((p, q))
        if not self._agrees(V, float(V.A[0] @ true @ V.B[0]), lambda: float(np.max(np.abs(true)))):
            return None
        self.way = Slopes.side_by_side
        return true

    def nudged(self, rng: np.random.Generator) -> Slopes:
        """Those of the nudged loss, measured in the same way."""
        return Slopes(self.loss.nudged(rng), self.way)

    def _find_way(self, V: Directions) -> tuple[Array, Array]:
        for way in (Slopes.side_by_side, Slopes.complex_steps):
            try:
                slopes = way(self, V)
            except Exception:  # whatever a forward function does with what is no plain array of reals
                continue
            # B023: the function is called within this turn of the loop, and kept by nobody.
            if self._agrees(V[:1], float(slopes[0]), lambda: float(np.max(np.abs(slopes) / V.lengths()))):  # noqa: B023
                self.way = way
                return slopes, np.zeros(len(V))
        self.loss.refuse_chance()
        if not self.loss.single:
            self.loss.refuse_steps(V)
        self.way = Slopes.differences
        slopes, uncertainty = self.by(self.way, V)
        trusted = TRUSTED_SINGLE if self.loss.single else TRUSTED
        if uncertainty[0] <= trusted * max(np.max(np.abs(slopes)), self.terms(V)):
            return slopes, uncertainty
        if self.loss.is_constant(V):
            return slopes, np.minimum(uncertainty, np.abs(slopes) + self.loss.vanishing * V.lengths())
        if uncertainty[0] <= SETTLED * self._rounding(self._first):
            raise Inconclusive("round-off of the forward function hides its slope at this point")
        raise Inconclusive("differences of the forward function do not settle on a derivative at this point")

    def terms(self, V: Directions) -> float:
        """What the slope along the first direction is the sum of: Σ |G| ⊙ |slope of forward(x)|."""
        if self.way is not Slopes.differences:
            Z = self.loss.folded + 1j * STEP * np.multiply.outer(V.A[0], V.B[0])
            try:
                slopes = np.imag(self.loss.result(Z.reshape(self.loss.x.shape))) / STEP
                return float(np.vdot(np.abs(self.loss.upstream), np.abs(slopes)))
            except Exception:  # whatever a forward function does with complex numbers
                pass
        return self.loss.moved(V, self._first * self.loss.size)

    def _agrees(self, V: Directions, slope: float, steepest: Callable[[], float]) -> bool:
        """Whether the slope along V is the difference quotient: to 7 digits, or to 5 at a step past fewer kinks.

        The digits are the slope's own or, where it is a small one, those of the steepest there is for a unit length.
        Where ℓ's terms cancel, or kinks are near, a closer look is taken. Where ℓ is nearly flat, and the quotient all
        curvature, Richardson's extrapolation has the last word.
        """
        if not math.isfinite(slope):
            return False
        for relative, agreement in AGREEMENTS:
            h = relative * self.loss.size
            above, below = self.loss.beside(V, h)
            gap = abs((above - below) / (2 * h) - slope) - ROUND_OFF * max(abs(above), abs(below)) / h
            if gap <= agreement * abs(slope) or gap <= agreement * steepest() * V.lengths()[0]:
                return True
        scale = steepest() * V.lengths()[0]
        if self._agrees_nearby(V, slope, max(abs(slope), scale)):
            return True
        curvature = abs(above - 2 * self.loss.here + below) / h
        if scale > TRUSTED * curvature:
            return False
        try:
            reference, uncertainty = (values[0] for values in self.by(Slopes.differences, V))
        except Inconclusive:
            return False
        return bool(abs(reference - slope) <= uncertainty <= TRUSTED * curvature)

    def _agrees_nearby(self, V: Directions, slope: float, scale: float) -> bool:
        """Whether it is the quotient up to all that is known of ℓ's noise, or comes near it as kinks fall out.

        What a way does not see, such as the slope of an absolute value, stays at every step.
        """
        self.loss.refuse_chance()
        if self.loss.single:
            return False
        coarsest = 0.0
        for relative, agreement in (*AGREEMENTS, *NEARBY):
            h = relative * self.loss.size
            above, below = self.loss.beside(V, h)
            gap, floor = abs((above - below) / (2 * h) - slope), self.loss.noise / h
            coarsest = coarsest or gap
            fallen = floor <= TRUSTED * scale and gap <= coarsest / FALLEN
            if gap - floor <= agreement * scale and (fallen or relative >= AGREEMENTS[-1][0]):
                return True
        return False

    def side_by_side(self, V: Directions) -> Array:
        """All slopes from one evaluation. Raises TypeError for a forward function with operations it does not know."""
        if self.loss.x.ndim != 2:
            raise TypeError("directions are kept as factors for matrices only")
        return self._carry(Factored(self.loss.x, V.A, V.B))

    def _carry(self, x: Factored) -> Array:
        """The slopes of ℓ, given x with its own."""
        result = self.loss.result(x)
        if result.shape != self.loss.upstream.shape:
            raise TypeError("the result has lost its shape")
        slopes: Array = result.contract(self.loss.upstream)
        return slopes

    def complex_steps(self, V: Directions) -> Array:
        """Im ℓ(x + i·h·a bᵀ) / h for each direction. Raises NotComplexSafe where reals come back."""
        Z = self.loss.folded.astype(complex)
        slopes = np.empty(len(V))
        for k, (a, b) in enumerate(zip(V.A, V.B, strict=True)):
            np.multiply.outer(STEP * a, b, out=Z.imag)
            result = np.asarray(self.loss.result(Z.reshape(self.loss.x.shape)))
            if not np.iscomplexobj(result):
                raise NotComplexSafe("the forward function returns real values for a complex argument")
            slopes[k] = self.loss.contract(result.imag) / STEP
        return slopes

    def differences(self, V: Directions) -> Array:
        """Richardson's central differences for each direction, by steps relative to the size of x."""
        return self.by(Slopes.differences, V)[0]

    @property
    def _first(self) -> float:
        return FIRST_SINGLE if self.loss.single else FIRST_DIFFERENCES[0]

    def _rounding(self, first: float) -> float:
        """What round-off leaves of a difference quotient at the last step of a ladder."""
        return self.loss.noise * 2 ** (HALVINGS - 1) / (first * self.loss.size)

    def _difference(self, V: Directions) -> tuple[float, float]:
        """The slope along one direction and its uncertainty. Raises Inconclusive where there is a kink at every step.

        By the longest steps with no kink between them; by shorter ones where those do not settle.
        """
        best = None
        for first in (self._first,) if self.loss.single else FIRST_DIFFERENCES:
            slope, uncertainty, bent = self._ladder(V, first)
            if not bent and (best is None or uncertainty < best[1]):
                best = slope, uncertainty
            if not bent and (uncertainty <= TRUSTED * abs(slope) or uncertainty <= 2 * self._rounding(first)):
                break
        if best is None:
            raise Inconclusive("the forward function has a kink at this point")
        return best

    def _ladder(self, V: Directions, first: float) -> tuple[float, float, bool]:
        """Slope and uncertainty by steps from `first` on, and whether ℓ has a kink between them."""
        steps = [first * self.loss.size / 2**level for level in range(HALVINGS)]
        pairs = [self.loss.beside(V, h) for h in steps]
        if all(ell == self.loss.here for pair in pairs for ell in pair):
            return 0.0, 0.0, False
        quotients = [(above - below) / (2 * h) for (above, below), h in zip(pairs, steps, strict=True)]
        coarse, fine = extrapolated(quotients[:-1]), extrapolated(quotients[1:])
        rounding = self._rounding(first)
        bends = [abs(above - 2 * self.loss.here + below) / h for (above, below), h in zip(pairs, steps, strict=True)]
        bent = bends[-1] > bends[0] / BENT and bends[-1] > BENT * rounding
        return fine, SETTLED * abs(fine - coarse) + rounding, bent
