"""Forms: what the last step of a derivation must look like, and the parts that a step must have on the way there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.notation.meaning.indices import name_of
from autograder.notation.syntax.tree import (
    PRODUCTS,
    Apply,
    Binary,
    Indexed,
    Negative,
    Node,
    Number,
    Symbol,
    Transposed,
    factors,
    is_differential,
    walk,
)

Form = Callable[[Node], str | None]
Part = Callable[[Node], bool]


@dataclass(frozen=True)
class Isolated:
    """The form M : name, on either side of the colon, with no differential in M; a number may stand around it.

    Of several names: a sum of such terms, M₁ : dQ + M₂ : dK, one for each.
    """

    names: tuple[str, ...]

    def __call__(self, step: Node, is_number: Part = lambda node: isinstance(node, Number)) -> str | None:
        """What a step lacks of this form, or None; `is_number` knows what may stand around a colon."""

        def is_factor(node: Node) -> bool:
            return is_number(node) and not any(mentions(name, node) for name in self.names)

        terms = list(_terms(step, is_factor)) if len(self.names) > 1 else [without_numbers(step, is_factor)]
        done: list[str] = []
        for term in terms:
            if not isinstance(term, Binary) or term.operator != ":":
                return f"it must have the form {self}"
            both = [without_numbers(side, is_factor) for side in (term.left, term.right)]
            name = next((name for name in self.names if Symbol(name) in both), "")
            sides = [side for side in both if side != Symbol(name)]
            if len(sides) != 1 or mentions(name, sides[0]):
                each = f"each of {', '.join(self.names)}" if len(self.names) > 1 else self.names[0]
                return f"{each} must stand alone on one side of the colon, and nowhere else"
            if _moves(sides[0]):
                return f"no differential may be left beside {name}, on the other side of the colon"
            done.append(name)
        for name in self.names:
            if done.count(name) != 1:
                how = "stands in more than one term: collect them" if name in done else "is missing"
                return f"{name} {how}; it must have the form {self}"
        return None

    def __str__(self) -> str:
        places = "₁₂₃₄₅₆₇₈₉" if len(self.names) > 1 else " "
        return " + ".join(f"M{place.strip()} : {name}" for place, name in zip(places, self.names, strict=False))


def isolated(*names: str) -> Isolated:
    """The form M : name, or M₁ : name + M₂ : other …, with neither these names nor a differential in any M.

    >>> from autograder.notation.syntax.parser import Syntax
    >>> terms = Syntax({"G": (), "dQ": (), "dK": ()}).parse("G : dQ + 2 (Gᵀ : dK) = G : dQ")
    >>> [isolated("dQ", "dK")(term) for term in terms]
    [None, 'dK is missing; it must have the form M₁ : dQ + M₂ : dK']
    """
    return Isolated(names)


def _terms(step: Node, is_number: Part) -> Iterator[Node]:
    """The terms of a sum, also of one in brackets that a number stands before, each without signs and numbers."""
    waiting = [step]
    while waiting:
        inner = without_numbers(waiting.pop(), is_number)
        if isinstance(inner, Binary) and inner.operator in "+-":
            waiting += [inner.right, inner.left]
        else:
            yield inner


def without_numbers(step: Node, is_number: Part) -> Node:
    """A step without its signs, and without the numbers that are before, behind or below it."""
    while True:
        match step:
            case Negative(body=body):
                step = body
            case Binary(operator="/", left=left, right=right) if is_number(right):
                step = left
            case Binary(operator=operator, left=left, right=right) if operator in PRODUCTS and is_number(left):
                step = right
            case Binary(operator=operator, left=left, right=right) if operator in PRODUCTS and is_number(right):
                step = left
            case _:
                return step


def in_terms_of(name: str) -> Form:
    """The form without any d( ), and with no other differential than this one: −K⁻¹ dK K⁻¹ for dK."""

    def lacks(step: Node) -> str | None:
        others = [part for part in walk(step) if part != Symbol(name) and is_moving(part)]
        return f"no d( ) may be left, and no differential but {name}" if others else None

    return lacks


def free_of(names: Sequence[str], sentence: str) -> Form:
    """The form in which none of these symbols or functions is left, and no differential."""
    return lambda step: sentence if _moves(step) or any(mentions(name, step) for name in names) else None


def mentions(name: str, node: Node) -> bool:
    """Whether a symbol or function of this name stands in a step."""
    return any(getattr(part, "name", getattr(part, "function", "")) == name for part in walk(node))


def _moves(node: Node) -> bool:
    """Whether a differential stands in a step: dW, ∂L, d( ), ∂( )."""
    return any(map(is_moving, walk(node)))


def is_moving(part: Node) -> bool:
    """Whether a part is a differential: dW, ∂L, d( ), ∂( )."""
    return (isinstance(part, Symbol) and is_differential(part.name)) or (
        isinstance(part, Apply) and part.function in ("d", "∂")
    )


def without_factor(step: Node) -> Node:
    """A step without its sign and a number before it."""
    inner = step.body if isinstance(step, Negative) else step
    if isinstance(inner, Binary) and inner.operator in PRODUCTS and isinstance(inner.left, Number):
        return inner.right
    return inner


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
        expression = isinstance(top, Apply) and top.function in ("d", "∂") and not mentions("h", top.body)
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


def entries_of(name: str, moving: str) -> Part:
    """The parts that are a product with an entry of `name` and one of `moving`, as G_ij db_j is."""
    return lambda node: (
        isinstance(node, Binary)
        and node.operator in PRODUCTS
        and {Symbol(name), Symbol(moving)} <= {part.body for part in factors(node) if isinstance(part, Indexed)}
    )


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
