"""Forms: what the last step of a derivation must look like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.notation.syntax.tree import (
    PRODUCTS,
    Apply,
    Binary,
    Negative,
    Node,
    Number,
    Symbol,
    is_differential,
    walk,
)

Form = Callable[[Node], str | None]


@dataclass(frozen=True)
class Isolated:
    """The form M : name, on either side of the colon, with neither `name` nor a differential in M."""

    name: str

    def __call__(self, step: Node) -> str | None:
        """What a step lacks of this form, or None."""
        inner = without_factor(step)
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


def without_factor(step: Node) -> Node:
    """A step without its sign and a number before it."""
    inner = step.body if isinstance(step, Negative) else step
    if isinstance(inner, Binary) and inner.operator in PRODUCTS and isinstance(inner.left, Number):
        return inner.right
    return inner
