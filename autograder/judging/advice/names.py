"""Names that have no value: the five usual ones, those that are nearly right, and sizes that nobody has read off."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from difflib import get_close_matches

import numpy as np

NAME = re.compile(r"'(\w+)'")
MODULES = ("math", "cmath", "itertools", "functools", "fractions", "random", "operator", "collections", "copy", "time")
ELSEWHERE = ("torch", "tensorflow", "tf", "jax", "jnp", "keras", "scipy", "sympy", "pandas", "pd", "sp", "sklearn")
LONG = 4  # letters from which two names may be alike by accident no more
ALIKE = 0.75  # of the letters


def missing_name(text: str, line: str, arguments: Sequence[str]) -> str:
    """What to do about "name 'x' is not defined", where the exercise hands over these arguments, arrays in capitals.

    >>> missing_name("name 'numpy' is not defined", "return numpy.sum(A)", ["A"])
    'numpy is called np here: np.sum and so on.'
    >>> missing_name("name 'T' is not defined", "return A^T @ C", ["A", "C"])
    'The transpose of A is A.T in numpy; `A^T` is how paper has it.'
    """
    found = NAME.search(text)
    name = found[1] if found else ""
    like = [argument for argument in arguments if argument.lower() == name.lower()]
    if name in arguments:
        return (
            f"{name} is not among the names in the first line of your function: write `({', '.join(arguments)})` there."
        )
    if name == "numpy":
        return "numpy is called np here: np.sum and so on."
    if name == "np":
        return "np is numpy's name here: run the cell with `import numpy as np` first."
    if name == "T":
        matrix = next(iter(re.findall(r"(\w+)\s*\^\s*T\b", line)), next(iter(arguments), "A"))
        on_paper = f"; `{matrix}^T` is how paper has it" if "^" in line else ""
        return f"The transpose of {matrix} is {matrix}.T in numpy{on_paper}."
    if name in ELSEWHERE:
        return f"There is no {name} here: numpy, which is called np, is all that is needed."
    if name in MODULES:
        return f"`import {name}` is missing: write it in a cell above, or as the first line of the function."
    if like:
        return f"Python tells {name} from {like[0]}: did you mean {like[0]}?"
    if name[:-1] in arguments and name[-1:] in ("T", "t"):
        return f"The transpose of {name[:-1]} is {name[:-1]}.T, with a dot."
    if name in ("delta", "δ", "I", "Id", "kron_delta"):
        return "δ and the identity are np.eye(n), with n the number of its rows."
    if callable(getattr(np, name, None)):
        return f"numpy's functions stand behind np: np.{name}."
    if callable(getattr(np.linalg, name, None)):
        return f"numpy's functions stand behind np: np.linalg.{name}."
    near = get_close_matches(name, [*arguments, *dir(builtins)], 1, ALIKE) if len(name) >= LONG else []
    if near:
        return f"Did you mean {near[0]}?"
    if name and re.search(rf"\b{name}\s*\(", line):
        return f"No function {name} is defined: if an exercise above asks for it, complete that one and run it first."
    if not arguments:
        return f"{name} has no value here: this function is handed nothing, and what it needs is made inside it."
    array = next((argument for argument in arguments if argument[:1].isupper()), "")
    sizes = f", and a size is read off a shape, as in `{array}.shape[0]`" if array else ""
    return f"{name} has no value here: this function is handed {_listed(arguments)}{sizes}."


def _listed(names: Sequence[str]) -> str:
    """ "X, W and b"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def unset_name(text: str) -> str:
    """What to do about "cannot access local variable 'x' …"."""
    found = NAME.search(text)
    name = found[1] if found else "It"
    return f"{name} gets its value in a line that was not run before: set it ahead of the loop or the branch."
