"""Exercise: what a function is asked to compute, said by its forward function and its symbolic shapes.

A signature such as

    "X: N q, W: p q, B: N p, G: N p -> p q"

names the arguments in order and the shape of the result. Besides arrays an argument may be `m: size` (the value of a
dimension), `d: index H` (a valid index into one), `shape: tuple`, or the pair `h: function, dh: derivative`. A starred dimension,
`X: *N q`, stands for any number of leading axes, none included. Several results are named: `-> dX: N q, db: p`; the
shape `()` is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from autograder import derivatives
from autograder.derivatives import Array

Sizes = Mapping[str, int | tuple[int, ...]]
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Argument:
    """One argument: `kind` is array, size, index, function, derivative or tuple; `shape` holds dimension names."""

    name: str
    kind: str
    shape: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One result: its name ("" when it is the only one) and its symbolic shape."""

    name: str
    shape: tuple[str, ...]


def parse_signature(signature: str) -> tuple[tuple[Argument, ...], tuple[Result, ...]]:
    """The arguments and results of a signature. Raises ValueError when it has no "->"."""
    left, arrow, right = signature.partition("->")
    if not arrow:
        raise ValueError(f"a signature needs '->' before the result's shape: {signature!r}")
    return parse_arguments(left), tuple(
        Result(name.strip(), _dimensions(shape))
        for name, _, shape in (part.rpartition(":") for part in right.split(","))
    )


def parse_arguments(text: str) -> tuple[Argument, ...]:
    """The arguments named in "X: N q, m: size"; an empty text has none."""
    pairs = (item.partition(":") for item in text.split(",") if item.strip())
    return tuple(_argument(name.strip(), spec.split()) for name, _, spec in pairs)


def _argument(name: str, spec: list[str]) -> Argument:
    match spec:
        case ["size"]:
            return Argument(name, "size", (name,))
        case ["index", dimension]:
            return Argument(name, "index", (dimension,))
        case ["function" | "derivative" | "tuple" as kind]:
            return Argument(name, kind)
        case _:
            return Argument(name, "array", _dimensions(" ".join(spec)))


def _dimensions(text: str) -> tuple[str, ...]:
    return tuple(text.replace("()", "").split())


def concrete(shape: Iterable[str], sizes: Sizes) -> tuple[int, ...]:
    """The numbers of a symbolic shape; a starred dimension stands for a tuple of them."""
    numbers: list[int] = []
    for dimension in shape:
        size = sizes[dimension]
        numbers.extend(size if isinstance(size, tuple) else (size,))
    return tuple(numbers)


def bind(exercise: Exercise, values: Mapping[str, Any]) -> dict[str, int]:
    """The size of every dimension, read off the arguments; starred dimensions are left out."""
    sizes: dict[str, int] = {}
    for argument in (*exercise.arguments, *exercise.hidden):
        value = values[argument.name]
        if argument.kind == "size":
            sizes[argument.name] = value
        elif argument.kind == "array":
            named = [dimension for dimension in argument.shape if not dimension.startswith("*")]
            sizes.update(zip(reversed(named), reversed(value.shape), strict=False))
    return sizes


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return function.__code__.co_varnames[: function.__code__.co_argcount]


class Truth(Protocol):
    """Measures the right results for given arguments, one array for each result of the exercise.

    `kind` says in words what the results are compared with.
    """

    kind: str

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]: ...


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
        (whole,) = super().__call__(arguments)
        return (np.asarray(whole[tuple(arguments[index] for index in self.at)]),)


class Jacobian(_Measured):
    """∂(forward)/∂x with the result's axes first: numerator-first, T[k, l, p, q] = ∂Y_kl / ∂W_pq."""

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
        (name,) = self.wrt
        f, x = self.as_function_of(name, arguments), arguments[name]
        return (derivatives.jacobian(f, x, self.method(name, f, x)),)


class BilinearTensor(_Measured):
    """H with A : H : B = forward(A, B) for a bilinear forward: axes of A, then of the result, then of B.

    The derivative by B at A = E_ij is the slice H[i, j], because the forward is linear in A.
    """

    def __call__(self, arguments: Arguments) -> tuple[Array, ...]:
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
        return (np.asarray(self.forward(**{name: arguments[name] for name in self.names}), dtype=float),)


