"""Quoted rules: "since A : B = Tr(Aᵀ B)" speaks of any two matrices, whatever the exercise calls A and B.

A rule is no step: nothing follows from it. It is let stand where it is true of square matrices of one size, in which
every product conforms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.notation.derivation.chain import Chain, WrongStep
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.fitting import CONSTANTS
from autograder.notation.meaning.work import TooMuch, Work
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import Node, Summed, Symbol, is_differential, rebuilt, walk
from autograder.numerics.arrays import signed_directions

SIZES = (2, 3)  # of the square matrices; what is true by accident of 2 is not of 3


def is_a_rule(steps: Sequence[Node], world: World, work: Work) -> bool | None:
    """Whether an equation holds with every symbol in it a square matrix of its own; None where it has no meaning so.

    `world` lends the functions. Raises TooMuch where it takes too long.

    >>> from autograder.notation.syntax.parser import Syntax
    >>> syntax, world = Syntax({"A": (), "B": ()}), World({}, {})
    >>> [is_a_rule(syntax.parse(rule), world, Work()) for rule in ("A : B = Tr(Aᵀ B)", "A : B = Tr(A B)")]
    [True, False]
    """
    typed = {part.name for step in steps for part in walk(step) if isinstance(part, Symbol)} - set(CONSTANTS)
    names = sorted(typed | {f"d{name}" for name in typed if not is_differential(name)})  # each moves along its own
    if len(steps) < 2 or not typed:
        return None
    rng = np.random.default_rng(0)
    squares = [
        World({"n": n}, {name: (signed_directions(rng, (n, n)), ("n", "n")) for name in names}, world.functions)
        for n in SIZES
    ]
    first, *rest = (rebuilt(step, _without_bounds) for step in steps)
    try:
        chain = Chain.from_step(squares, first, Evaluation(squares[0], work).free_indices(first), work)
        for step in rest:
            chain.check(step)
    except TooMuch:
        raise
    except WrongStep:
        return False
    except NotationError:
        return None
    return True


def _without_bounds(node: Node) -> Node | None:
    """Σ_j for Σ_{j=1}^{n}: what the letters at a rule's ends count is the rule's own."""
    if not isinstance(node, Summed):
        return None
    return Summed(node.letters, rebuilt(node.body, _without_bounds), column=node.column)
