"""Signatures: what goes into an answer and what comes out, with symbolic shapes.

    "X: N q, W: p q, B: N p, G: N p -> p q"

names the arguments in order and the shape of the result. Besides arrays an argument may be `m: size` (the value of a
dimension), `d: index H` (a valid index into one), `shape: tuple`, or the pair `h: function, dh: derivative`. A starred
dimension, `X: *N q`, stands for any number of leading axes, none included. Several results are named:
`-> dX: N q, db: p`; the shape `()` is a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

KINDS = ("function", "derivative", "tuple")  # what an argument is besides an array, in one long word
Sizes = Mapping[str, int | tuple[int, ...]]
Arguments = dict[str, Any]


@dataclass(frozen=True)
class Argument:
    """One argument: `kind` is array, size, index, function, derivative or tuple; `shape` holds dimension names."""

    name: str
    kind: str
    shape: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One result: its name ("" when it is the only one) and its symbolic shape."""

    name: str
    shape: tuple[str, ...]


def parse_signature(signature: str) -> tuple[tuple[Argument, ...], tuple[Result, ...]]:
    """The arguments and results of a signature. Raises ValueError, which says what it lacks.

    >>> arguments, results = parse_signature("X: *N q, h: function -> dX: *N q, db: p")
    >>> arguments[0]
    Argument(name='X', kind='array', shape=('*N', 'q'))
    >>> arguments[1].kind, [result.name for result in results]
    ('function', ['dX', 'db'])
    """
    left, arrow, right = signature.partition("->")
    if not arrow:
        raise ValueError(f"a signature needs '->' before the result's shape: {signature!r}")
    results = tuple(
        Result(name.strip(), _dimensions(shape, signature))
        for name, _, shape in (part.rpartition(":") for part in right.split(","))
    )
    names = {result.name for result in results}
    if len(results) > 1 and ("" in names or len(names) < len(results)):
        raise ValueError(f"several results have a name each, as in '-> dX: N q, db: p' (in {signature!r})")
    return parse_arguments(left), results


def parse_arguments(text: str) -> tuple[Argument, ...]:
    """The arguments named in "X: N q, m: size"; an empty text has none. Raises ValueError, which says what it lacks.

    >>> parse_arguments("x: n, x: n n")
    Traceback (most recent call last):
        ...
    ValueError: two arguments are called 'x' (in 'x: n, x: n n')
    """
    items = [item.strip() for item in text.split(",") if item.strip()]
    arguments = tuple(_argument(item, text.strip()) for item in items)
    names = [argument.name for argument in arguments]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two arguments are called {name!r} (in {text.strip()!r})")
    return arguments


def _argument(item: str, text: str) -> Argument:
    name, colon, shape = item.partition(":")
    name, spec = name.strip(), shape.split()
    if "(" in shape and shape.strip() != "()" or item.endswith(")") and not colon:
        raise ValueError(f"a shape is written with blanks and without brackets, as in 'x: n' (in {text!r})")
    if not colon:
        first, *rest = name.split()
        meant = f"{first}: {' '.join(rest) or 'n'}"
        raise ValueError(
            f"{item!r} has no colon: a symbol and its shape are written {meant!r}, and a comma stands between symbols, "
            f"not between dimensions (in {text!r})"
        )
    if not name or " " in name:
        raise ValueError(f"{item!r} has no name before its colon, or more than one (in {text!r})")
    match spec:
        case ["size"]:
            return Argument(name, "size", (name,))
        case ["index", dimension]:
            return Argument(name, "index", (dimension,))
        case ["function" | "derivative" | "tuple" as kind]:
            return Argument(name, kind)
        case [word] if near := get_close_matches(word, KINDS, n=1, cutoff=0.8):
            raise ValueError(f"{item!r} is read as a dimension {word!r}: is {near[0]} meant? (in {text!r})")
        case _:
            return Argument(name, "array", _dimensions(shape, text))


def _dimensions(shape: str, text: str) -> tuple[str, ...]:
    """The names of the dimensions. Raises ValueError for what is no shape; "()" is that of a number."""
    names = tuple(shape.replace("()", "").split())
    if not names and "()" not in shape:
        raise ValueError(f"a shape is missing; that of a number is () (in {text!r})")
    for name in names:
        if not name.removeprefix("*").replace("_", "").isalnum():
            raise ValueError(
                f"{shape.strip()!r} is no shape: dimensions are written with blanks between, as in 'm n' (in {text!r})"
            )
    return names


def concrete(shape: Iterable[str], sizes: Sizes) -> tuple[int, ...]:
    """The numbers of a symbolic shape; a starred dimension stands for a tuple of them."""
    numbers: list[int] = []
    for dimension in shape:
        size = sizes[dimension]
        numbers.extend(size if isinstance(size, tuple) else (size,))
    return tuple(numbers)


def bind(arguments: Sequence[Argument], values: Mapping[str, Any]) -> dict[str, int]:
    """The size of every dimension, read off the arguments; starred dimensions are left out."""
    sizes: dict[str, int] = {}
    for argument in arguments:
        value = values[argument.name]
        if argument.kind == "size":
            sizes[argument.name] = value
        elif argument.kind == "array":
            dimensions = [dimension for dimension in argument.shape if not dimension.startswith("*")]
            sizes.update(zip(reversed(dimensions), reversed(value.shape), strict=False))
    return sizes
