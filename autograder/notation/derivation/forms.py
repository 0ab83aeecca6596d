"""Forms: what the last step of a derivation must look like, and which steps must not be skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    is_differential,
    walk,
)

Form = Callable[[Node], str | None]
Depends = Callable[[str, Node], bool]
"""Whether the value of a step depends on the symbol of this name."""
Test = Callable[[Node, Depends], bool]
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
        if len(sides) != 1 or _mentions(self.name, sides[0]):
            return f"{self.name} must stand alone on one side of the colon, and nowhere else"
        if _moves(sides[0]):
            return f"no differential may be left beside {self.name}, on the other side of the colon"
        return None


def isolated(name: str) -> Isolated:
    """The form M : name, on either side of the colon, with neither `name` nor a differential in M."""
    return Isolated(name)


def free_of(names: Sequence[str], sentence: str) -> Form:
    """The form in which none of these symbols or functions is left, and no differential."""
    return lambda step: sentence if _moves(step) or any(_mentions(name, step) for name in names) else None


def applies(function: str) -> Test:
    """The test that a step is this function of a product of matrices, but for a sign and a number before it.

    A term beside others could be one that is 0.
    """

    def passes(step: Node, depends: Depends) -> bool:
        inner = _without_factor(step)
        return isinstance(inner, Apply) and inner.function == function and all(map(_is_of_matrices, walk(inner.body)))

    return passes


def uses(name: str) -> Test:
    """The test that this symbol is a factor of every term of a step, whose value depends on it."""
    return lambda step, depends: _is_factor(name, step) and depends(name, step)


def _without_factor(step: Node) -> Node:
    """A step without its sign and a number before it."""
    inner = step.body if isinstance(step, Negative) else step
    if isinstance(inner, Binary) and inner.operator in (" ", "·", "*") and isinstance(inner.left, Number):
        return inner.right
    return inner


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


def _mentions(name: str, node: Node) -> bool:
    """Whether a symbol or function of this name stands in a step."""
    return any(getattr(part, "name", getattr(part, "function", "")) == name for part in walk(node))


def _moves(node: Node) -> bool:
    """Whether a differential stands in a step: dW, ∂L, d( ), ∂( )."""
    return any(
        (isinstance(part, Symbol) and is_differential(part.name))
        or (isinstance(part, Apply) and part.function in ("d", "∂"))
        for part in walk(node)
    )
