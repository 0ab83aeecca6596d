"""Applied: powers, functions of the table and constants, as tensors of one world."""

from __future__ import annotations

from dataclasses import replace
from operator import eq

import numpy as np

from autograder.notation.functions.rules import ONE, bound, given, in_words
from autograder.notation.functions.table import FUNCTIONS, Singular, inverse
from autograder.notation.meaning.fitting import CENTRING, IDENTITY
from autograder.notation.meaning.tensor import Tensor, dimensions_in_words
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.tree import ENCLOSING, Constant, Node


class NoInverse(NotationError):
    """A matrix has no inverse in this world; in another one it may have one."""


def constant(symbol: Constant, world: World) -> Tensor:
    """𝟏, I, J or C in the size that was found for it."""
    rows, columns = (1 if dimension == ONE else world.sizes[dimension] for dimension in symbol.shape)
    array = np.ones((rows, columns))
    if symbol.name == IDENTITY:
        array = np.eye(rows)
    if symbol.name == CENTRING:
        array = np.eye(rows) - array / rows
    return Tensor(array, shape=symbol.shape)


def power(tensor: Tensor, exponent: int, base: Node, world: World, column: int) -> Tensor:
    """The product of so many of a matrix, or of a number, or of their inverses.

    Raises NotationError where it is not square, or is 0; NoInverse where it has none in this world.
    """
    if tensor.shape and (len(tensor.shape) != 2 or tensor.shape[0] != tensor.shape[1]):
        kind = "a power is a matrix product: it" if exponent > 0 else "an inverse"
        advice = "Entry by entry the square is A ⊙ A." if exponent == 2 else ""
        shape = dimensions_in_words(tensor.shape)
        raise NotationError(f"{kind} needs a square matrix, and this is {shape}", column, advice)
    if not tensor.shape:
        if exponent < 0 and not np.all(tensor.array):
            raise NotationError("this divides by zero", column)
        return replace(tensor, array=tensor.array**exponent)
    try:
        array = inverse(tensor.array) if exponent < 0 else tensor.array
    except Singular:
        raise _no_inverse(base, world, column) from None
    return replace(tensor, array=np.linalg.matrix_power(array, abs(exponent)))


def applied(function: str, tensor: Tensor, body: Node, world: World, column: int) -> Tensor:
    """A function that every exercise knows, by the first of its rules that takes the shape.

    Raises NotationError where none does; NoInverse where a matrix has none in this world.
    """
    if function == "Tr" and not tensor.shape and ONE in world.sizes:  # of a row times a column
        return tensor
    rules = FUNCTIONS[function].rules
    for rule in rules:
        letters = bound(rule, tensor.shape, eq)
        if letters is None:
            continue
        try:
            array = np.asarray(rule.value(tensor.array))
        except Singular:
            raise _no_inverse(body, world, column) from None
        shape = given(rule, letters, tensor.shape)
        if shape == (ONE, ONE):
            return Tensor(array[..., 0, 0], tensor.letters)
        return Tensor(array, tensor.letters, shape)
    name = f"{ENCLOSING[function]}A{ENCLOSING[function]}" if function in ENCLOSING else function
    what = dimensions_in_words(tensor.shape) if not tensor.letters else str(tensor)
    raise NotationError(f"{name} needs {in_words(rules)}, and this is {what}", column)


def _no_inverse(body: Node, world: World, column: int) -> NoInverse:
    return NoInverse(f"for random matrices with {world.in_words()}, {body} has no inverse", column)
