"""Steps that must be seen: a derivation that skips them is none.

A step that is asked for is known by its look and by its work: a part that stands there and does nothing, such as
+ 0 Tr(A), is none. So it is tried what the step is worth without that part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from autograder.notation.derivation.chain import Chain
from autograder.notation.derivation.forms import Part, is_moving, without_factor
from autograder.notation.functions.table import FUNCTIONS
from autograder.notation.meaning.fitting import IDENTITY
from autograder.notation.meaning.indices import DELTA, name_of
from autograder.notation.syntax.tree import (
    PRODUCTS,
    Apply,
    Binary,
    Indexed,
    Negative,
    Node,
    Number,
    Power,
    Summed,
    Symbol,
    Transposed,
    factors,
    rebuilt,
    walk,
)

Test = Callable[[Node, Chain], bool]
LINEAR = ("Tr", "rowsum", "colsum", "rowmean", "colmean", "mean", "diag")
MATRIX_PRODUCTS = (" ", "·", "+", "-")


@dataclass(frozen=True)
class InOrder:
    """Alternatives, each a row of tests that steps of a derivation must pass one after another."""

    rows: tuple[tuple[Test, ...], ...]


Wanted = Test | InOrder


def in_order(*rows: Sequence[Test]) -> InOrder:
    """What is seen where steps pass one of these rows of tests, one after another."""
    return InOrder(tuple(map(tuple, rows)))


def is_seen(wanted: Wanted, steps: Sequence[Node], chain: Chain) -> bool:
    """Whether what is wanted is seen in these steps of a chain."""
    rows = wanted.rows if isinstance(wanted, InOrder) else ((wanted,),)
    return any(_pass(row, iter(steps), chain) for row in rows)


def _pass(row: Sequence[Test], steps: Iterator[Node], chain: Chain) -> bool:
    """Whether steps pass the tests of a row in turn: each test goes on behind the step that passed the one before."""
    return all(any(passes(step, chain) for step in steps) for passes in row)


def applies(function: str) -> Test:
    """The test that a step is this function of a product of matrices, but for a sign and a number before it.

    A term beside others could be one that is 0.
    """

    def passes(step: Node, chain: Chain) -> bool:
        inner = without_factor(step)
        return isinstance(inner, Apply) and inner.function == function and all(map(_is_of_matrices, walk(inner.body)))

    return passes


def uses(name: str) -> Test:
    """The test that this symbol is a factor of every term of a step, whose value depends on it."""
    return lambda step, chain: _is_factor(name, step) and chain.depends_on(name, step)


def either(*tests: Test) -> Test:
    """The test that a step passes one of several."""
    return lambda step, chain: any(passes(step, chain) for passes in tests)


def through(*wanted: Part) -> Test:
    """The test that all of a step's value goes through such parts: it is 0 when they are.

    A step that divides by what moves is none: times (G : (X dWᵀ))/(G : dY) is times 1.
    """

    def passes(step: Node, chain: Chain) -> bool:
        if any(map(_undoes, walk(step))):
            return False

        def without(node: Node) -> Node | None:
            return Binary(" ", Number("0"), node) if any(is_wanted(node) for is_wanted in wanted) else None

        return any(any(is_wanted(node) for is_wanted in wanted) for node in walk(step)) and chain.vanishes(
            rebuilt(step, without)
        )

    return passes


def _undoes(node: Node) -> bool:
    """Whether a part holds what moves, or a δ, in a place from which it can undo what stands elsewhere in a step.

    Below a line it can, in a power, and in a function that is not linear; ∂Y/∂W is no such place.
    """
    match node:
        case Binary(operator="/" | "⊘", right=inner) if not name_of(inner):
            pass
        case Power(body=inner):
            pass
        case Apply(function=function, body=inner) if function in FUNCTIONS and function not in LINEAR:
            pass
        case _:
            return False
    return any(is_moving(part) or part == Symbol(DELTA) for part in walk(inner))


def rearranged(ring: Node, freed: str) -> Test:
    """The test that a step is a trace of another product than `ring` is, a colon of products, or a sum over entries.

    A colon with `freed` alone on a side is the end, however it is dressed: (1 Q) : (R P) is no step towards it.
    """
    start, end = _word(without_factor(ring)), [(freed, False)]

    def passes(step: Node, chain: Chain) -> bool:
        inner = without_factor(step)
        if isinstance(inner, Binary) and inner.operator == ":":
            sides = (_word(inner.left), _word(inner.right))
            return all(sides) and end not in sides
        return isinstance(inner, Summed) or (isinstance(inner, Apply) and _word(inner) not in (None, start))

    return passes


def _word(node: Node) -> list[tuple[str, bool]] | None:
    """The factors of a product of symbols, or of its trace, and whether each is transposed; None for anything else."""
    match node:
        case Apply(function="Tr", body=body):
            return _word(body)
        case Symbol(name=name):
            return [] if name == IDENTITY else [(name, False)]
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
