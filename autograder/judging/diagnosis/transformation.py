"""Twists: what may be done to a formula besides: its axes in another order or kept, and a factor.

Two mistakes at once are a claim and a twist. The factor is one number for all cases, or one made of the sizes, so that
nothing is explained by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from autograder.judging.diagnosis.case import CLOSE, Case, equal
from autograder.judging.diagnosis.coefficient import Coefficient, coefficient
from autograder.numerics.arrays import Array

ANGLE = 1.0 - 1e-6  # of cos², below which two arrays are surely no multiples of each other


@dataclass(frozen=True)
class Twist:
    """`order` of the axes, whether axes of size 1 are `kept` or lost, and the `factor`."""

    order: tuple[int, ...]
    factor: Coefficient
    kept: bool = False

    @property
    def turned(self) -> bool:
        """Whether the axes are in another order."""
        return self.order != tuple(range(len(self.order)))

    @property
    def words(self) -> str:
        """What was done, as a sentence that follows "You computed G X."."""
        done = ["transposed"] if self.turned and len(self.order) == 2 else ["with its axes exchanged"] * self.turned
        done += [] if self.factor.is_one else [f"times {self.factor}"]
        done += ["with a stray axis of size 1"] if self.kept else []
        return f"And what came back is that, {' and '.join(done)}."


def twisted(cases: Sequence[Case], targets: Sequence[Array], bases: Sequence[Array | None]) -> Twist | None:
    """The twist that makes `targets` of `bases` on every case, None when there is none."""
    if any(base is None for base in bases):
        return None
    known = [base for base in bases if base is not None]
    kept = any(target.shape != base.shape for target, base in zip(targets, known, strict=True))
    if kept and all(_squeezed(target) == _squeezed(base) for target, base in zip(targets, known, strict=True)):
        known = [base.reshape(target.shape) for target, base in zip(targets, known, strict=True)]
    else:
        kept = False
    same = tuple(range(known[0].ndim))
    if factor := proportion(cases, targets, known):
        return Twist(same, factor, kept)
    if any(base.ndim != len(same) for base in known):
        return None
    for order in _orders(targets[0], known[0]):
        if factor := proportion(cases, targets, [base.transpose(order) for base in known]):
            return Twist(order, factor)
    return None


def may_be_twisted(target: Array, base: Array) -> bool:
    """Whether one pair of arrays does not rule out a twist."""
    return may_be_scaled(target, base) or bool(_orders(target, base))


def may_be_scaled(target: Array, base: Array) -> bool:
    """Whether one pair of arrays does not rule out a twist that leaves the order of the axes."""
    return _squeezed(target) == _squeezed(base) and parallel(target, base.reshape(target.shape))


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(size for size in array.shape if size != 1)


def _orders(target: Array, base: Array) -> list[tuple[int, ...]]:
    """The other orders of the axes that give the target's shape and, up to a factor, its first values."""
    if sorted(target.shape) != sorted(base.shape):
        return []
    return [
        order
        for order in list(permutations(range(base.ndim)))[1:]
        if tuple(base.shape[axis] for axis in order) == target.shape
        and parallel(target, turned := base.transpose(order))
        and not np.array_equal(turned, base)
    ]


def parallel(target: Array, base: Array) -> bool:
    """Whether one array is a multiple of the other, which is not 0 unless both are."""
    if target.shape != base.shape:
        return False
    size = float(np.vdot(base, base))
    if size == 0.0:
        return not np.any(target)
    common = float(np.vdot(base, target))
    if common * common < ANGLE * size * float(np.vdot(target, target)):
        return False
    return equal(target, common / size * base)


def proportion(cases: Sequence[Case], targets: Sequence[Array], bases: Sequence[Array]) -> Coefficient | None:
    """The coefficient c with target = c · base on every case; cases on which both are 0 say nothing."""
    if targets[0].shape != bases[0].shape or not parallel(targets[0], bases[0]):
        return None
    pairs = list(zip(cases, targets, bases, strict=True))
    if any(target.shape != base.shape for _, target, base in pairs):
        return None
    useful = [(case, target, base) for case, target, base in pairs if np.any(base)]
    values = [float(np.vdot(base, target) / np.vdot(base, base)) for _, target, base in useful]
    found = coefficient([case for case, _, _ in useful], values)
    if found is None or not all(_is(target, found(case) * base) for case, target, base in pairs):
        return None
    return found


def _is(target: Array, value: Array) -> bool:
    return equal(target, value, 4 * CLOSE)
