"""Truth: the right results of an exercise, measured from its forward function and from nothing else.

No closed form of a gradient is written here. A forward function may take leading axes on the argument that is
differentiated, so that one call does for all directions; `derivatives.evaluate` finds out whether it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np

from autograder.notation.signature import Arguments
from autograder.numerics import derivatives
from autograder.numerics.arrays import Array, Function, largest, signed_directions

ULPS = 4 * float(np.finfo(float).eps)  # what a complex step is off by: a few units in the last place
RICHARDSON_NOISE = 1e-12  # twice what Richardson's extrapolation is off by
NOISE_MARGIN = 64.0  # right answers, which may sum in any order, were off by up to 16 times the noise
LOCATED = 1e-9  # of the right value, as the referee's tolerance: an entry that is off by less is none to show
ALIKE = 1e-4  # of the largest slope: differences over 6e-6 are off by 1e-9 of it, and a lost imaginary part by all
LEAST = 1e-6  # of the value: what round-off makes of a slope that is 0
DIRECTIONS = 2  # each sees every single wrong entry; the second is for several that cancel along the first


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments. Raises TypeError for what has none that can be read."""
    if not hasattr(function, "__code__"):
        raise TypeError(f"{function!r} is no function of Python's own: write it out, as in lambda x: np.sum(x)")
    return function.__code__.co_varnames[: function.__code__.co_argcount]


@dataclass(frozen=True)
class Entries:
    """A right result, and for each entry the `noise` of round-off that no answer can be held below."""

    values: Array
    noise: Array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the result must have."""
        return self.values.shape

    def wrong(self, values: Array, rtol: float) -> Array:
        """Which entries are off by more than `rtol` of the largest entry. NaN and infinity are."""
        error = np.abs(values - self.values)
        allowed = rtol * np.max(np.abs(self.values), initial=0.0) + NOISE_MARGIN * self.noise
        return np.asarray(~((error <= allowed) & np.isfinite(values)))


@dataclass(frozen=True)
class Slopes:
    """A right result too large for every entry: the slopes V_k : (∂ℓ/∂x) along K random directions V_k.

    `slope` measures another one, V : (∂ℓ/∂x), None where nothing more can be measured.
    """

    V: Array
    slopes: Array
    slope: Callable[[Array], float] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape that the result must have."""
        return self.V.shape[1:]

    def wrong(self, values: Array, rtol: float) -> Array:
        """A single True when a slope is wrong: directions do not say which entry is.

        So is it where the entries are so large that their squares overflow: within infinity everything is near.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            claimed = np.tensordot(self.V, values, axes=values.ndim)
            size = np.sqrt(np.tensordot(self.V**2, values**2, axes=values.ndim))
            near = np.abs(claimed - self.slopes) <= rtol * size
        return np.asarray(not np.all(near & np.isfinite(size)))

    def locate(self, values: Array) -> tuple[tuple[int, ...], float] | None:
        """An entry of wrong values, of a matrix, and its right value: found by halving rows, then columns.

        None where directions alone show that something is wrong.
        """
        if self.slope is None or values.ndim != 2:
            return None
        odd = np.argwhere(~np.isfinite(values))
        if odd.size:
            row, column = map(int, odd[0])
        else:
            off = np.tensordot(self.V, values, axes=2) - self.slopes
            chosen = self.V[int(np.argmax(np.abs(off)))]
            row = _descend(len(values), lambda rows: self._gap(_only(chosen, rows, 0), values))
            here = _only(chosen, range(row, row + 1), 0)
            column = _descend(values.shape[1], lambda columns: self._gap(_only(here, columns, 1), values))
        E = np.zeros(values.shape)
        E[row, column] = 1.0
        true = self.slope(E)
        return None if abs(values[row, column] - true) <= LOCATED * abs(true) else ((row, column), true)

    def _gap(self, V: Array, values: Array) -> float:
        assert self.slope is not None
        return float(np.vdot(V, values)) - self.slope(V)


def _only(V: Array, which: range, axis: int) -> Array:
    """V, and 0 but for some rows or columns."""
    kept = np.zeros(V.shape)
    place = (slice(None),) * axis + (slice(which.start, which.stop),)
    kept[place] = V[place]
    return kept


def _descend(count: int, gap: Callable[[range], float]) -> int:
    """The one of `count` positions where always keeping the half with the larger gap ends."""
    low, high, whole = 0, count, gap(range(count))
    while high - low > 1:
        middle = (low + high) // 2
        left = gap(range(low, middle))
        low, high, whole = (low, middle, left) if abs(left) >= abs(whole - left) else (middle, high, whole - left)
    return low


class Truth(Protocol):
    """Measures the right results for given arguments, one for each result of the exercise.

    `kind` says in words what the results are compared with.
    """

    kind: str

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The right results, in order."""
        ...


