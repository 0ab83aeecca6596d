"""Chains of lines: true rewritings are accepted, the line that was corrupted is pointed at."""

import random
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.notation.derivation.forms import isolated
from autograder.notation.derivation.judge import judge_derivation
from autograder.notation.derivation.task import DerivationTask, Start
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.world import World, worlds
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.parser import Syntax
from autograder.notation.syntax.tree import (
    PLAIN,
    Apply,
    Binary,
    Symbol,
    Transposed,
    render,
)

SQUARE = ("A", "B", "C")


def square_worlds():
    """Square matrices of one size, so that every rewriting of products conforms."""
    rng = np.random.default_rng(3)
    return tuple(World({"n": n}, {name: (rng.normal(size=(n, n)), ("n", "n")) for name in SQUARE}) for n in (2, 3, 4))


def rewritings(node, rng):
    """The node after one true identity, applied at a random place where one applies."""
    match node:
        case Binary(operator=":", left=left, right=right):
            choice = rng.randrange(5)
            if choice == 0:
                return Binary(":", right, left)
            if choice == 1:
                return Binary(":", Transposed(left), Transposed(right))
            if choice == 2:
                return Apply("Tr", Binary(" ", Transposed(left), right))
            if isinstance(right, Binary) and right.operator == " ":
                if choice == 3:
                    return Binary(":", Binary(" ", Transposed(right.left), left), right.right)
                return Binary(":", Binary(" ", left, Transposed(right.right)), right.left)
            return Binary(":", right, left)
        case Apply(function="Tr", body=Binary(operator=" ", left=left, right=right)):
            if rng.random() < 0.5:
                return Apply("Tr", Binary(" ", right, left))
            return Binary(":", Transposed(left), right)
        case _:
            return Apply("Tr", Transposed(node.body)) if isinstance(node, Apply) else node


SQUARE_TASK = DerivationTask(
    Syntax(dict.fromkeys(SQUARE, ())), square_worlds(), [Start("A : (B C)", lambda step: None)]
)


def rerender(times, rng):
    """A derivation of so many true steps."""
    node = Binary(":", Symbol("A"), Binary(" ", Symbol("B"), Symbol("C")))
    lines = [render(node, PLAIN)]
    for _ in range(times):
        node = rewritings(node, rng)
        lines.append("= " + render(node, PLAIN))
    return lines


@given(st.integers(0, 10**9))
@settings(max_examples=150)
def test_any_chain_of_true_rewritings_is_accepted(seed):
    lines = rerender(5, random.Random(seed))
    assume(max(map(len, lines)) < 300)
    assert judge_derivation("\n".join(lines), SQUARE_TASK).slug == ""


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(max_examples=150)
def test_a_corrupted_line_is_the_one_pointed_at(seed, broken):
    rng = random.Random(seed)
    lines = rerender(4, rng)
    old = rng.choice([name for name in SQUARE if name in lines[broken]])
    new = rng.choice([name for name in SQUARE if name != old])
    lines[broken] = rng.choice([lines[broken].replace(old, new, 1), "= 2 (" + lines[broken].removeprefix("= ") + ")"])
    assume(max(map(len, lines)) < 300)
    judgement = judge_derivation("\n".join(lines), SQUARE_TASK)
    assert judgement.line == broken + 1
    assert judgement.slug == "wrong_step"


def one_step(syntax, text):
    (step,) = syntax.parse(text)
    return step


def test_an_accident_of_sizes_is_no_conforming():
    task = DerivationTask(Syntax({"U": (), "V": ()}), worlds("U: m n, V: m n"), [Start("U : V", isolated("V"))])
    equal = World(
        {"m": 3, "n": 3}, {name: (np.ones((3, 3)), shape) for name, shape in (("U", ("m", "n")), ("V", ("m", "n")))}
    )
    with pytest.raises(NotationError, match="n and m do not meet"):
        Evaluation(equal).value(one_step(task.syntax, "U V"))


def test_an_index_summed_by_convention():
    rng = np.random.default_rng(0)
    world = partial(World, {"m": 2, "n": 3}, {"U": (rng.normal(size=(2, 3)), ("m", "n"))})
    free = {"i": "m", "k": "m"}
    syntax = Syntax({"U": ()})
    product = Evaluation(world(einstein=True)).value(one_step(syntax, "U_ij U_kj"), free)
    U = world().values["U"][0]
    np.testing.assert_allclose(product.array, U @ U.T)
    with pytest.raises(NotationError, match="Σ_j is missing"):
        Evaluation(world()).value(one_step(syntax, "U_ij U_kj"), free)
