"""Kind: what a value is, in words, for sentences about answers. Only its type is asked, and no method of its own."""

from __future__ import annotations

import numpy as np

LONGEST = 60  # characters of a class's name: four times a long one, and a sentence is still one
PLAIN = (bool, int, float, str, tuple, list)  # a class of one's own that is made of one is called by its name
SCALARS = (np.number, np.bool_)  # numpy's, as much an array without axes


def name_of(kind: type) -> str:
    """The name of a class, which its own metaclass has no say in."""
    return str.__str__(type.__dict__["__name__"].__get__(kind))


def legible(text: str) -> str:
    """The text with "?" for half characters, which no file and no terminal takes."""
    return text.encode("utf-8", "replace").decode()


def with_article(name: str) -> str:
    """A class's name as a noun.

    >>> with_article("list"), with_article("int"), with_article("")
    ('a list', 'an int', 'an object')
    """
    name = legible(name[:LONGEST]) or "object"
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def noun(value: object) -> str:
    """What a value is called: by its class, or the plain one that its class is made of.

    >>> noun([1, 2]), noun(np.float64(2)), noun(np.ones(2)), noun(np.timedelta64(1))
    ('list', 'number', 'array', 'value')
    """
    kind = type(value)
    if not issubclass(kind, (np.ndarray, *SCALARS)):
        return name_of(next((plain for plain in PLAIN if issubclass(kind, plain)), kind))
    array = np.asarray(value)
    number = "bool" if array.dtype.kind == "b" else "number" if array.dtype.kind in "iuf" else "value"
    return "array" if array.ndim else number


def kind_of(value: object) -> str:
    """What a value is: "a list"; None is itself.

    >>> kind_of([1, 2]), kind_of(None)
    ('a list', 'None')
    """
    return "None" if value is None else with_article(noun(value))
