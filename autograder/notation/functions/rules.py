"""Shape rules: what a function takes and what it gives, said as signatures: "n m -> n 1" makes a column of a matrix.

A letter stands for any dimension, twice for the same one; "1" is the dimension of a column; "*" is any shape; nothing
is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.numerics.arrays import Array

Alike = Callable[[Any, Any], bool]
ONE = "1"  # the dimension of a column such as 𝟏: the only one that has its size in its name
ANY = "*"


@dataclass(frozen=True)
class Rule:
    """One rule: the shape it `takes`, the shape it `gives`, and the value, along the last axes of an array."""

    takes: tuple[str, ...]
    gives: tuple[str, ...]
    value: Callable[[Array], Array]


def rule(signature: str, value: Callable[[Array], Array]) -> Rule:
    """The rule of a signature such as "n m -> n 1".

    >>> rule("n n -> ", sum).takes, rule("n n -> ", sum).gives
    (('n', 'n'), ())
    """
    takes, _, gives = signature.partition("->")
    return Rule(tuple(takes.split()), tuple(gives.split()), value)


def bound(rule: Rule, shape: Sequence[Any], alike: Alike) -> Mapping[str, Any] | None:
    """What each letter of a rule is for this shape, or None where the rule does not take it.

    `alike` says whether two dimensions are the same.
    """
    if rule.takes == (ANY,):
        return {}
    if len(shape) != len(rule.takes):
        return None
    letters: dict[str, Any] = {}
    for letter, dimension in zip(rule.takes, shape, strict=True):
        if (letter == ONE and dimension != ONE) or not alike(letters.setdefault(letter, dimension), dimension):
            return None
    return letters


def given(rule: Rule, letters: Mapping[str, Any], shape: Sequence[Any]) -> tuple[Any, ...]:
    """The shape that a rule gives for letters as `bound` finds them."""
    return tuple(shape) if rule.gives == (ANY,) else tuple(letters.get(letter, letter) for letter in rule.gives)


def in_words(rules: Sequence[Rule]) -> str:
    """What these rules take: "a column or a square matrix"."""
    kinds = [_in_words(rule.takes) for rule in rules]
    return " or ".join(dict.fromkeys(kind for kind in kinds if kind))


def _in_words(takes: tuple[str, ...]) -> str:
    if len(takes) != 2:
        return ""
    if ONE in takes:
        return "a column" if takes[1] == ONE else "a row"
    return "a square matrix" if takes[0] == takes[1] else "a matrix"
