"""Fitting: what size 𝟏, I, J and C have where they stand, read off their neighbours.

In M 𝟏 the column has as many entries as M has columns; in P ⊙ (G − (G ⊙ P) J) the square J has the size of a row. So
the dimensions of each are unknown at first, and what an operator needs makes them one with known ones. Only that is
looked at here: what does not conform is left as it is, and told when it is valued.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from autograder.notation.functions.rules import ONE, bound, given
from autograder.notation.functions.table import FUNCTIONS
from autograder.notation.meaning.indices import DELTA, letters_of, name_of
from autograder.notation.meaning.tensor import CONTRACTED, Dimensions
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.spelling import ONES
from autograder.notation.syntax.tree import (
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
    rebuilt,
    walk,
)

IDENTITY, ALL_ONES, CENTRING = "I", "J", "C"
CONSTANTS = (ONES, IDENTITY, ALL_ONES, CENTRING)  # unless the exercise, or a derivation, calls something else so
ENTRYWISE = ("+", "-", "⊙", "⊘")


class Unfitted(NotationError):
    """A constant whose size nothing tells."""


@dataclass(eq=False)
class Unknown:
    """A dimension that is not known yet; `known` is what it was found to be one with."""

    known: str | Unknown | None = None


Dimension = str | Unknown
Shape = tuple[Dimension, ...]
Given = Callable[[str], Dimensions | None]  # the shape of a symbol that has one


def holds_constants(step: Node, shape_of: Given) -> bool:
    """Whether any constant in a step has no size yet."""
    return any(_is_constant(node, shape_of) for node in walk(step))


def fitted(step: Node, shape_of: Given, like: Dimensions | None = None, otherwise: str = "") -> Node:
    """The step with each constant in the size that it has there. Raises Unfitted where nothing tells the size.

    `like` is the shape that the whole step must have, where it is known; `otherwise` a dimension for what stays
    unknown.

    >>> from autograder.notation.syntax.parser import Syntax
    >>> (step,) = Syntax({"M": ()}).parse("𝟏ᵀ M J")
    >>> [node.shape for node in walk(fitted(step, {"M": ("N", "p")}.get)) if isinstance(node, Constant)]
    [('N', '1'), ('p', 'p')]
    """
    if not holds_constants(step, shape_of):
        return step
    summed = {letter for node in walk(step) if isinstance(node, Summed) for letter in node.letters}
    fitting = _Fitting(shape_of, frozenset(summed))
    shape = fitting.shape(step)
    if like is not None:
        fitting.alike(shape, like)
    for node, dimensions in fitting.found.values():
        if node.name == ALL_ONES:  # rectangular only where its neighbours say so
            fitting.are_one(*dimensions)
    shapes: dict[int, Dimensions] = {}
    for place, (node, dimensions) in fitting.found.items():
        known = [_known(dimension) for dimension in dimensions]
        if not otherwise and not fitting.clashes and any(isinstance(each, Unknown) for each in known):
            name = node.typed or node.name
            raise Unfitted(f"the size of {name} cannot be read off what stands beside it", node.column)
        shapes[place] = tuple(otherwise or ONE if isinstance(each, Unknown) else each for each in known)

    def sized(node: Node) -> Node | None:
        if isinstance(node, Indexed) and fitting.has_its_size(node):
            return sized(node.body)
        if isinstance(node, Indexed) and _is_constant(node.body, shape_of):
            return _entry(node)
        if id(node) in shapes and isinstance(node, Symbol):
            return Constant(node.name, typed=node.typed, shape=shapes[id(node)], column=node.column)
        return None

    return rebuilt(step, sized)


def _is_constant(node: Node, shape_of: Given) -> bool:
    return (
        isinstance(node, Symbol)
        and not isinstance(node, Constant)
        and node.name in CONSTANTS
        and shape_of(node.name) is None
    )


def _entry(node: Indexed) -> Node:
    """An entry of a constant: I_ij is δ_ij, and all of 𝟏 and J are 1."""
    if name_of(node) == IDENTITY:
        return Indexed(Symbol(DELTA, column=node.column), node.letters, column=node.column)
    return Number("1", column=node.column)


def _known(dimension: Dimension) -> Dimension:
    while isinstance(dimension, Unknown) and dimension.known is not None:
        dimension = dimension.known
    return dimension


@dataclass
class _Fitting:
    """The constants `found` in a step, by their place in memory, with their dimensions; `summed` are its indices."""

    shape_of: Given
    summed: frozenset[str]
    found: dict[int, tuple[Symbol, Shape]] = field(default_factory=dict)
    clashes: bool = False  # whether something does not conform anyway, which is what there is to tell

    def are_one(self, one: Dimension, other: Dimension) -> bool:
        """Whether two dimensions are, or can be, the same: then they are from now on."""
        one, other = _known(one), _known(other)
        if one is other or one == other:
            return True
        if isinstance(one, Unknown):
            one.known = other
        elif isinstance(other, Unknown):
            other.known = one
        else:
            return False
        return True

    def alike(self, one: Shape | None, other: Sequence[Dimension] | None) -> None:
        """Makes two shapes one, as far as they are of as many axes; a column or a row stretches along the other."""
        if one is None or other is None or len(one) != len(other):
            return
        for first, second in zip(one, other, strict=True):
            if ONE not in (_known(first), _known(second)):
                self.clashes |= not self.are_one(first, second)

    def shape(self, node: Node) -> Shape | None:
        """The shape of a part, None where it has none that is known."""
        match node:
            case Symbol():
                return self._symbol(node)
            case Indexed(body=Symbol() as body, letters=size) if self.has_its_size(node):
                found = self._symbol(body) or ()
                for dimension in found:
                    if dimension != ONE:
                        self.are_one(dimension, size)
                return found
            case Number() | Indexed():
                return ()
            case Transposed(body=body):
                inner = self.shape(body)
                return inner and inner[::-1]
            case Power(body=body):
                inner = self.shape(body)
                if inner and len(inner) == 2:
                    self.are_one(*inner)
                return inner
            case Negative(body=body) | Summed(body=body):
                return self.shape(body)
            case Apply(function=name, body=body):
                return self._applied(name, self.shape(body))
            case Binary(operator="/", left=left, right=right):
                return self._quotient(left, right)
            case Binary(operator=operator, left=left, right=right):
                return self._product(operator, self.shape(left), self.shape(right))
        return None

    def has_its_size(self, node: Indexed) -> bool:
        """Whether this is I_n or 𝟏_N: a constant with the letter of its dimension."""
        letter = node.letters
        return _is_constant(node.body, self.shape_of) and letter not in self.summed and self.shape_of(letter) == ()

    def _symbol(self, node: Symbol) -> Shape | None:
        if isinstance(node, Constant):
            return node.shape
        if not _is_constant(node, self.shape_of):
            return self.shape_of(node.name)
        if id(node) not in self.found:
            side = Unknown()
            other: Dimension = ONE if node.name == ONES else Unknown() if node.name == ALL_ONES else side
            self.found[id(node)] = node, (side, other)
        return self.found[id(node)][1]

    def _applied(self, name: str, shape: Shape | None) -> Shape | None:
        if name == "sum":
            return ()
        if name not in FUNCTIONS or shape is None:
            return shape
        known = tuple(map(_known, shape))
        for rule in FUNCTIONS[name].rules:
            letters = bound(rule, known, self.are_one)
            if letters is not None:
                return given(rule, letters, known)
        return None

    def _quotient(self, left: Node, right: Node) -> Shape | None:
        top, bottom = self.shape(left), self.shape(right)
        if letters_of(left) or letters_of(right) or not bottom or top is None:
            return top
        return top + bottom  # ∂Y/∂W

    def _product(self, operator: str, left: Shape | None, right: Shape | None) -> Shape | None:
        if left is None or right is None:
            return None
        if operator in ENTRYWISE:
            self.alike(left, right)
            return right if len(right) > len(left) else tuple(self._stretched(left, right))
        if not left or not right:
            return left or right
        common = CONTRACTED.get(operator, 1)
        for one, other in zip(left[len(left) - common :], right[:common], strict=False):
            self.clashes |= not self.are_one(one, other)
        result = (*left[: len(left) - common], *right[common:])
        return () if tuple(map(_known, result)) == (ONE, ONE) else result

    def _stretched(self, left: Shape, right: Shape) -> Iterator[Dimension]:
        if len(left) != len(right):
            yield from left
            return
        for one, other in zip(left, right, strict=True):
            yield other if _known(one) == ONE else one
