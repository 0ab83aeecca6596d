"""The notation's meaning: what a step of a derivation is worth, for random matrices of given sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np

from autograder.notation.meaning.indices import (
    DELTA,
    Ranges,
    Scope,
    check_delta,
    check_letters,
    check_sum,
    check_whole,
    letters_of,
    name_of,
    ranges_in,
    without,
)
from autograder.notation.meaning.tensor import (
    Dimensions,
    Value,
    add,
    entry,
    multiply,
    sum_over,
    total,
    trace,
    transposed,
)
from autograder.notation.signature import concrete, parse_arguments
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import (
    Apply,
    Binary,
    Indexed,
    Negative,
    Node,
    Number,
    Summed,
    Symbol,
    Transposed,
    walk,
)
from autograder.numerics.arrays import Array, signed_directions
from autograder.numerics.derivatives import STEP

DIFFERENTIAL, PARTIAL = "d", "∂"
NO_RANGES: Ranges = {}


@dataclass(frozen=True)
class World:
    """What the symbols are, at one choice of sizes.

    `values` maps a symbol to its array and dimensions, a differential such as dW among them; `functions` maps h and h'
    to what they compute; `differentials` maps a spelling such as ∂D to what it is a differential of, and `partials`
    (of, by) to ∂of/∂by. With `einstein` an index that stands twice in a product is summed without a Σ.
    """

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[Array, Dimensions]]
    functions: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    differentials: Mapping[str, str] = field(default_factory=dict)
    partials: Mapping[tuple[str, str], tuple[Array, Dimensions]] = field(default_factory=dict)
    einstein: bool = False

    def value(self, step: Node, free: Ranges = NO_RANGES) -> Value:
        """The value of a whole step with these free indices. Raises NotationError where it does not conform."""
        found = self._value(step, Scope(self._ranges_in(step, free), frozenset(free)))
        for letter in found.named:
            if letter not in free:
                how = "stands alone" if self.einstein else f"is not summed: a Σ_{letter} is missing"
                raise NotationError(f"the index {letter} {how}, and the left side does not have it", step.column)
        return found

    def free(self, step: Node) -> Ranges:
        """The indices that a step leaves free, with what they run over. Raises NotationError as `value` does."""
        ranges = self._ranges_in(step, NO_RANGES)
        return {letter: ranges[letter] for letter in self._value(step, Scope(ranges)).named}

    def _value(self, node: Node, scope: Scope) -> Value:
        match node:
            case Number(text=text):
                return Value(np.asarray(float(text)))
            case Symbol(name=name):
                return self._symbol(name, node.column)
            case Indexed():
                return self._indexed(node, scope)
            case Transposed(body=body):
                return transposed(self._value(body, scope), node.column)
            case Negative(body=body):
                value = self._value(body, scope)
                return replace(value, array=-value.array)
            case Apply(function=function, body=body):
                return self._applied(function, body, scope, node.column)
            case Summed(letters=letters, body=body):
                inner = Scope(self._ranges_in(body, without(scope.ranges, letters)), scope.kept | set(letters))
                value = self._value(body, inner)
                check_sum(node, value.named, inner.ranges)
                return sum_over(letters, value)
            case Binary(operator="/", left=left, right=right):
                if name_of(right) in self.differentials:
                    return self._quotient(left, right, scope, node.column)
                return self._divided(self._value(left, scope), self._value(right, scope), node.column)
            case Binary(operator=operator, left=left, right=right):
                pair = self._value(left, scope), self._value(right, scope)
                if operator in "+-":
                    return add(*pair, 1.0 if operator == "+" else -1.0, node.column)
                twice = set(pair[0].named) & set(pair[1].named) - scope.kept if self.einstein else set()
                return multiply(*pair, operator, twice, node.column)
            case _:
                raise NotationError("this part has no meaning here", node.column)

    def _symbol(self, name: str, column: int) -> Value:
        if name == DELTA:
            raise NotationError("δ needs its two indices, as in δ_ij", column)
        if name not in self.values:
            raise NotationError(f"{name} has a meaning only in a quotient such as ∂D_ij/∂W_dc", column)
        array, shape = self.values[name]
        return Value(array, shape=shape)

    def _indexed(self, node: Indexed, scope: Scope) -> Value:
        if name_of(node) == DELTA:
            dimension = check_delta(node.letters, scope.ranges, node.column)
            value = Value(np.eye(self.sizes[dimension]), shape=(dimension, dimension))
        else:
            check_whole(node.body, node.column)
            value = self._value(node.body, scope)
        return self._entry(value, node.letters, node.body, scope, node.column)

    def _entry(self, value: Value, letters: str, what: object, scope: Scope, column: int) -> Value:
        check_letters(letters, value.shape, what, scope.ranges, column)
        present = value.named + letters
        twice = {letter for letter in letters if present.count(letter) > 1} - scope.kept if self.einstein else set()
        return entry(value, letters, twice)

    def _applied(self, function: str, body: Node, scope: Scope, column: int) -> Value:
        if function == PARTIAL:
            raise NotationError("∂( ) has a meaning only in a quotient such as ∂D_ij/∂W_dc", column)
        if function == DIFFERENTIAL:
            return self._differential(body, scope, column)
        value = self._value(body, scope)
        if function == "Tr":
            return trace(value, column)
        return total(value) if function == "sum" else replace(value, array=self.functions[function](value.array))

    def _divided(self, top: Value, bottom: Value, column: int) -> Value:
        if bottom.shape or bottom.named:
            raise NotationError("only a number can be divided by", column)
        if not bottom.array:
            raise NotationError("this divides by zero", column)
        return replace(top, array=top.array / bottom.array)

    def _quotient(self, left: Node, right: Node, scope: Scope, column: int) -> Value:
        """∂of/∂by, where `of` is a symbol or, in brackets, any expression."""
        by = self.differentials[name_of(right)]
        if isinstance(left, Apply) and left.function == PARTIAL:
            value, what = self._measured(left.body, by, scope, column), str(Binary("/", left, Symbol(f"∂{by}")))
        else:
            of = self.differentials.get(name_of(left))
            if of is None:
                raise NotationError(f"∂{by} stands below the line of a quotient such as ∂D_ij/∂W_dc only", column)
            value, what = self._partial(of, by, column), f"∂{of}/∂{by}"
        letters = letters_of(left) + letters_of(right)
        return self._entry(value, letters, what, scope, column) if letters else value

    def _partial(self, of: str, by: str, column: int) -> Value:
        if of == by and of in self.values:
            array, shape = self.values[of]
            return Value(np.eye(array.size).reshape(array.shape * 2), shape=shape * 2)
        if (of, by) not in self.partials:
            raise NotationError(f"∂{of}/∂{by} is not given here", column)
        array, shape = self.partials[of, by]
        return Value(array, shape=shape)

    def _differential(self, body: Node, scope: Scope, column: int) -> Value:
        """d(body), measured: every symbol S moves along dS, where that is given."""
        along = {name: self.values[f"d{name}"][0] for name in self.values if f"d{name}" in self.values}
        if not along:
            raise NotationError("d( ) is not given here", column)
        return self._slope(body, along, scope, column)

    def _measured(self, body: Node, by: str, scope: Scope, column: int) -> Value:
        """∂(body)/∂by: a slope for each entry of `by`, along which every symbol with a partial derivative moves."""
        shape = self.values[by][1]
        sizes = tuple(self.sizes[dimension] for dimension in shape)
        movers = [name for name in self.values if name == by or (name, by) in self.partials]
        slopes = [
            self._slope(body, {name: self._partial(name, by, column).array[..., *at] for name in movers}, scope, column)
            for at in np.ndindex(sizes)
        ]
        array = np.stack([slope.array for slope in slopes], axis=-1)
        array = array.reshape((*array.shape[:-1], *sizes)) if prod(sizes) else array
        return Value(array, slopes[0].named, slopes[0].shape + shape)

    def _slope(self, body: Node, along: Mapping[str, Array], scope: Scope, column: int) -> Value:
        """The derivative of `body` where each symbol moves along its direction, by the complex step."""
        if any(isinstance(part, Apply) and part.function in (DIFFERENTIAL, PARTIAL) for part in walk(body)):
            raise NotationError("a differential inside a differential is not read", column)
        moved = {
            name: (array + 1j * STEP * along[name] if name in along else array, shape)
            for name, (array, shape) in self.values.items()
        }
        value = replace(self, values=moved)._value(body, scope)
        return replace(value, array=np.imag(value.array) / STEP)

    def _ranges_in(self, node: Node, known: Ranges) -> dict[str, str]:
        return ranges_in(node, known, self._shape)

    def _shape(self, body: Node) -> Dimensions:
        name = name_of(body)
        name = self.differentials.get(name, name)
        if name in self.values:
            return self.values[name][1]
        check_whole(body, body.column)
        return self._value(body, Scope(NO_RANGES)).shape


CHOICES = ((2, 3, 4), (4, 2, 3), (3, 5, 2))
Derived = Callable[[dict[str, Array]], Mapping[str, tuple[Array, Dimensions]]]


def worlds(declared: str, derived: Derived | None = None, **meaning: Any) -> tuple[World, ...]:
    """Three worlds for symbols declared as in "G: N p, X: N q", of at most three dimensions.

    `derived` makes further symbols from the drawn ones, with their dimensions; `meaning` goes to each World. A partial
    derivative is given as a function of the drawn values.
    """
    symbols = parse_arguments(declared)
    names = tuple(dict.fromkeys(dimension for symbol in symbols for dimension in symbol.shape))
    rng = np.random.default_rng(0)
    made = []
    for choice in CHOICES:
        sizes = dict(zip(names, choice, strict=False))
        drawn = {symbol.name: signed_directions(rng, concrete(symbol.shape, sizes)) for symbol in symbols}
        values = {symbol.name: (drawn[symbol.name], symbol.shape) for symbol in symbols}
        partials = {pair: measure(drawn) for pair, measure in meaning.get("partials", {}).items()}
        made.append(World(sizes, values | dict(derived(drawn) if derived else {}), **{**meaning, "partials": partials}))
    return tuple(made)
