"""Forms: what the last step of a derivation must look like, and which steps must not be skipped.

A step that is asked for is known by its look and by its work: a part that stands there and does nothing, such as
+ 0 Tr(A), is none. So it is tried what the step is worth without that part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.notation.derivation.chain import Chain
from autograder.notation.syntax.tree import (
    PRODUCTS,
    Apply,
    Binary,
    Indexed,
    Negative,
    Node,
    Number,
    Summed,
    Symbol,
    Transposed,
    factors,
    is_differential,
    rebuilt,
    walk,
)

Form = Callable[[Node], str | None]
Test = Callable[[Node, Chain], bool]
Part = Callable[[Node], bool]
MATRIX_PRODUCTS = (" ", "·", "+", "-")


@dataclass(frozen=True)
class Isolated:
    """The form M : name, on either side of the colon, with neither `name` nor a differential in M."""

    name: str

    def __call__(self, step: Node) -> str | None:
        """What a step lacks of this form, or None."""
        inner = _without_factor(step)
        if not isinstance(inner, Binary) or inner.operator != ":":
            return f"it must have the form M : {self.name}"
        sides = [side for side in (inner.left, inner.right) if side != Symbol(self.name)]
        if len(sides) != 1 or mentions(self.name, sides[0]):
            return f"{self.name} must stand alone on one side of the colon, and nowhere else"
        if _moves(sides[0]):
            return f"no differential may be left beside {self.name}, on the other side of the colon"
        return None


def isolated(name: str) -> Isolated:
    """The form M : name, on either side of the colon, with neither `name` nor a differential in M."""
    return Isolated(name)


def free_of(names: Sequence[str], sentence: str) -> Form:
    """The form in which none of these symbols or functions is left, and no differential."""
    return lambda step: sentence if _moves(step) or any(mentions(name, step) for name in names) else None


def applies(function: str) -> Test:
    """The test that a step is this function of a product of matrices, but for a sign and a number before it.

    A term beside others could be one that is 0.
    """

    def passes(step: Node, chain: Chain) -> bool:
        inner = _without_factor(step)
        return isinstance(inner, Apply) and inner.function == function and all(map(_is_of_matrices, walk(inner.body)))

    return passes


def uses(name: str) -> Test:
    """The test that this symbol is a factor of every term of a step, whose value depends on it."""
    return lambda step, chain: _is_factor(name, step) and chain.depends_on(name, step)


def either(*tests: Test) -> Test:
    """The test that a step passes one of several."""
    return lambda step, chain: any(passes(step, chain) for passes in tests)


def both(*tests: Test) -> Test:
    """The test that a step passes all of several."""
    return lambda step, chain: all(passes(step, chain) for passes in tests)


def through(*wanted: Part) -> Test:
    """The test that all of a step's value goes through such parts: it is 0 when they are."""

    def passes(step: Node, chain: Chain) -> bool:
        def without(node: Node) -> Node | None:
            return Binary(" ", Number("0"), node) if any(is_wanted(node) for is_wanted in wanted) else None

        return any(any(is_wanted(node) for is_wanted in wanted) for node in walk(step)) and chain.vanishes(
            rebuilt(step, without)
        )

    return passes


def symbol(name: str) -> Part:
    """The parts that are this symbol, or an entry of it."""
    return lambda node: isinstance(node, Symbol) and node.name == name


def differential_of_an_expression(node: Node) -> bool:
    """Whether a part is d( )."""
    return isinstance(node, Apply) and node.function == "d"


def quotient(tops: Sequence[str], bottoms: Sequence[str]) -> Part:
    """The parts ∂of/∂by with such names above and below, or with ∂( ) of an expression in which no h stands above."""

    def matches(node: Node) -> bool:
        if not isinstance(node, Binary) or node.operator != "/" or _name(node.right) not in bottoms:
            return False
        top = node.left
        expression = isinstance(top, Apply) and top.function == "∂" and not mentions("h", top.body)
        return expression or _name(top) in tops

    return matches


