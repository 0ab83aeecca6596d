"""The notation's meaning: a part of a line as a tensor, in matrix and in index notation alike.

A value has named axes, one for each free index (X_cj has the axes c and j), and then positional ones (X has two). One
operation serves all products: axes of the same name are matched; "·" contracts the last positional axis of the left
with the first of the right, ":" the last two with the first two, "⊙" pairs them all and contracts none. Shapes are
checked by the names of the dimensions, so that what conforms only by accident of the sizes does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_letters

import numpy as np

from autograder.derivatives import Array
from autograder.notation.syntax import NotationError
from autograder.notation.tree import Apply, Binary, Indexed, Negative, Node, Number, Summed, Symbol, Transposed

LARGEST = 1_000_000
DELTA, TRACE = "δ", "Tr"
CONTRACTED = {" ": 1, "·": 1, ":": 2}
Dimensions = tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """A tensor: `array` has an axis for each letter of `named`, in alphabetical order, then one for each of `shape`.

    `shape` holds the names of the positional dimensions, such as ("N", "q").
    """

    array: Array
    named: str
    shape: Dimensions

    def equals(self, other: Value) -> bool:
        """Whether the two are the same tensor: same free indices, same shape, same values."""
        if (self.named, self.shape) != (other.named, other.shape):
            return False
        scale = max(
            1.0, float(np.max(np.abs(self.array), initial=0.0)), float(np.max(np.abs(other.array), initial=0.0))
        )
        return bool(np.all(np.abs(self.array - other.array) <= 1e-9 * scale))

    def __str__(self) -> str:
        if self.named and not self.shape:
            return f"an entry with the indices {', '.join(self.named)}"
        return in_words(self.shape) + (f" for each {', '.join(self.named)}" if self.named else "")


def in_words(shape: Dimensions) -> str:
    """A symbolic shape as a student reads it: "a number" for ()."""
    return f"({', '.join(shape)})" if shape else "a number"


@dataclass(frozen=True)
class World:
    """What the symbols are, at one choice of sizes.

    `values` maps a symbol to its array and dimensions; `functions` maps h and h' to what they compute; `differentials`
    maps a spelling such as ∂D to what it is a differential of, and `partials` (of, by) to ∂of/∂by; `ranges` holds the
    dimensions of the free indices. With `einstein` an index that stands twice in a product is summed without a Σ.
    """

    sizes: Mapping[str, int]
    values: Mapping[str, tuple[Array, Dimensions]]
    functions: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    differentials: Mapping[str, str] = field(default_factory=dict)
    partials: Mapping[tuple[str, str], tuple[Array, Dimensions]] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    einstein: bool = False

    def value(self, step: Node) -> Value:
        """The value of a whole step. Raises NotationError where it does not conform."""
        free = frozenset(self.ranges)
        found = self._value(step, self._ranges_in(step, dict(self.ranges)), free)
        for letter in found.named:
            if letter not in free:
                how = "stands alone" if self.einstein else f"is not summed: a Σ_{letter} is missing"
                raise NotationError(f"the index {letter} {how}, and the left side does not have it", step.column)
        return found

    def _value(self, node: Node, ranges: Mapping[str, str], kept: frozenset[str]) -> Value:
        match node:
            case Number(text=text):
                return Value(np.asarray(float(text)), "", ())
            case Symbol(name=name):
                return self._symbol(name, node)
            case Indexed(body=body, letters=letters):
                return self._indexed(body, letters, ranges, kept, node)
            case Transposed(body=body):
                return _transpose(self._value(body, ranges, kept), node)
            case Negative(body=body):
                value = self._value(body, ranges, kept)
                return Value(-value.array, value.named, value.shape)
            case Apply(function=function, body=body):
                return self._apply(function, self._value(body, ranges, kept), node)
            case Summed(letters=letters, body=body):
                outer = {letter: dimension for letter, dimension in ranges.items() if letter not in letters}
                value = self._value(body, self._ranges_in(body, outer), kept | set(letters))
                return _sum_over(letters, value, node)
            case Binary(operator="/", left=left, right=right):
                return self._ratio(left, right, ranges, kept, node)
            case Binary(operator=operator, left=left, right=right):
                pair = self._value(left, ranges, kept), self._value(right, ranges, kept)
                if operator in "+-":
                    return _add(*pair, 1.0 if operator == "+" else -1.0, node)
                return self._multiply(*pair, operator, kept, node)
            case _:
                raise NotationError("this part has no meaning here", node.column)

    def _symbol(self, name: str, node: Node) -> Value:
        if name == DELTA:
            raise NotationError("δ needs its two indices, as in δ_ij", node.column)
        if name not in self.values:
            raise NotationError(f"{name} has a meaning only in a quotient such as ∂D_ij/∂W_dc", node.column)
        return Value(self.values[name][0], "", self.values[name][1])

    def _indexed(self, body: Node, letters: str, ranges: Mapping[str, str], kept: frozenset[str], node: Node) -> Value:
        if isinstance(body, Symbol) and body.name == DELTA:
            value = self._delta(letters, ranges, node)
        else:
            value = self._value(body, ranges, kept)
        if len(letters) != len(value.shape):
            has = f"{len(value.shape)} indices, {in_words(value.shape)}," if value.shape else "no index"
            raise NotationError(f"{body} has {has} and {len(letters)} are written: {letters}", node.column)
        for letter, dimension in zip(letters, value.shape, strict=True):
            if ranges[letter] != dimension:
                raise NotationError(
                    f"the index {letter} runs over {ranges[letter]}, and in {body} it would run over {dimension}",
                    node.column,
                )
        return _take(value, letters)

    def _delta(self, letters: str, ranges: Mapping[str, str], node: Node) -> Value:
        if len(letters) != 2:
            raise NotationError(f"δ has two indices, and {len(letters)} are written: {letters}", node.column)
        first, second = (ranges.get(letter) for letter in letters)
        if first is None or second is None:
            raise NotationError(f"what δ_{letters} runs over is not known: {letters} stand in no matrix", node.column)
        if first != second:
            raise NotationError(
                f"δ_{letters} compares {letters[0]}, which runs over {first}, with {letters[1]}, over {second}",
                node.column,
            )
        return Value(np.eye(self.sizes[first]), "", (first, first))

    def _apply(self, function: str, value: Value, node: Node) -> Value:
        if function != TRACE:
            return Value(self.functions[function](value.array), value.named, value.shape)
        if len(value.shape) != 2 or value.shape[0] != value.shape[1]:
            raise NotationError(f"Tr needs a square matrix, and this is {in_words(value.shape)}", node.column)
        return Value(np.trace(value.array, axis1=-2, axis2=-1), value.named, ())

    def _ratio(self, left: Node, right: Node, ranges: Mapping[str, str], kept: frozenset[str], node: Node) -> Value:
        over, under = _name(left), _name(right)
        if over in self.differentials and under in self.differentials:
            pair = self.differentials[over], self.differentials[under]
            if pair not in self.partials:
                raise NotationError(f"∂{pair[0]}/∂{pair[1]} is not given here", node.column)
            array, shape = self.partials[pair]
            value, letters = Value(array, "", shape), _letters(left) + _letters(right)
            if not letters:
                return value
            if len(letters) != len(shape):
                raise NotationError(
                    f"∂{pair[0]}/∂{pair[1]} has {len(shape)} indices, and {len(letters)} are written", node.column
                )
            return _take(value, letters)
        top, bottom = self._value(left, ranges, kept), self._value(right, ranges, kept)
        if bottom.shape or bottom.named:
            raise NotationError("only a number can be divided by", node.column)
        return Value(top.array / bottom.array, top.named, top.shape)

    def _multiply(self, left: Value, right: Value, operator: str, kept: frozenset[str], node: Node) -> Value:
        scaling = not left.shape or not right.shape
        if operator == "*" and not scaling:
            raise NotationError(
                "* is ambiguous between matrices: write ⊙ entry by entry, or nothing for the matrix product",
                node.column,
            )
        if operator == "⊙" and left.shape != right.shape:
            raise NotationError(
                f"⊙ needs equal shapes, and these are {in_words(left.shape)} and {in_words(right.shape)}", node.column
            )
        if operator == ":" and (len(left.shape) < 2 or len(right.shape) < 2):
            raise NotationError(
                f"':' needs two matrices, and these are {in_words(left.shape)} and {in_words(right.shape)}", node.column
            )
        common = 0 if scaling or operator == "⊙" else CONTRACTED[operator]
        ends = left.shape[len(left.shape) - common :], right.shape[:common]
        if ends[0] != ends[1]:
            sign = "':'" if operator == ":" else "the product"
            facing = f"{', '.join(ends[0])} and {', '.join(ends[1])} do not meet"
            shapes = f"{in_words(left.shape)} and {in_words(right.shape)}"
            raise NotationError(f"{sign} of {shapes}: {facing}", node.column)
        summed = (
            {letter for letter in left.named if letter in right.named and letter not in kept}
            if self.einstein
            else set()
        )
        return self._einsum(left, right, common, operator == "⊙", summed, node)

    def _einsum(self, left: Value, right: Value, common: int, paired: bool, summed: set[str], node: Node) -> Value:
        """One product: `common` axes contracted, or all of them `paired`; axes named in `summed` are summed."""
        named = "".join(sorted(set(left.named) | set(right.named)))
        fresh = iter(letter for letter in ascii_letters if letter not in named)
        first = [next(fresh) for _ in left.shape]
        second = first if paired else [*first[len(first) - common :], *(next(fresh) for _ in right.shape[common:])]
        kept = "".join(letter for letter in named if letter not in summed)
        result = first if paired else [*first[: len(first) - common], *second[common:]]
        size = np.prod([float(n) for n in (*left.array.shape, *right.array.shape)])
        if size > LARGEST:
            raise NotationError("there are too many indices at once to compute this", node.column)
        a, b = left.named + "".join(first), right.named + "".join(second)
        array = np.einsum(f"{a},{b}->{kept}{''.join(result)}", left.array, right.array)
        shape = left.shape if paired else (*left.shape[: len(first) - common], *right.shape[common:])
        return Value(np.asarray(array), kept, shape)

    def _ranges_in(self, node: Node, known: Mapping[str, str]) -> dict[str, str]:
        """What each free index of a part runs over: read off the matrices it stands at, then passed on through δ."""
        ranges = dict(known)
        deltas = []
        for part in _outside_sums(node):
            if _name(part) == DELTA:
                deltas.append(_letters(part))
            elif isinstance(part, Indexed):
                for letter, dimension in zip(part.letters, self._shape(part.body), strict=False):
                    ranges.setdefault(letter, dimension)
        ties = [(pair[k], pair[1 - k]) for pair in deltas if len(pair) == 2 for k in (0, 1)]
        for _ in deltas:
            for one, other in ties:
                if one in ranges:
                    ranges.setdefault(other, ranges[one])
        return ranges

    def _shape(self, body: Node) -> Dimensions:
        name = _name(body)
        if name in self.differentials:
            name = self.differentials[name]
        if name in self.values:
            return self.values[name][1]
        return self._value(body, {}, frozenset()).shape


def _outside_sums(node: Node) -> Iterator[Node]:
    """A node and its parts, but nothing below a Σ, which has indices of its own; and nothing below an index."""
    yield node
    if isinstance(node, Summed | Indexed):
        return
    for name in ("left", "right", "body"):
        if (part := getattr(node, name, None)) is not None:
            yield from _outside_sums(part)


def _name(node: Node) -> str:
    """The name of a symbol, with or without indices; "" for anything else."""
    inner = node.body if isinstance(node, Indexed) else node
    return inner.name if isinstance(inner, Symbol) else ""


def _letters(node: Node) -> str:
    return node.letters if isinstance(node, Indexed) else ""


def _take(value: Value, letters: str) -> Value:
    """The positional axes named by letters; a letter that stands twice takes the diagonal."""
    named = "".join(sorted({*value.named, *letters}))
    return Value(np.einsum(f"{value.named}{letters}->{named}", value.array), named, ())


def _transpose(value: Value, node: Node) -> Value:
    if len(value.shape) != 2:
        raise NotationError(f"only a matrix has a transpose, and this is {in_words(value.shape)}", node.column)
    return Value(np.swapaxes(value.array, -1, -2), value.named, value.shape[::-1])


def _sum_over(letters: str, value: Value, node: Node) -> Value:
    for letter in letters:
        if letter not in value.named:
            raise NotationError(f"Σ_{letters} sums over {letter}, which does not stand behind it", node.column)
    axes = tuple(value.named.index(letter) for letter in letters)
    kept = "".join(letter for letter in value.named if letter not in letters)
    return Value(np.asarray(value.array.sum(axis=axes)), kept, value.shape)


def _add(left: Value, right: Value, sign: float, node: Node) -> Value:
    if (left.named, left.shape) != (right.named, right.shape):
        raise NotationError(f"these cannot be added: {left} and {right}", node.column)
    return Value(left.array + sign * right.array, left.named, left.shape)
