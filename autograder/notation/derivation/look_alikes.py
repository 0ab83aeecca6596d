"""Look-alikes: formulas that are read as they are written, and are seldom what is meant."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.notation.syntax.tree import (
    BARS,
    Apply,
    Binary,
    Node,
    Number,
    Power,
    Symbol,
    Transposed,
    is_differential,
    walk,
)


def advice(steps: Iterable[Node]) -> str:
    """What to write in place of a look-alike in steps that are not all equal, "" where there is none.

    >>> from autograder.notation.syntax.parser import Syntax
    >>> advice(Syntax({"K": (), "dK": ()}).parse("dK⁻¹ = K⁻¹"))
    'dK⁻¹ is (dK)⁻¹ here: write d(K⁻¹), with brackets, for the differential of K⁻¹.'
    """
    for part in (part for step in steps for part in walk(step)):
        if isinstance(part, Power) and _is_differential(part.body):
            name = part.body.name[1:] if isinstance(part.body, Symbol) else "A"
            moved, still = (str(Power(Symbol(each), part.exponent)) for each in (f"(d{name})", name))
            return f"d{still} is {moved} here: write d({still}), with brackets, for the differential of {still}."
        if isinstance(part, Apply) and part.function == BARS:
            return "|A| is ‖A‖ here, the root of A : A: write det(A) for the determinant."
    return ""


def has_one_for_ones(step: Node) -> bool:
    """Whether the number 1 stands where it does nothing, or as a term: the column 𝟏 may be meant."""
    return any(
        isinstance(part, Binary) and part.operator != "/" and Number("1") in (_upright(part.left), _upright(part.right))
        for part in walk(step)
    )


def _upright(node: Node) -> Node:
    return node.body if isinstance(node, Transposed) else node


def _is_differential(node: Node) -> bool:
    return (isinstance(node, Symbol) and is_differential(node.name)) or (
        isinstance(node, Apply) and node.function in ("d", "∂")
    )
