"""Parts: what stands in a step that must be seen, such as the product in which dW still is, or ∂Y/∂W."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.notation.derivation.forms import mentions
from autograder.notation.meaning.indices import name_of
from autograder.notation.syntax.tree import PRODUCTS, Apply, Binary, Indexed, Node, Symbol, Transposed, factors

Part = Callable[[Node], bool]


def symbol(name: str) -> Part:
    """The parts that are this symbol, or an entry of it."""
    return lambda node: isinstance(node, Symbol) and node.name == name


def differential_of_an_expression(node: Node) -> bool:
    """Whether a part is d( )."""
    return isinstance(node, Apply) and node.function == "d"


def quotient(tops: Sequence[str], bottoms: Sequence[str]) -> Part:
    """The parts ∂of/∂by with such names above and below, or with ∂( ) of an expression in which no h stands above."""

    def matches(node: Node) -> bool:
        if not isinstance(node, Binary) or node.operator != "/" or name_of(node.right) not in bottoms:
            return False
        top = node.left
        expression = isinstance(top, Apply) and top.function == "∂" and not mentions("h", top.body)
        return expression or name_of(top) in tops

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
