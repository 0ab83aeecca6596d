"""Finding one wrong entry of a claimed gradient, or none, whatever its size.

Every entry is measured where there are few. Where there are many, the claim is held against the slopes along random
directions a bᵀ with |a|, |b| in [½, 1½], in which no wrong entry can hide. In half of them a and b are divided by the
sizes of the claim's rows and columns, so that a small column is seen as well as a large one. When a slope is off,
halving the range of rows, then of columns, leads to the entry.

What is wrong does not depend on how it is found: an entry that is off by more than rtol of its row and column or of
the largest entry, whichever is smaller, plus what round-off explains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.derivatives import Array
from autograder.directions import Directions
from autograder.slopes import EPS, Loss

AT_ONCE, EXHAUSTIVE = 256, 4096
SMALLEST_SCALE = 1e-6
BLOCK = 1 << 16
HIDDEN = 0.25
NOISE_MARGIN = 64.0
DOUBT = 0.25


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
    """The search in one claim G, shape (p, q) of the folded argument."""

    def __init__(self, loss: Loss, G: Array, k: int, rtol: float, rng: np.random.Generator) -> None:
        self.loss, self.G, self.k, self.rtol, self.rng = loss, G, k, rtol, rng
        self.largest = float(max(G.max(), -G.min()))
        with np.errstate(all="ignore"):
            self.rows, self.columns = _scales(G)

    def find(self) -> WrongEntry | None:
        """A wrong entry, None when there is none. Raises Inconclusive where nothing can be measured."""
        search = self._every_entry if self.G.size <= EXHAUSTIVE else self._along_directions
        try:
            return search()
        except Deceived:
            self.loss.way = Loss.differences
            return search()

    def random(self, count: int) -> Directions:
        """Signed random directions."""
        return Directions.random(self.rng, count, self.G.shape)

    def _every_entry(self) -> WrongEntry | None:
        q = self.G.shape[1]
        true, uncertainty = np.empty(self.G.size), np.empty(self.G.size)
        for start in range(0, self.G.size, AT_ONCE):
            part = slice(start, min(start + AT_ONCE, self.G.size))
            V = self.random(1) + Directions.entries(np.arange(part.start, part.stop), self.G.shape)
            slopes, error = self.loss.slopes(V)
            true[part], uncertainty[part] = slopes[1:], error[1:]
        errors = self.G - true.reshape(self.G.shape)
        allowed = self._allowed(self.rows[:, np.newaxis] * self.columns, float(np.max(np.abs(true))))
        excess = np.abs(errors) - allowed - uncertainty.reshape(self.G.shape)
        suspects = np.flatnonzero(~(excess <= 0))
        for suspect in suspects[np.argsort(-excess.flat[suspects])]:
            where = (int(suspect) // q, int(suspect) % q)
            if self._is_wrong(where):
                return WrongEntry(where, float(true[suspect]), np.where(excess > 0, errors, 0.0))
        return None

    def _along_directions(self) -> WrongEntry | None:
        plain = self.random(self.k - self.k // 2)
        rms = float(np.sqrt(np.vdot(self.G, self.G) / self.G.size)) or 1.0
        V = plain + self.random(self.k // 2).weighted(rms / self.rows, 1 / self.columns)
        slopes, uncertainty = self.loss.slopes(V)
        gaps = np.abs(V.contract(self.G) - slopes)
        unit = np.where(np.arange(self.k) < len(plain), self.largest, rms)
        for suspect in np.flatnonzero(~(gaps <= HIDDEN * self.rtol * unit + uncertainty)):
            where = self._descend_to_entry(V[suspect : suspect + 1])
            if self._is_wrong(where):
                return WrongEntry(where, self._slope(self._entry(where)))
        together = self.rtol * np.maximum(rms * np.sqrt(self.G.size), np.abs(slopes))
        for suspect in np.flatnonzero(~(gaps <= together + uncertainty)):
            if not gaps[suspect] <= together[suspect] + NOISE_MARGIN * self._noise(V[suspect : suspect + 1]):
                return WrongEntry()
        return None

    def _descend_to_entry(self, V: Directions) -> tuple[int, int]:
        """The entry that is reached by always keeping the half with the larger error."""
        p, q = self.G.shape
        row = self._descend(p, lambda chosen: V.weighted(chosen, np.ones(q)))
        here = 1.0 * (np.arange(p) == row)
        return row, self._descend(q, lambda chosen: V.weighted(here, chosen))

    def _descend(self, count: int, restricted: Callable[[Array], Directions]) -> int:
        """The one of `count` positions where halving ends; `restricted` makes a direction of a mask of positions."""
        positions = np.arange(count)
        low, high, whole = 0, count, self._gap(restricted(positions >= 0))
        while high - low > 1:
            middle = (low + high) // 2
            left = self._gap(restricted((low <= positions) & (positions < middle)))
            low, high, whole = (low, middle, left) if abs(left) >= abs(whole - left) else (middle, high, whole - left)
        return low

    def _entry(self, where: tuple[int, int]) -> Directions:
        return Directions.entries(np.array([where[0] * self.G.shape[1] + where[1]]), self.G.shape)

    def _slope(self, V: Directions) -> float:
        return float(self.loss.slopes(V)[0][0])

    def _gap(self, V: Directions) -> float:
        """Claimed minus measured slope along one direction."""
        return float(V.contract(self.G)[0]) - self._slope(V)

    def _noise(self, V: Directions) -> float:
        """How far one slope moves when every number that goes in moves by a few units in its last place."""
        return abs(float(self.loss.nudged(self.rng).slopes(V)[0][0]) - self._slope(V))

    def _allowed(self, scale: Array | float, largest: float) -> Array:
        """How far off entries may be whose rows and columns have a scale: rtol of it, and the round-off of any sum."""
        return np.asarray(self.rtol * np.minimum(scale, largest) + NOISE_MARGIN * EPS * largest)

    def _is_wrong(self, where: tuple[int, int]) -> bool:
        """Whether an entry is off by more than it may be, measured alone.

        Raises Inconclusive at a kink, Deceived where differences of the forward function side with the claim.
        """
        V = self._entry(where)
        slopes, uncertainty = self.loss.slopes(V)
        true, claimed = float(slopes[0]), float(self.G[where])
        scale = float(self.rows[where[0]] * self.columns[where[1]])
        allowed = self._allowed(scale, max(self.largest, abs(true))) + uncertainty[0] + NOISE_MARGIN * self._noise(V)
        if abs(claimed - true) <= allowed:
            return False
        self.loss.refuse_kink(V)
        if self.loss.way is not Loss.differences:
            difference, blur = (values[0] for values in self.loss.by(Loss.differences, V))
            if abs(difference - claimed) < DOUBT * abs(true - claimed) - blur:
                raise Deceived
        return True


def _scales(G: Array) -> tuple[Array, Array]:
    """Sizes of G's rows, shape (p,), and columns, shape (q,), so that their products are the sizes of its entries.

    None is smaller than 10⁻⁶ of the largest: below, only round-off is to be expected.
    """
    p, q = G.shape
    columns = _floored(np.einsum("ij,ij->j", G, G) / p)
    block = max(1, BLOCK // q)
    rows = np.concatenate([np.square(G[start : start + block]) @ (1 / columns) for start in range(0, p, block)])
    return np.sqrt(_floored(rows / q)), np.sqrt(columns)


def _floored(squares: Array) -> Array:
    return np.maximum(squares, SMALLEST_SCALE**2 * np.max(squares)) if np.any(squares) else np.ones_like(squares)
