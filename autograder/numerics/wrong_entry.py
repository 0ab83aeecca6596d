"""Finding one wrong entry of a claimed gradient, or none, whatever its size.

Every entry is measured where one evaluation gives them all, or where there are few. Otherwise the claim is held
against the slopes along random directions a bᵀ with |a|, |b| in [½, 1½], in which no wrong entry can hide. In half of
them a and b are divided by the sizes of the claim's rows and columns, so that a small column is seen as well as a large
one. When a slope is off, every entry is measured after all, or, of too many, halving the range of rows, then of
columns, leads to the one.

What is wrong does not depend on how it is found: an entry that is off by more than rtol of its row and column or of
the largest entry, whichever is smaller, plus what round-off explains.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.numerics.arrays import Array
from autograder.numerics.directions import Directions, scales
from autograder.numerics.loss import EPS, ULPS, Inconclusive, Loss
from autograder.numerics.slopes import Slopes

AT_ONCE = 256  # entries of one evaluation: 64 × 64 entries take 26 ms by 16, 2.0 by 256, and 1.5 all at once
EXHAUSTIVE = 4096  # entries: 64 × 64 take 2 ms where one evaluation gives all, 2 s by complex steps, 4 by differences
FEWEST = 4  # directions of a small claim: several wrong entries may cancel along one, hardly along four at once
HIDDEN = 0.25  # |a|, |b| ≥ ½: an entry that is off by e moves the slope by e/4 at least
NOISE_MARGIN = 64.0  # sums of 5000 terms, in whatever order, were off by up to 26 eps of the largest entry
NUDGES = 4  # times that a slope is looked at with its numbers moved: one alone may come out the same by chance
TRUSTED_SINGLE = 1e-2  # of the largest entry: what differences of such a function may be uncertain by
RTOL_SINGLE = 1e-3  # of the largest entry: differences of a forward function with seven digits keep three
DOUBT = 0.25  # of the way from claim to truth: whom a difference stands four times nearer to, it sides with


class Deceived(Exception):
    """The way that slopes are measured in contradicts differences of the forward function."""


@dataclass(frozen=True)
class WrongEntry:
    """A wrong entry: its position in the folded gradient and the true value, or None where none could be singled out.

    `errors` is claimed minus true where every entry was measured, 0 for those that are right.
    """

    where: tuple[int, int] | None = None
    true: float | None = None
    errors: Array | None = None


class Search:
    """The search in one claim G, shape (p, q) of the folded argument.

    `every_entry` says whether each was measured, or random directions only; `coarse` whether by a forward function of
    fewer digits than float64 has.
    """

    def __init__(self, loss: Loss, G: Array, k: int, rtol: float, seed: int) -> None:
        self.slopes, self.G, self.rtol, self.seed = Slopes(loss), G, rtol, seed
        self.k = k if G.size > EXHAUSTIVE else max(k, FEWEST)
        self._plain = self.k - self.k // 2
        self.every_entry = True
        self.coarse = False

    @cached_property
    def largest(self) -> float:
        """The size of the largest entry of G."""
        return float(max(self.G.max(), -self.G.min()))

    @cached_property
    def rng(self) -> np.random.Generator:
        """The source of all that is random; a small right claim needs none."""
        return np.random.default_rng(self.seed)

    @cached_property
    def scales(self) -> tuple[Array, Array]:
        """The sizes of G's rows and columns; a small right claim is not asked for them."""
        return scales(self.G)

    @cached_property
    def rms(self) -> float:
        """The root mean square of G's entries, 1 where all are 0.

        Raises Inconclusive where it is not finite: within infinity everything is near.
        """
        columns = self.scales[1]
        rms = math.sqrt(np.vdot(columns, columns) / len(columns))
        if not math.isfinite(rms):
            raise Inconclusive("the gradient's entries are too large to be compared")
        return rms

    def find(self) -> WrongEntry | None:
        """A wrong entry, None when there is none. Raises Inconclusive where nothing can be measured."""
        try:
            return self._find()
        except Deceived:
            self.slopes.way = Slopes.differences
            return self._find()

    def random(self, count: int) -> Directions:
        """Signed random directions."""
        return Directions.random(self.rng, count, self.G.shape)

    def _find(self) -> WrongEntry | None:
        small = self.G.size <= EXHAUSTIVE
        true = self.slopes.table() if small and self.slopes.way is None else None
        if true is not None:
            return self._off(true, np.zeros(()))
        V = self._directions()
        slopes, uncertainty = self.slopes.along(V)
        if self.slopes.way is Slopes.differences and self.slopes.loss.single:
            self.rtol, self.coarse = max(self.rtol, RTOL_SINGLE), True
        gaps = np.abs(V.contract(self.G) - slopes)
        fine = bool((gaps <= HIDDEN * self.rtol * self.rms + uncertainty).all())
        self.every_entry = small and (not fine or self.slopes.way is Slopes.differences)
        if self.every_entry:
            true, uncertainty = self._one_by_one()
            if self.coarse and uncertainty.max() > TRUSTED_SINGLE * np.abs(true).max():
                raise Inconclusive(f"round-off of {self.slopes.loss.single} hides the slopes of the forward function")
            return self._off(true, uncertainty)
        if fine or self._vanishes(float(np.max(np.abs(slopes) / V.lengths()))):
            return None
        return self._narrowed_down(V, slopes, gaps, uncertainty)

    def _vanishes(self, steepest: float) -> bool:
        """Whether the claim and what was measured are both nothing but round-off of ℓ's terms."""
        return max(steepest, self.largest) <= self.slopes.loss.vanishing

    def _off(self, true: Array, uncertainty: Array) -> WrongEntry | None:
        """The entry that is off by most of all that are wrong, given the true values and the uncertainty of each."""
        errors = self.G - true
        sizes, largest = np.abs(errors), float(np.abs(true).max())
        if not math.isfinite(largest):
            raise Inconclusive("the measured derivative is not finite at this point")
        if sizes.max() <= NOISE_MARGIN * EPS * largest:
            return None
        rows, columns = self.scales
        excess = sizes - self._allowed(rows[:, np.newaxis] * columns, largest) - uncertainty
        suspects = np.flatnonzero(~(excess <= 0))
        if suspects.size and self._vanishes(largest):
            return None
        for suspect in suspects[np.argsort(-excess.flat[suspects])]:
            where = (int(suspect) // true.shape[1], int(suspect) % true.shape[1])
            if self._is_wrong(where):
                return WrongEntry(where, float(true[where]), np.where(excess > 0, errors, 0.0))
        return None

    def _one_by_one(self) -> tuple[Array, Array]:
        """The derivative by every entry and its uncertainty, shapes (p, q)."""
        shape, size = self.G.shape, self.G.size
        true, uncertainty = np.empty(size), np.empty(size)
        for first in range(0, size, AT_ONCE):
            last = min(first + AT_ONCE, size)
            slopes, error = self.slopes.along(Directions.entries(np.arange(first, last), shape))
            true[first:last], uncertainty[first:last] = slopes, error
        return true.reshape(shape), uncertainty.reshape(shape)

    def _directions(self) -> Directions:
        """k directions, the second half of them weighted so that all entries count alike."""
        V, plain = self.random(self.k), self._plain
        rows, columns = self.scales
        V.A[plain:] *= self.rms / rows
        V.B[plain:] /= columns
        return V

    def _narrowed_down(self, V: Directions, slopes: Array, gaps: Array, uncertainty: Array) -> WrongEntry | None:
        """A wrong entry that the gaps along the directions lead to."""
        unit = np.where(np.arange(self.k) < self._plain, self.largest, self.rms)
        for suspect in np.flatnonzero(~(gaps <= HIDDEN * self.rtol * unit + uncertainty)):
            where = self._descend_to_entry(V[suspect : suspect + 1])
            if self._is_wrong(where):
                return WrongEntry(where, self._slope(self._entry(where)))
        together = self.rtol * np.maximum(self.rms * np.sqrt(self.G.size), np.abs(slopes))
        for suspect in np.flatnonzero(~(gaps <= together + uncertainty)):
            if not gaps[suspect] <= together[suspect] + NOISE_MARGIN * self._noise(V[suspect : suspect + 1]):
                return WrongEntry()
        return None

    def _descend_to_entry(self, V: Directions) -> tuple[int, int]:
        """The entry that is reached by always keeping the half with the larger error."""
        p, q = self.G.shape
        row = self._descend(p, lambda mask: V.weighted(mask, np.ones(q)))
        here = 1.0 * (np.arange(p) == row)
        return row, self._descend(q, lambda mask: V.weighted(here, mask))

    def _descend(self, count: int, direction: Callable[[Array], Directions]) -> int:
        """The one of `count` positions where halving ends; `direction` makes one of a mask of positions."""
        positions = np.arange(count)
        low, high, whole = 0, count, self._gap(direction(positions >= 0))
        while high - low > 1:
            middle = (low + high) // 2
            left = self._gap(direction((low <= positions) & (positions < middle)))
            low, high, whole = (low, middle, left) if abs(left) >= abs(whole - left) else (middle, high, whole - left)
        return low

    def _entry(self, where: tuple[int, int]) -> Directions:
        return Directions.entries(np.array([where[0] * self.G.shape[1] + where[1]]), self.G.shape)

    def _slope(self, V: Directions) -> float:
        return float(self.slopes.along(V)[0][0])

    def _gap(self, V: Directions) -> float:
        """Claimed minus measured slope along one direction."""
        return float(V.contract(self.G)[0]) - self._slope(V)

    def _noise(self, V: Directions) -> float:
        """What round-off leaves of one slope: of its terms where they cancel, and of every number that goes in."""
        rng = np.random.default_rng(0)
        moved = [float(self.slopes.nudged(rng).along(_nudged(V, rng))[0][0]) for _ in range(NUDGES)]
        return max(EPS * self.slopes.terms(V), *(abs(slope - self._slope(V)) for slope in moved))

    def _allowed(self, scale: Array | float, largest: float) -> Array:
        """How far off entries may be whose rows and columns have a scale: rtol of it, and the round-off of any sum."""
        return np.asarray(self.rtol * np.minimum(scale, largest) + NOISE_MARGIN * EPS * largest)

    def _is_wrong(self, where: tuple[int, int]) -> bool:
        """Whether an entry is off by more than it may be, measured alone.

        Raises Inconclusive at a kink, Deceived where differences of the forward function side with the claim.
        """
        V = self._entry(where)
        slopes, uncertainty = self.slopes.along(V)
        true, claimed = float(slopes[0]), float(self.G[where])
        rows, columns = self.scales
        scale = float(rows[where[0]] * columns[where[1]])
        allowed = self._allowed(scale, max(self.largest, abs(true))) + uncertainty[0] + NOISE_MARGIN * self._noise(V)
        if abs(claimed - true) <= allowed:
            return False
        self.slopes.loss.refuse_kink(V)
        if self.slopes.way is not Slopes.differences:
            difference, blur = (values[0] for values in self.slopes.by(Slopes.differences, V))
            if abs(difference - claimed) < DOUBT * abs(true - claimed) - blur:
                raise Deceived
        return True


def _nudged(V: Directions, rng: np.random.Generator) -> Directions:
    return V.weighted(*(1 + rng.uniform(-ULPS, ULPS, factor.shape[1:]) for factor in (V.A, V.B)))
