"""Forms: what the last step of a derivation must look like, and which steps must not be skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.notation.syntax.tree import Apply, Binary, Negative, Node, Number, Symbol, walk

Form = Callable[[Node], str | None]
Test = Callable[[Node], bool]


def isolated(name: str) -> Form:
    """The form M : name, with no `name` in M, on either side of the colon; says what a step lacks of it, or None."""

    def lacks(step: Node) -> str | None:
        inner = _without_factor(step)
        if not isinstance(inner, Binary) or inner.operator != ":":
            return f"it must have the form M : {name}"
        sides = [side for side in (inner.left, inner.right) if side != Symbol(name)]
        if len(sides) != 1 or uses(name)(sides[0]):
            return f"{name} must stand alone on one side of the colon, and nowhere else"
        return None

    return lacks


def _without_factor(step: Node) -> Node:
    """A step without its sign and a number before it."""
    inner = step.body if isinstance(step, Negative) else step
    if isinstance(inner, Binary) and inner.operator in (" ", "·", "*") and isinstance(inner.left, Number):
        return inner.right
    return inner


def free_of(names: Sequence[str], sentence: str) -> Form:
    """The form in which none of these symbols or functions is left."""
    return lambda step: sentence if any(uses(name)(step) or applies(name)(step) for name in names) else None


def applies(function: str) -> Test:
    """The test that a step uses this function."""
    return lambda step: any(isinstance(part, Apply) and part.function == function for part in walk(step))


def uses(name: str) -> Test:
    """The test that a step uses this symbol."""
    return lambda step: any(isinstance(part, Symbol) and part.name == name for part in walk(step))
