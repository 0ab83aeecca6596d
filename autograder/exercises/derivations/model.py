"""Model: the symbols of a derivation, and what is made of them: Y = X Wᵀ + B, in which W alone moves.

What dY, ∂Y/∂W and ∂ℓ/∂W are is measured from the forward functions, and never written down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from autograder.exercises.truth import parameters
from autograder.notation.meaning import elementwise
from autograder.notation.meaning.world import ONE, Derived, Worlds, worlds
from autograder.notation.signature import Result, parse_arguments, parse_signature
from autograder.numerics.arrays import Array, Function
from autograder.numerics.derivatives import complex_step, gradient, jacobian

Forward = Callable[..., Any]
Spellings = dict[str, tuple[str, ...]]
Shaped = dict[str, tuple[Array, tuple[str, ...]]]
Partials = dict[tuple[str, str], Callable[[Mapping[str, Any]], tuple[Array, tuple[str, ...]]]]
ONES = "𝟏"
LOSSES = ("L", "ℓ", "l", "loss")


class Symbols:
    """The symbols of a line such as "X: N q, b: p 1, 𝟏: N 1, h: function -> Y: N p", and the worlds that draw them.

    Raises ValueError where the line is no signature, or an argument of it no symbol of a derivation.
    """

    def __init__(self, line: str) -> None:
        self.line = line
        arguments, self.results = parse_signature(line) if "->" in line else (parse_arguments(line), ())
        for argument in arguments:
            if argument.kind not in ("array", "function"):
                raise ValueError(f"{argument.name} is declared as {argument.kind}: a derivation has matrices and h")
        self.arrays = {each.name: each.shape for each in arguments if each.kind == "array"}
        self.has_h = any(each.kind == "function" for each in arguments)
        self.constants = {name: self.arrays.pop(name) for name in [ONES] if name in self.arrays}

    @property
    def names(self) -> Spellings:
        """The symbols of a formula, with their other spellings."""
        return dict.fromkeys(self.arrays, ()) | dict.fromkeys(self.constants, ("ones", "one"))

    @property
    def functions(self) -> Spellings:
        """The functions of a formula, with their other spellings."""
        return {"h": (), "h'": ("dh",)} if self.has_h else {}

    def worlds(self, differential: str = "", derived: Derived | None = None, **meaning: Any) -> Worlds:
        """Worlds in which all of them are drawn, a differential such as "dW: p q" too."""
        arrays = [f"{name}: {' '.join(shape)}" for name, shape in self.arrays.items()]

        def made(drawn: dict[str, Any]) -> Mapping[str, tuple[Array, tuple[str, ...]]]:
            return {**self._ones(drawn), **(derived(drawn) if derived else {})}

        return worlds(
            ", ".join([*arrays, *([differential] if differential else [])]),
            made if self.constants or derived else None,
            elementwise.drawn if self.has_h else None,
            **meaning,
        )

    def sizes(self, drawn: Mapping[str, Any]) -> dict[str, int]:
        """The size of each dimension, read off what is drawn."""
        shapes = ((shape, drawn[name].shape) for name, shape in self.arrays.items())
        return {each: size for shape, sizes in shapes for each, size in zip(shape, sizes, strict=True)} | {ONE: 1}

    def _ones(self, drawn: Mapping[str, Any]) -> Shaped:
        sizes = self.sizes(drawn)
        return {
            name: (np.ones([sizes[dimension] for dimension in shape]), shape) for name, shape in self.constants.items()
        }


@dataclass(frozen=True)
class Model:
    """Results, made one after another of the symbols and of those before them, in which the symbol `by` alone moves.

    `upstream` names G in dℓ = G : dY for the last result; where there is none, that may be the number ℓ itself.
    Raises ValueError where functions, symbols and shapes do not fit.
    """

    symbols: Symbols
    forwards: tuple[Forward, ...]
    by: str
    upstream: str = ""

    def __post_init__(self) -> None:
        known = [*self.symbols.arrays, "h"]
        if len(self.forwards) != len(self.symbols.results):
            raise ValueError(
                f"{self.symbols.line!r} needs an arrow, and a result for each forward function, as in '-> Y: N p'"
            )
        for forward, result in zip(self.forwards, self.results, strict=True):
            for name in parameters(forward):
                if name not in known:
                    raise ValueError(f"the forward function of {result.name} takes {name}, and no symbol is called so")
            known.append(result.name)
        for name in (self.by, *([self.upstream] if self.upstream else [])):
            if name not in self.symbols.arrays:
                raise ValueError(f"no symbol is called {name}; there are {', '.join(self.symbols.arrays)}")
        last = self.results[-1]
        if self.upstream and self.symbols.arrays[self.upstream] != last.shape:
            raise ValueError(f"{self.upstream} must have the shape of {last.name}, whose upstream gradient it is")

    @property
    def results(self) -> tuple[Result, ...]:
        """The results; a number ℓ that is the last of them is called L, as the notation has it."""
        *before, last = self.symbols.results
        return (*before, Result("L", ()) if last.shape == () and last.name in LOSSES else last)

    @property
    def loss(self) -> str:
        """What stands for ℓ: L, but where L is a matrix; "" where there is none."""
        last = self.results[-1]
        if not self.upstream:
            return last.name if last.shape == () else ""
        return "ℓ" if "L" in (*self.symbols.arrays, *(result.name for result in self.results)) else "L"

    def shape_of(self, name: str) -> tuple[str, ...]:
        """The shape of a symbol or a result."""
        return {**self.symbols.arrays, **{result.name: result.shape for result in self.results}}[name]

    @property
    def still(self) -> tuple[str, ...]:
        """The symbols that could move as well, and do not."""
        return tuple(name for name in self.symbols.arrays if name not in (self.by, self.upstream))

    def values(self, drawn: Mapping[str, Any], fixed: Mapping[str, Array] | None = None) -> dict[str, Array]:
        """The results, with those in `fixed` as they are given there."""
        known, made = dict(drawn), {}
        for forward, result in zip(self.forwards, self.results, strict=True):
            value = fixed[result.name] if fixed and result.name in fixed else self._called(forward, result, known)
            is_row_times_column = result.shape == () and value.shape[-2:] == (1, 1)
            known[result.name] = made[result.name] = value[..., 0, 0] if is_row_times_column else value
        return made

    def _called(self, forward: Forward, result: Result, known: Mapping[str, Any]) -> Array:
        given = {name: known[name] for name in parameters(forward)}
        try:
            value = np.asarray(forward(**given))
        except Exception as error:  # it may raise anything
            shapes = ", ".join(f"{name} of {np.shape(value)}" for name, value in given.items() if not callable(value))
            raised = f"raises {type(error).__name__} where it is given {shapes}: {error}"
            raise ValueError(f"the forward function of {result.name} {raised}") from error
        if value.dtype == object:
            raise ValueError(f"the forward function of {result.name} returns no numbers: is its `return` missing?")
        return value

    def shaped(self, values: Mapping[str, Array], drawn: Mapping[str, Any]) -> Shaped:
        """The results with their dimensions. Raises ValueError where they have others than are declared."""
        sizes = self.symbols.sizes(drawn)
        for result in self.results:
            declared, shape = tuple(sizes.get(each, 0) for each in result.shape), values[result.name].shape
            if shape != declared:
                raise ValueError(
                    f"{result.name} is declared as ({', '.join(result.shape)}), which is {declared} here, and its "
                    f"forward function returns shape {shape}"
                )
        return {result.name: (values[result.name], result.shape) for result in self.results}

    def differentials(self, drawn: Mapping[str, Any]) -> Shaped:
        """What each result moves by when `by` does, what stands still, and dℓ."""
        along = drawn[f"d{self.by}"][np.newaxis]
        made: Shaped = {f"d{name}": (np.zeros_like(drawn[name]), self.shape_of(name)) for name in self.still}
        for result in self.results:
            (moved,) = complex_step(self._function(result.name, self.by, drawn), drawn[self.by], along)
            made[f"d{result.name}"] = (moved, result.shape)
        if self.upstream:
            made[f"d{self.loss}"] = (np.vdot(drawn[self.upstream], moved), ())
        return made

    def partials(self) -> Partials:
        """∂of/∂by, for each result and what it is made of; ∂ℓ/∂by as well, but for ∂ℓ/∂Y, which is the upstream."""
        names = [self.by, *(result.name for result in self.results)]
        made: Partials = {(of, by): partial(self._jacobian, of, by) for by, of in combinations(names, 2)}
        if self.upstream:
            made |= {(self.loss, by): partial(self._gradient, by) for by in names[:-1]}
        return made

    def _function(self, of: str, by: str, drawn: Mapping[str, Any]) -> Function:
        if by == self.by:
            return lambda moved: self.values({**drawn, by: moved})[of]
        return lambda moved: self.values(drawn, {by: moved})[of]

    def _at(self, name: str, drawn: Mapping[str, Any]) -> Array:
        return np.asarray(drawn[name] if name == self.by else self.values(drawn)[name])

    def _jacobian(self, of: str, by: str, drawn: Mapping[str, Any]) -> tuple[Array, tuple[str, ...]]:
        shape = (*self.shape_of(of), *self.shape_of(by))
        return jacobian(self._function(of, by, drawn), self._at(by, drawn)), shape

    def _gradient(self, by: str, drawn: Mapping[str, Any]) -> tuple[Array, tuple[str, ...]]:
        f = self._function(self.results[-1].name, by, drawn)
        return gradient(f, self._at(by, drawn), drawn[self.upstream]), self.shape_of(by)
