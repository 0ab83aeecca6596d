"""Truth: the right results of an exercise, measured from its forward function and from nothing else.

No closed form of a gradient is written here. A forward function may take leading axes on the argument that is
differentiated, so that one call does for all directions; `derivatives.evaluate` finds out whether it does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from autograder import derivatives
from autograder.derivatives import Array
from autograder.signature import Arguments


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return function.__code__.co_varnames[: function.__code__.co_argcount]


class Truth(Protocol):
    """Measures the right results for given arguments, one array for each result of the exercise.

    `kind` says in words what the results are compared with.
    """

    kind: str

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """The right results, in order."""
        ...


class _Measured:
    """The truths that differentiate a forward function; the method is chosen once for each argument of it."""

    kind = "measured derivative"

    def __init__(self, forward: Callable[..., Any], *wrt: str) -> None:
        self.forward = forward
        self.names = parameters(forward)
        self.wrt = wrt
        self._methods: dict[str, derivatives.Method] = {}

    def as_function_of(self, name: str, arguments: Arguments) -> derivatives.Function:
        """The forward function of one argument, the others held."""
        held = {other: arguments[other] for other in self.names if other != name}
        return lambda value: np.asarray(self.forward(**held, **{name: value}))

    def method(self, name: str, f: derivatives.Function, x: Array) -> derivatives.Method:
        """Complex step or Richardson: found at the first point where it is asked for, then kept."""
        if name not in self._methods:
            self._methods[name] = derivatives.best_method(f, x)
        return self._methods[name]


class Gradient(_Measured):
    """∂ℓ/∂x for each x of `wrt`, where dℓ = G : d(forward); `upstream` names G, None for a scalar forward (G = 1)."""

    def __init__(self, forward: Callable[..., Any], *wrt: str, upstream: str | None = "G") -> None:
        super().__init__(forward, *wrt)
        self.upstream = upstream

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """∂ℓ/∂x for each x."""
        G = np.ones(()) if self.upstream is None else arguments[self.upstream]
        return tuple(self._gradient(name, arguments, G) for name in self.wrt)

    def _gradient(self, name: str, arguments: Arguments, G: Array) -> Array:
        f, x = self.as_function_of(name, arguments), arguments[name]
        return derivatives.gradient(f, x, G, self.method(name, f, x))

    def along(self, arguments: Arguments, V: Array) -> Array:
        """G : f′(x)[V_k] for directions V (K, *x) of the first `wrt`: for results too large for every entry."""
        name, G = self.wrt[0], arguments[self.upstream] if self.upstream else np.ones(())
        f, x = self.as_function_of(name, arguments), arguments[name]
        slopes = [self.method(name, f, x)(f, x, v[np.newaxis])[0] for v in V]
        return np.array([np.vdot(G, slope) for slope in slopes])


class GradientEntry(Gradient):
    """The entry of a gradient at the indices held by the arguments `at`, shape ()."""

    def __init__(self, forward: Callable[..., Any], wrt: str, at: Sequence[str], upstream: str = "G") -> None:
        super().__init__(forward, wrt, upstream=upstream)
        self.at = tuple(at)

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """The one entry, shape ()."""
        (whole,) = super().__call__(arguments)
        return (np.asarray(whole[tuple(arguments[index] for index in self.at)]),)


class Jacobian(_Measured):
    """∂(forward)/∂x with the result's axes first: numerator-first, T[k, l, p, q] = ∂Y_kl / ∂W_pq."""

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """The Jacobian, shape (*y, *x)."""
        (name,) = self.wrt
        f, x = self.as_function_of(name, arguments), arguments[name]
        return (derivatives.jacobian(f, x, self.method(name, f, x)),)


class BilinearTensor(_Measured):
    """H with A : H : B = forward(A, B) for a bilinear forward: axes of A, then of the result, then of B.

    The derivative by B at A = E_ij is the slice H[i, j], because the forward is linear in A.
    """

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """The tensor H."""
        first, second = self.wrt
        A, B = arguments[first], arguments[second]
        slices = []
        for E in np.eye(A.size).reshape(A.size, *A.shape):
            f = self.as_function_of(second, {**arguments, first: E})
            slices.append(derivatives.jacobian(f, B, self.method(second, f, B)))
        return (np.stack(slices).reshape(*A.shape, *slices[0].shape),)


class Value:
    """The forward function's own value: for exercises that ask for a forward function or a count."""

    kind = "true value"

    def __init__(self, forward: Callable[..., Any]) -> None:
        self.forward = forward
        self.names = parameters(forward)

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        """The forward function's value."""
        return (np.asarray(self.forward(**{name: arguments[name] for name in self.names}), dtype=float),)