class Measured:
    """What all truths share that differentiate a forward function by its arguments `wrt`."""

    KIND = "measured derivative"

    def __init__(self, forward: Callable[..., Any], *wrt: str, kind: str = KIND) -> None:
        self.forward = forward
        self.kind = kind
        self.names = parameters(forward)
        self.wrt = wrt
        self._methods: dict[str, derivatives.Method] = {}

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The right results, in order."""
        raise NotImplementedError

    def variant(self, *wrt: str, forward: Callable[..., Any] | None = None) -> Self:
        """The same derivative by other arguments, or of another forward function that takes the same ones."""
        other = copy(self)
        other.wrt, other.forward = wrt or self.wrt, forward or self.forward
        return other

    def as_function_of(self, name: str, arguments: Arguments) -> Function:
        """The forward function of one argument, the others held."""
        held = {other: arguments[other] for other in self.names if other != name}
        return lambda value: np.asarray(self.forward(**held, **{name: value}))

    def method(self, name: str, f: Function, x: Array) -> derivatives.Method:
        """Complex step or differences: found at the first point where it is asked for, then kept."""
        if name not in self._methods:
            best = derivatives.best_method(f, x)
            self._methods[name] = derivatives.steady if best is derivatives.richardson else best
        return self._methods[name]

    def is_measured(self, name: str, f: Function, x: Array, V: Array, slope: Array, wholly: bool) -> bool:
        """Whether the derivative can be measured at x. Goes over to differences where the complex step gives no slope
        such as the one that was found along V. Those are tried `wholly`, or not at all, as they take their time.

        A forward function may be complex-safe at one point and not at another: where |x| is taken of some entries only.
        """
        if not x.size:
            return True
        if self.method(name, f, x) is derivatives.complex_step:
            (stepped,) = derivatives.complex_step(f, x, V[np.newaxis])
            size = max(largest(slope), largest(stepped), LEAST * largest(f(x)))
            if np.all(np.abs(stepped - slope) <= ALIKE * size):
                return True
            self._methods[name] = derivatives.steady
        return not wholly or bool(np.all(np.isfinite(derivatives.jacobian(f, x, derivatives.steady))))

    def is_finite(self, arguments: Arguments) -> bool:
        """Whether the forward function itself is finite there, whatever its derivative is."""
        values = np.asarray(self.forward(**{name: arguments[name] for name in self.names}))
        return bool(np.all(np.isfinite(values)))

    def jacobian(self, name: str, arguments: Arguments) -> tuple[Array, float]:
        """∂(forward)/∂x for the argument `name`, and the relative noise of the method that measured it."""
        f, x = self.as_function_of(name, arguments), arguments[name]
        method = self.method(name, f, x)
        return derivatives.jacobian(f, x, method), ULPS if method is derivatives.complex_step else RICHARDSON_NOISE


class Gradient(Measured):
    """∂ℓ/∂x for each x of `wrt`, where dℓ = G : d(forward); `upstream` names G, None for a scalar forward (G = 1)."""

    def __init__(
        self, forward: Callable[..., Any], *wrt: str, upstream: str | None = "G", kind: str = "measured derivative"
    ) -> None:
        super().__init__(forward, *wrt, kind=kind)
        self.upstream = upstream

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """∂ℓ/∂x for each x, with the noise that the terms of G : ∂Y/∂x bring along even where they cancel."""
        return tuple(self._gradient(name, arguments) for name in self.wrt)

    def _upstream(self, arguments: Arguments) -> Array:
        return np.ones(()) if self.upstream is None else arguments[self.upstream]

    def _gradient(self, name: str, arguments: Arguments) -> Entries:
        G = self._upstream(arguments)
        J, relative = self.jacobian(name, arguments)
        noise = relative * derivatives.contracted(np.abs(G), np.abs(J))
        return Entries(derivatives.contracted(G, J), noise)

    def along(self, arguments: Arguments, rng: np.random.Generator) -> Slopes:
        """Slopes of ℓ along random directions a bᵀ of the first `wrt`, every entry of them at least ¼ in size."""
        name, G = self.wrt[0], self._upstream(arguments)
        f, x = self.as_function_of(name, arguments), arguments[name]
        rows, columns = x.shape
        V = signed_directions(rng, (DIRECTIONS, rows, 1)) * signed_directions(rng, (DIRECTIONS, 1, columns))
        method = self.method(name, f, x)

        def slopes(directions: Array) -> Array:
            return np.asarray(np.tensordot(method(f, x, directions), G, axes=G.ndim))

        return Slopes(V, slopes(V), lambda direction: float(slopes(direction[np.newaxis])[0]))


class GradientEntry(Gradient):
    """The entry of a gradient at the indices held by the arguments `at`, shape ()."""

    def __init__(self, forward: Callable[..., Any], wrt: str, at: Sequence[str], upstream: str = "G") -> None:
        super().__init__(forward, wrt, upstream=upstream)
        self.at = tuple(at)

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The one entry."""
        (whole,) = super().__call__(arguments)
        index = tuple(arguments[name] for name in self.at)
        return (Entries(np.asarray(whole.values[index]), np.asarray(whole.noise[index])),)


