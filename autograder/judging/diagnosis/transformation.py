"""Transformations: what may be done to a formula besides: its axes in another order, one too many or too few, a factor.

Two mistakes at once are a claim and a transformation of what it gives. The factor is one number for all cases, or one
made of the sizes, so that nothing is explained by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judging.diagnosis.case import CLOSE, Case, equal
from autograder.judging.diagnosis.coefficient import Coefficient, coefficient
from autograder.numerics.arrays import Array

# Of cos², below which two arrays are surely no multiples: with n entries equal to 1e-9 it is 1 − n·1e-18 at least.
ANGLE = 1.0 - 1e-6
SLACK = 4 * CLOSE  # the factor is read off the same arrays, and carries their round-off as well


@dataclass(frozen=True)
class Transformation:
    """`order` of the axes, the `factor`, and whether there is a `stray_axis` of size 1, or one is missing."""

    order: tuple[int, ...]
    factor: Coefficient
    stray_axis: bool = False

    @property
    def permutes(self) -> bool:
        """Whether the axes are in another order."""
        return self.order != tuple(range(len(self.order)))

    @property
    def words(self) -> str:
        """What was done, as a sentence that follows "You computed G X."."""
        order = "transposed" if len(self.order) == 2 else "with its axes exchanged"
        steps = [order] if self.permutes else []
        steps += [] if self.factor.is_one else [f"times {self.factor}"]
        steps += ["with a stray axis of size 1"] if self.stray_axis else []
        return f"And what came back is that, {' and '.join(steps)}."


def transformation(
    cases: Sequence[Case], targets: Sequence[Array], bases: Sequence[Array | None]
) -> Transformation | None:
    """The transformation that makes `targets` of `bases` on every case, None when there is none."""
    if any(base is None for base in bases):
        return None
    arrays = [base for base in bases if base is not None]
    stray_axis = any(target.shape != base.shape for target, base in zip(targets, arrays, strict=True))
    if stray_axis and all(_long_axes(target) == _long_axes(base) for target, base in zip(targets, arrays, strict=True)):
        arrays = [base.reshape(target.shape) for target, base in zip(targets, arrays, strict=True)]
    else:
        stray_axis = False
    same = tuple(range(arrays[0].ndim))
    if factor := proportion(cases, targets, arrays):
        return Transformation(same, factor, stray_axis)
    if any(base.ndim != len(same) for base in arrays):
        return None
    for order in _orders(targets[0], arrays[0]):
        if factor := proportion(cases, targets, [base.transpose(order) for base in arrays]):
            return Transformation(order, factor)
    return None


def may_be_transformed(target: Array, base: Array) -> bool:
    """Whether one pair of arrays does not rule out a transformation."""
    return may_be_scaled(target, base) or any(True for _ in _orders(target, base))


def may_be_scaled(target: Array, base: Array) -> bool:
    """Whether one pair of arrays does not rule out a transformation that leaves the order of the axes."""
    return _long_axes(target) == _long_axes(base) and parallel(target, base.reshape(target.shape))


def _long_axes(array: Array) -> tuple[int, ...]:
    """The sizes of an array's axes but those of size 1."""
    return tuple(size for size in array.shape if size != 1)


def _orders(target: Array, base: Array) -> Iterator[tuple[int, ...]]:
    """The other orders of the axes that give the target's shape and, up to a factor, its first values."""
    if sorted(target.shape) != sorted(base.shape):
        return
    for order in _arrangements(target.shape, base.shape):
        permuted = base.transpose(order)
        if parallel(target, permuted) and not np.array_equal(permuted, base):
            yield order


def _arrangements(
    target: Sequence[int], base: Sequence[int], so_far: tuple[int, ...] = ()
) -> Iterator[tuple[int, ...]]:
    """The orders in which the axes of one shape make another, but for those that exchange axes of size 1 only."""
    if len(so_far) == len(target):
        yield so_far
        return
    size = target[len(so_far)]
    places = [axis for axis, length in enumerate(base) if length == size and axis not in so_far]
    for axis in places[:1] if size == 1 else places:
        yield from _arrangements(target, base, (*so_far, axis))


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
    factor = coefficient([case for case, _, _ in useful], values)
    if factor is None or not all(_is(target, factor(case) * base) for case, target, base in pairs):
        return None
    return factor


def _is(target: Array, value: Array) -> bool:
    return equal(target, value, SLACK)
