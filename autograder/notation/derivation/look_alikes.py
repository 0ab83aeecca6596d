"""Look-alikes: formulas that are read as they are written, and are seldom what is meant."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.notation.syntax.tree import BARS, Apply, Node, Power, Symbol, is_differential, walk


def advice(steps: Iterable[Node]) -> str:
    """What to write in place of a look-alike in steps that are not all equal, "" where there is none.

    >>> from autograder.notation.syntax.parser import Syntax
    >>> advice(Syntax({"K": (), "dK": ()}).parse("dK⁻¹ = K⁻¹"))
    'dK⁻¹ is (dK)⁻¹, the inverse of dK: write d(K⁻¹), with brackets, for the differential of K⁻¹.'
    """
    for part in (part for step in steps for part in walk(step)):
        if isinstance(part, Power) and part.exponent == -1 and _is_differential(part.body):
            name = part.body.name[1:] if isinstance(part.body, Symbol) else "A"
            return (
                f"d{name}⁻¹ is (d{name})⁻¹, the inverse of d{name}: "
                f"write d({name}⁻¹), with brackets, for the differential of {name}⁻¹."
            )
        if isinstance(part, Apply) and part.function == BARS:
            return "|A| is ‖A‖ here, the root of A : A: write det(A) for the determinant."
    return ""


def _is_differential(node: Node) -> bool:
    return (isinstance(node, Symbol) and is_differential(node.name)) or (
        isinstance(node, Apply) and node.function in ("d", "∂")
    )