class Jacobian(Measured):
    """∂(forward)/∂x with the result's axes first: numerator-first, T[k, l, r, s] = ∂Y_kl / ∂W_rs."""

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The Jacobian, shape (*y, *x)."""
        (name,) = self.wrt
        J, relative = self.jacobian(name, arguments)
        return (Entries(J, relative * np.abs(J)),)


class BilinearTensor(Measured):
    """H with A : H : B = forward(A, B) for a bilinear forward: axes of A, then of the result, then of B.

    The derivative by B at A = E_ij is the slice H[i, j], because the forward is linear in A.
    """

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The tensor H."""
        first, second = self.wrt
        A = arguments[first]
        basis = np.eye(A.size).reshape(A.size, *A.shape)
        slices = [self.jacobian(second, {**arguments, first: E}) for E in basis]
        H = np.stack([J for J, _ in slices]).reshape(*A.shape, *slices[0][0].shape)
        return (Entries(H, slices[0][1] * np.abs(H)),)


class Value:
    """The forward function's own value: for exercises that ask for a forward function or a count."""

    kind = "true value"

    def __init__(self, forward: Callable[..., Any]) -> None:
        self.forward = forward
        self.names = parameters(forward)

    def __call__(self, arguments: Arguments) -> tuple[Entries, ...]:
        """The value; its noise is what it moves by when every input moves by a few units in its last place."""
        value = self._value(arguments)
        rng = np.random.default_rng(0)
        moved = [self._value(_nudged(arguments, rng)) for _ in range(2)]
        return (Entries(value, np.max([np.abs(other - value) for other in moved], axis=0)),)

    def _value(self, arguments: Arguments) -> Array:
        return np.asarray(self.forward(**{name: arguments[name] for name in self.names}), dtype=float)


def _nudged(arguments: Arguments, rng: np.random.Generator) -> Arguments:
    return {
        name: value * (1 + rng.uniform(-ULPS, ULPS, value.shape)) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }
