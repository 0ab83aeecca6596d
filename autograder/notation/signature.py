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
from typing import Any

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
    """The arguments and results of a signature. Raises ValueError when it has no "->".

    >>> arguments, results = parse_signature("X: *N q, h: function -> dX: *N q, db: p")
    >>> arguments[0]
    Argument(name='X', kind='array', shape=('*N', 'q'))
    >>> arguments[1].kind, [result.name for result in results]
    ('function', ['dX', 'db'])
    """
    left, arrow, right = signature.partition("->")
    if not arrow:
        raise ValueError(f"a signature needs '->' before the result's shape: {signature!r}")
    return parse_arguments(left), tuple(
        Result(name.strip(), _dimensions(shape))
        for name, _, shape in (part.rpartition(":") for part in right.split(","))
    )


def parse_arguments(text: str) -> tuple[Argument, ...]:
    """The arguments named in "X: N q, m: size"; an empty text has none."""
    pairs = (item.partition(":") for item in text.split(",") if item.strip())
    return tuple(_argument(name.strip(), spec.split()) for name, _, spec in pairs)


def _argument(name: str, spec: list[str]) -> Argument:
    match spec:
        case ["size"]:
            return Argument(name, "size", (name,))
        case ["index", dimension]:
            return Argument(name, "index", (dimension,))
        case ["function" | "derivative" | "tuple" as kind]:
            return Argument(name, kind)
        case _:
            return Argument(name, "array", _dimensions(" ".join(spec)))


def _dimensions(text: str) -> tuple[str, ...]:
    return tuple(text.replace("()", "").split())


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