@dataclass(frozen=True)
class Mistake:
    """A typical wrong formula for one result of an exercise: the slug it goes by, what it computes, its sentence."""

    slug: str
    formula: Callable[..., Any]
    sentence: str
    result: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the exercise's arguments that the formula takes."""
        return parameters(self.formula)


@dataclass(frozen=True)
class Exercise:
    """A function a student completes, and all that the referee needs to judge it.

    name, lesson: its id, unique in the course, and its lesson's name.
    statement: one line of mathematics, in plain Unicode.
    arguments, hidden, results: what the answer is given, what the forward function needs besides, what comes back.
    truth: measures the right results from the arguments.
    integral: the result is a count, so that whole numbers of any dtype will do.
    small, largest: the sizes that dimensions are drawn from, and the largest that one is given while the rest are small.
    cases: draws of its own, (label, arguments) pairs, in place of the general ones.
    at_scale: sizes at which the result is checked along random directions only.
    scales: powers of a common factor for the arguments that the large and the small probe rescale.
    mistakes: its typical wrong formulas.
    """

    name: str
    lesson: str
    statement: str
    arguments: tuple[Argument, ...]
    results: tuple[Result, ...]
    truth: Truth
    hidden: tuple[Argument, ...] = ()
    integral: bool = False
    small: range = range(2, 8)
    largest: int = 12
    cases: Callable[[np.random.Generator], list[tuple[str, Arguments]]] | None = None
    at_scale: Sizes | None = None
    scales: Mapping[str, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    where: str = ""

    @property
    def signature(self) -> str:
        """The call as the student writes it, e.g. "wx_grad_W(W, X, G)"."""
        return f"{self.name}({', '.join(argument.name for argument in self.arguments)})"

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of all dimensions, in order of appearance."""
        named = (dimension for argument in (*self.arguments, *self.hidden) for dimension in argument.shape)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True)
class EinsumExercise:
    """An einsum string, judged by meaning: operands (name, symbolic shape) and the string it must mean.

    `meaning` is compared as a contraction, so that any renaming of its indices is right.
    """

    name: str
    lesson: str
    statement: str
    operands: tuple[Argument, ...]
    meaning: str
    where: str = ""
    results: tuple[Result, ...] = (Result("", ()),)

    @property
    def signature(self) -> str:
        """The call as the student writes it."""
        return f"{self.name}()"


@dataclass(frozen=True)
class WitnessExercise:
    """An example the student must find. `complaint(*example)` is None when it serves, else what it lacks."""

    name: str
    lesson: str
    statement: str
    results: tuple[Result, ...]
    complaint: Callable[..., str | None]
    where: str = ""

    @property
    def signature(self) -> str:
        """The call as the student writes it."""
        return f"{self.name}()"


AnyExercise = Exercise | EinsumExercise | WitnessExercise


@dataclass
class Lesson:
    """A lesson's exercises, in the order in which they are set."""

    name: str
    title: str
    exercises: list[AnyExercise] = field(default_factory=list)

    def exercise(
        self,
        name: str,
        signature: str,
        truth: Truth,
        statement: str,
        hidden: str = "",
        **asked: Any,
    ) -> Exercise:
        """Sets an exercise: its signature (see the module), what measures the truth, one line of mathematics."""
        arguments, results = parse_signature(signature)
        asked.setdefault("scales", {argument.name: 1 for argument in arguments if argument.kind == "array"})
        made = Exercise(name, self.name, statement, arguments, results, truth, parse_arguments(hidden), **asked)
        self.exercises.append(made)
        return made

    def einsum(self, name: str, operands: str, meaning: str, statement: str, where: str = "") -> EinsumExercise:
        """Sets an einsum exercise over operands such as "G: H n, X: m n"."""
        made = EinsumExercise(name, self.name, statement, parse_arguments(operands), meaning, where)
        self.exercises.append(made)
        return made

    def witness(
        self, name: str, results: str, complaint: Callable[..., str | None], statement: str, where: str = ""
    ) -> WitnessExercise:
        """Sets an exercise that asks for an example."""
        _, parsed = parse_signature(f"-> {results}")
        made = WitnessExercise(name, self.name, statement, parsed, complaint, where)
        self.exercises.append(made)
        return made
