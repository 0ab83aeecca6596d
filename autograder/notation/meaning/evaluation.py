"""Evaluation: what a step of a derivation is worth in a world.

The tree of a step is walked, and every node has a tensor; nothing of the text is ever run as code. Derivatives that a
step takes itself, d( ) and ∂( )/∂W, are measured by the complex step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from unicodedata import numeric

import numpy as np

from autograder.notation.functions.rules import ONE
from autograder.notation.functions.table import MEAN_OF_ALL
from autograder.notation.meaning.applied import applied, constant, power
from autograder.notation.meaning.fitting import fitted
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
    Tensor,
    add,
    divide,
    entry,
    multiply,
    product_of_entries,
    sum_over,
    total,
    transposed,
)
from autograder.notation.meaning.work import Work
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import (
    PRODUCTS,
    Apply,
    Binary,
    Constant,
    Indexed,
    Negative,
    Node,
    Number,
    Power,
    Summed,
    Symbol,
    Transposed,
    factors,
    parts,
    rebuilt,
    walk,
)
from autograder.numerics.arrays import Array
from autograder.numerics.derivatives import STEP

DIFFERENTIAL, PARTIAL = "d", "∂"
LONGEST_NUMBER = 16  # characters: beyond the tolerance of 1e-9, and far from the largest number there is
NO_RANGES: Ranges = {}


class OutsideQuotient(NotationError):
    """A differential by itself, where only quotients of them have a meaning."""


def is_zero(node: Node) -> bool:
    """Whether a part is 0 as it is typed, which stands for a matrix of zeros as well, or is times 0: 0 Wᵀ."""
    match node:
        case Number(text=text):
            return len(text) <= LONGEST_NUMBER and worth(text) == 0.0
        case Transposed(body=body) | Negative(body=body):
            return is_zero(body)
        case Binary(operator=" " | "·" | "⊙" | ":", left=left, right=right):
            return is_zero(left) or is_zero(right)
        case Binary(operator="+" | "-", left=left, right=right):
            return is_zero(left) and is_zero(right)
        case _:
            return False


def worth(text: str) -> float:
    """What a number is that is typed so: "2", "0.5", "½".

    >>> worth("½"), worth("0.25")
    (0.5, 0.25)
    """
    return numeric(text) if len(text) == 1 else float(text)


def _mean_of_all(node: Node) -> Node | None:
    """The mean of all entries in the place of the rows' means; None for what is no mean."""
    if not isinstance(node, Apply) or node.function != "mean":
        return None
    return replace(node, function=MEAN_OF_ALL, body=rebuilt(node.body, _mean_of_all))