def product_of(name: str, moving: str) -> Part:
    """The parts that are a product of the matrix `name` with what holds the differential `moving`, side by side.

    X dWᵀ and (F : dW) X are; (Gᵀ X) : dW is not. Entries such as X_ik dW_jk are wherever they stand in the product.
    """

    def is_matrix(node: Node) -> bool:
        while isinstance(node, Transposed):
            node = node.body
        return node == Symbol(name)

    def matches(node: Node) -> bool:
        if not isinstance(node, Binary) or node.operator not in PRODUCTS:
            return False
        left, right = _last_factor(node.left), _first_factor(node.right)
        if (is_matrix(left) and mentions(moving, right)) or (is_matrix(right) and mentions(moving, left)):
            return True
        pair = [Symbol(name), Symbol(moving)]
        if not isinstance(right, Indexed) or right.body not in pair:
            return False
        other = pair[right.body == pair[0]]
        return any(isinstance(part, Indexed) and part.body == other for part in factors(node.left))

    return matches


def _last_factor(node: Node) -> Node:
    while isinstance(node, Binary) and node.operator in PRODUCTS:
        node = node.right
    return node


def _first_factor(node: Node) -> Node:
    while isinstance(node, Binary) and node.operator in PRODUCTS:
        node = node.left
    return node


def hadamard_with(*moving: str) -> Part:
    """The parts U ⊙ V of which one side holds one of these differentials."""
    return lambda node: (
        isinstance(node, Binary) and node.operator == "⊙" and any(mentions(name, node) for name in moving)
    )


def summed_delta(step: Node, chain: Chain) -> bool:
    """The test that a step goes through a δ with an index that is summed."""

    def is_wanted(node: Node) -> bool:
        return isinstance(node, Indexed) and node.body == Symbol("δ") and not set(node.letters) <= set(chain.free)

    return through(is_wanted)(step, chain)


def rearranged(ring: Node, end: str) -> Test:
    """The test that a step is a trace of another product than `ring` is, a colon of products, or a sum over entries.

    The colon with the symbol `end` by itself is the end, also as 1 Q, −Q or (Qᵀ)ᵀ.
    """
    start = _word(_without_factor(ring))

    def passes(step: Node, chain: Chain) -> bool:
        inner = _without_factor(step)
        if isinstance(inner, Binary) and inner.operator == ":":
            words = [_word(side) or [] for side in (inner.left, inner.right)]
            return all(words) and [(end, False)] not in words
        return isinstance(inner, Summed) or (isinstance(inner, Apply) and _word(inner) not in (None, start))

    return passes


def _word(node: Node) -> list[tuple[str, bool]] | None:
    """The factors of a product of symbols, or of its trace, and whether each is transposed; None for anything else."""
    match node:
        case Apply(function="Tr", body=body):
            return _word(body)
        case Symbol(name=name):
            return [(name, False)]
        case Number():
            return []
        case Negative(body=body):
            return _word(body)
        case Transposed(body=body):
            inner = _word(body)
            return None if inner is None else [(name, not turned) for name, turned in reversed(inner)]
        case Binary(operator=operator) if operator in PRODUCTS:
            words = [_word(part) for part in factors(node)]
            return None if None in words else [pair for word in words for pair in word or ()]
        case _:
            return None


def _without_factor(step: Node) -> Node:
    """A step without its sign and a number before it."""
    inner = step.body if isinstance(step, Negative) else step
    if isinstance(inner, Binary) and inner.operator in PRODUCTS and isinstance(inner.left, Number):
        return inner.right
    return inner


def _name(node: Node) -> str:
    inner = node.body if isinstance(node, Indexed) else node
    return inner.name if isinstance(inner, Symbol) else ""


def _is_of_matrices(node: Node) -> bool:
    return isinstance(node, Symbol | Transposed | Negative | Number) or (
        isinstance(node, Binary) and node.operator in MATRIX_PRODUCTS
    )


def _is_factor(name: str, node: Node) -> bool:
    match node:
        case Binary(operator="+" | "-", left=left, right=right):
            return _is_factor(name, left) and _is_factor(name, right)
        case Binary(operator="/", left=left):
            return _is_factor(name, left)
        case Binary(left=left, right=right):
            return _is_factor(name, left) or _is_factor(name, right)
        case Negative(body=body) | Transposed(body=body) | Indexed(body=body) | Summed(body=body):
            return _is_factor(name, body)
        case _:
            return node == Symbol(name)


def mentions(name: str, node: Node) -> bool:
    """Whether a symbol or function of this name stands in a step."""
    return any(getattr(part, "name", getattr(part, "function", "")) == name for part in walk(node))


def _moves(node: Node) -> bool:
    """Whether a differential stands in a step: dW, ∂L, d( ), ∂( )."""
    return any(
        (isinstance(part, Symbol) and is_differential(part.name))
        or (isinstance(part, Apply) and part.function in ("d", "∂"))
        for part in walk(node)
    )
