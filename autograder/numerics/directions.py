"""Directions a bᵀ: what a matrix is moved along, kept as their factors and never formed.

Random ones have |a| and |b| in [½, 1½], so that no entry is small enough for an error in it to hide. They cost p + q
random numbers instead of p q.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from autograder.numerics.arrays import Array

SMALLEST_SCALE = 1e-6  # of the largest: rtol 1e-9 of that is 1e-15, and no sum can be held to less than round-off
BLOCK = 1 << 16  # entries squared at once: 512 KiB stay in a core's cache; larger gains a fifth, no blocks cost half


@dataclass(frozen=True)
class Directions:
    """K directions a_k b_kᵀ of matrices of shape (p, q): factors A of shape (K, p) and B of shape (K, q)."""

    A: Array
    B: Array

    @classmethod
    def random(cls, rng: np.random.Generator, count: int, shape: tuple[int, int]) -> Directions:
        """Signed random directions."""
        p, q = shape
        both = rng.uniform(-1.0, 1.0, (count, p + q))
        both += np.copysign(0.5, both)
        return cls(both[:, :p], both[:, p:])

    @classmethod
    def entries(cls, numbers: Array, shape: tuple[int, int]) -> Directions:
        """The directions that move one entry each, given their numbers: entries are numbered row by row."""
        p, q = shape
        rows, columns = np.divmod(numbers, q)
        return cls(1.0 * (np.arange(p) == rows[:, np.newaxis]), 1.0 * (np.arange(q) == columns[:, np.newaxis]))

    def __getitem__(self, which: slice) -> Directions:
        return Directions(self.A[which], self.B[which])

    def __len__(self) -> int:
        return len(self.A)

    def weighted(self, a: Array, b: Array) -> Directions:
        """The directions with every a multiplied by one vector and every b by another."""
        return Directions(self.A * a, self.B * b)

    def lengths(self) -> Array:
        """‖a_k b_kᵀ‖ for each k, shape (K,)."""
        return np.asarray(np.sqrt(np.einsum("ki,ki->k", self.A, self.A) * np.einsum("kj,kj->k", self.B, self.B)))

    def contract(self, G: Array) -> Array:
        """a_kᵀ G b_k for each k, shape (K,)."""
        return np.einsum("kj,kj->k", self.A @ G, self.B)


@lru_cache(maxsize=64)  # shapes: more than one model has
def probe(shape: tuple[int, int]) -> Directions:
    """One signed random direction to try a way of measuring by; kept, for drawing it would take as long as a check."""
    return Directions.random(np.random.default_rng(0), 1, shape)


def scales(G: Array) -> tuple[Array, Array]:
    """Sizes of G's rows, shape (p,), and columns, shape (q,), so that their products are the sizes of its entries.

    None is smaller than 10⁻⁶ of the largest: below, only round-off is to be expected.
    """
    p, q = G.shape
    columns = _floored(np.einsum("ij,ij->j", G, G) / p)
    block = max(1, BLOCK // q)
    rows = np.concatenate([np.square(G[start : start + block]) @ (1 / columns) for start in range(0, p, block)])
    return np.sqrt(_floored(rows / q)), np.sqrt(columns)


def _floored(squares: Array) -> Array:
    top = squares.max()
    return np.maximum(squares, SMALLEST_SCALE**2 * top) if top else np.ones_like(squares)