@dataclass(frozen=True)
class Evaluation:
    """Steps evaluated in one world; `work` counts what that costs."""

    world: World
    work: Work = field(default_factory=Work)

    def value(self, step: Node, free: Ranges = NO_RANGES, like: Dimensions | None = None) -> Tensor:
        """The value of a whole step with these free indices. Raises NotationError where it does not conform.

        `like` is the shape that it should have, from which 𝟏, I and J take their sizes where nothing else tells them.
        The mean of a matrix is the column of its rows' means, or a number where only that fits.
        """
        other = rebuilt(step, _mean_of_all)
        if other == step:
            return self._whole(step, free, like)
        try:
            tensor = self._whole(step, free, like)
        except NotationError:
            with suppress(NotationError):
                return self._whole(other, free, like)
            raise
        if like is not None and tensor.shape != like:
            with suppress(NotationError):
                return self._whole(other, free, like)
        return tensor

    def _whole(self, step: Node, free: Ranges, like: Dimensions | None) -> Tensor:
        step = fitted(step, self.world.shape_of, like)
        tensor = self._value(step, Scope(self._ranges_in(step, free), frozenset(free)))
        for letter in tensor.letters:
            if letter not in free:
                how = "stands alone" if self.world.einstein else f"is not summed: a Σ_{letter} is missing"
                sentence = f"the index {letter} {how}, and the left side does not have it"
                advice = f"Each index that is not free needs its Σ here, as in Σ_{letter}."
                raise NotationError(sentence, step.column, "" if self.world.einstein else advice)
        return tensor

    def free_indices(self, step: Node) -> Ranges:
        """The indices that a step leaves free, with what they run over. Raises NotationError as `value` does."""
        step = fitted(step, self.world.shape_of)
        ranges = self._ranges_in(step, NO_RANGES)
        try:
            letters = self._value(step, Scope(ranges)).letters
        except NotationError:
            other = rebuilt(step, _mean_of_all)
            if other == step:
                raise
            letters = self._value(other, Scope(ranges)).letters
        return {letter: ranges[letter] for letter in letters}

    def _value(self, node: Node, scope: Scope) -> Tensor:
        """The value of a part. Raises NotationError where it is not finite, or does not conform."""
        tensor = self._computed(node, scope)
        self.work.add(tensor.array.size, node.column)
        if not np.all(np.isfinite(tensor.array)):
            raise NotationError("this is not finite: a number is too large, or a divisor too small", node.column)
        return tensor

    def _computed(self, node: Node, scope: Scope) -> Tensor:
        match node:
            case Number(text=text):
                if len(text) > LONGEST_NUMBER:
                    raise NotationError(
                        f"the number has {len(text)} characters; {LONGEST_NUMBER} are plenty", node.column
                    )
                return Tensor(np.asarray(worth(text)))
            case Constant():
                return constant(node, self.world)
            case Symbol(name=name):
                return self._symbol(name, node.column)
            case Indexed():
                return self._indexed(node, scope)
            case Transposed(body=body):
                tensor = self._value(body, scope)
                return tensor if is_zero(body) else transposed(tensor, node.column)
            case Negative(body=body):
                tensor = self._value(body, scope)
                return replace(tensor, array=-tensor.array)
            case Power(body=body, exponent=exponent):
                return power(self._value(body, scope), exponent, body, self.world, node.column)
            case Apply(function=function, body=body):
                return self._applied(function, body, scope, node.column)
            case Summed(letters=letters, body=body):
                inner = Scope(self._ranges_in(body, without(scope.ranges, letters)), scope.free | set(letters))
                entries = self._entries(body, inner)
                if entries is not None:
                    check_sum(node, "".join(part.letters for part in entries), inner.ranges)
                    return self._contracted(entries, set(letters) | self._twice(entries, inner), node.column)
                tensor = self._value(body, inner)
                check_sum(node, tensor.letters, inner.ranges)
                return sum_over(letters, tensor)
            case Binary(operator="/", left=left, right=right):
                if name_of(right) in self.world.differentials:
                    return self._quotient(left, right, scope, node.column)
                return divide(self._value(left, scope), self._value(right, scope), node.column)
            case Binary(operator=operator, left=left, right=right):
                entries = self._entries(node, scope) if self.world.einstein and isinstance(right, Indexed) else None
                if entries is not None:
                    return self._contracted(entries, self._twice(entries, scope), node.column)
                pair = self._value(left, scope), self._value(right, scope)
                if operator in "+-" and is_zero(right):
                    return pair[0]
                if operator in "+-" and not is_zero(left):
                    return add(*pair, 1.0 if operator == "+" else -1.0, node.column)
                if operator in "+-":
                    return replace(pair[1], array=pair[1].array if operator == "+" else -pair[1].array)
                self.work.add(pair[0].array.size * pair[1].array.size, node.column)
                summed = set(pair[0].letters) & set(pair[1].letters) - scope.free if self.world.einstein else set()
                if is_zero(node):  # of whatever shape the 0 is meant to have
                    pair = (total(pair[0]), pair[1]) if is_zero(left) else (pair[0], total(pair[1]))
                product = multiply(*pair, " " if is_zero(node) else operator, summed, node.column)
                # A row times a column is a number, as 𝟏ᵀ G db is.
                return Tensor(product.array[..., 0, 0], product.letters) if product.shape == (ONE, ONE) else product
            case _:
                raise NotationError("this part has no meaning here", node.column)

    def _symbol(self, name: str, column: int) -> Tensor:
        if name == DELTA:
            raise NotationError("δ needs its two indices, as in δ_ij", column)
        if name not in self.world.values and name in self.world.sizes:
            return Tensor(np.asarray(float(self.world.sizes[name])))
        if name not in self.world.values:
            raise OutsideQuotient(f"{name} has a meaning only in a quotient such as ∂D_ij/∂W_dc", column)
        array, shape = self.world.values[name]
        return Tensor(array, shape=shape)

    def _entries(self, body: Node, scope: Scope) -> list[Tensor] | None:
        """The factors of a product of three or more entries, each valued; None for anything else.

        By Einstein's convention none of their letters may stand in three: which two of them are summed, order tells.
        """
        if not isinstance(body, Binary) or body.operator not in PRODUCTS:
            return None
        found = factors(body)
        if len(found) < 3 or not all(map(self._is_entry, found)):
            return None
        entries = [self._value(part, scope) for part in found]
        letters = [letter for part in entries for letter in part.letters if letter not in scope.free]
        return None if self.world.einstein and any(letters.count(letter) > 2 for letter in letters) else entries

    def _is_entry(self, node: Node) -> bool:
        """Whether a part looks like an entry or a number: where it is none, it does not conform anyway."""
        waiting = [node]
        while waiting:
            part = waiting.pop()
            if isinstance(part, Symbol) and self.world.shape_of(part.name) != ():
                return False
            if not isinstance(part, Indexed | Number | Symbol):
                waiting += parts(part)
        return True

    def _twice(self, entries: Sequence[Tensor], scope: Scope) -> set[str]:
        """The letters that are summed without a Σ, as they stand twice."""
        letters = [letter for part in entries for letter in part.letters if letter not in scope.free]
        return {letter for letter in letters if letters.count(letter) > 1} if self.world.einstein else set()

    def _contracted(self, entries: Sequence[Tensor], summed: set[str], column: int) -> Tensor:
        return product_of_entries(entries, summed, partial(self.work.add, column=column), column)

    def _indexed(self, node: Indexed, scope: Scope) -> Tensor:
        if name_of(node) == DELTA:
            tensor = self.world.identity(check_delta(node.letters, scope.ranges, node.column))
        else:
            check_whole(node.body, node.column)
            tensor = self._value(node.body, scope)
        return self._entry(tensor, node.letters, node.body, scope, node.column)

    def _entry(self, tensor: Tensor, letters: str, what: object, scope: Scope, column: int) -> Tensor:
        if ONE in tensor.shape and len(letters) == len(tensor.shape) - 1:  # b_j, where b is a column
            axis = len(tensor.letters) + tensor.shape.index(ONE)
            shape = tuple(dimension for dimension in tensor.shape if dimension != ONE)
            tensor = Tensor(tensor.array.squeeze(axis), tensor.letters, shape)
        check_letters(letters, tensor.shape, what, scope.ranges, column)
        present = tensor.letters + letters
        twice = {letter for letter in letters if present.count(letter) > 1}
        return entry(tensor, letters, twice - scope.free if self.world.einstein else set())

    def _applied(self, function: str, body: Node, scope: Scope, column: int) -> Tensor:
        if function == PARTIAL and not self._partial_is_differential:
            raise NotationError("∂( ) has a meaning only in a quotient such as ∂D_ij/∂W_dc", column)
        if function in (DIFFERENTIAL, PARTIAL):
            return self._differential(body, scope, column)
        tensor = self._value(body, scope)
        if function == "sum":
            return total(tensor)
        if function in self.world.functions:
            return replace(tensor, array=self.world.functions[function](tensor.array))
        return applied(function, tensor, body, self.world, column)

    @property
    def _partial_is_differential(self) -> bool:
        """Whether ∂ is another spelling of d here: no symbol such as ∂W has a meaning of its own, and dW has."""
        return bool(self.world.directions()) and not any(name[0] == PARTIAL for name in self.world.differentials)

    def _quotient(self, left: Node, right: Node, scope: Scope, column: int) -> Tensor:
        """∂of/∂by, where `of` is a symbol or, in brackets, any expression."""
        by = self.world.differentials[name_of(right)]
        top = left.body if isinstance(left, Indexed) else left
        if isinstance(top, Apply) and top.function in (PARTIAL, DIFFERENTIAL):
            tensor, what = self._jacobian(top.body, by, scope, column), str(Binary("/", top, Symbol(f"∂{by}")))
        else:
            of = self.world.differentials.get(name_of(left))
            if of is None:
                raise NotationError(f"∂{by} stands below the line of a quotient such as ∂D_ij/∂W_dc only", column)
            tensor, what = self.world.partial(of, by, column), f"∂{of}/∂{by}"
        letters = letters_of(left) + letters_of(right)
        return self._entry(tensor, letters, what, scope, column) if letters else tensor

    def _differential(self, body: Node, scope: Scope, column: int) -> Tensor:
        """d(body): every symbol S moves along dS, where that is given."""
        along = self.world.directions()
        if not along:
            raise NotationError("d( ) is not given here", column)
        return self._slope(body, along, scope, column)

    def _jacobian(self, body: Node, by: str, scope: Scope, column: int) -> Tensor:
        """∂(body)/∂by: a slope for each entry of `by`, along which every symbol with a partial derivative moves."""
        world = self.world
        shape = world.values[by][1]
        sizes = tuple(world.sizes[dimension] for dimension in shape)
        movers = [name for name in world.values if name == by or (name, by) in world.partials]
        slopes = [
            self._slope(body, {name: world.partial(name, by, column).array[..., *at] for name in movers}, scope, column)
            for at in np.ndindex(sizes)
        ]
        array = np.stack([slope.array for slope in slopes], axis=-1)
        array = array.reshape((*array.shape[:-1], *sizes)) if prod(sizes) else array
        return Tensor(array, slopes[0].letters, slopes[0].shape + shape)

    def _slope(self, body: Node, along: Mapping[str, Array], scope: Scope, column: int) -> Tensor:
        """The derivative of `body` where each symbol moves along its direction, by the complex step."""
        if any(isinstance(part, Apply) and part.function in (DIFFERENTIAL, PARTIAL) for part in walk(body)):
            raise NotationError("a differential inside a differential is not read", column)
        tensor = Evaluation(self.world.stepped(along), self.work)._value(body, scope)
        return replace(tensor, array=np.imag(tensor.array) / STEP)

    def _ranges_in(self, node: Node, known: Ranges) -> dict[str, str]:
        return ranges_in(node, known, self._shape)

    def _shape(self, body: Node) -> Dimensions:
        name = name_of(body)
        name = self.world.differentials.get(name, name)
        if name in self.world.values:
            return self.world.values[name][1]
        if isinstance(body, Apply) and body.function in (PARTIAL, DIFFERENTIAL):  # ∂(W X)_ij/∂W_dc
            body = body.body
        check_whole(body, body.column)
        return self._value(body, Scope(NO_RANGES)).shape
