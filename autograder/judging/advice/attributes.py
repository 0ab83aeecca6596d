"""Attributes that are not there: what other libraries call by another name, and what is nearly right."""

from __future__ import annotations

import re
from difflib import get_close_matches

import numpy as np

OBJECT = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'")
MODULE = re.compile(r"module '(numpy[\w.]*)' has no attribute '(\w+)'")
PRODUCT, RECORDS_NONE = (
    "The product of matrices is A @ B.",
    "numpy keeps no gradients: the formula is what is asked for.",
)
NOT_CALLED = "What stands before the dot is a function: it is not called yet."
OF_ARRAYS = {
    **dict.fromkeys(("t", "transposed", "Transpose", "mT", "H", "tr"), "The transpose of A is A.T, without brackets."),
    **dict.fromkeys(("mm", "bmm", "matmul", "mv"), PRODUCT),
    **dict.fromkeys(("grad", "backward", "requires_grad", "requires_grad_", "detach"), RECORDS_NONE),
    **dict.fromkeys(("mul", "multiply", "hadamard"), "Entry by entry the product is A * B."),
    **dict.fromkeys(("numpy", "cpu"), "It is a numpy array already."),
    "unsqueeze": "A new axis is A[:, None] or A[None, :].",
    "permute": "Axes are put in another order by np.transpose(A, axes).",
    "norm": "The norm of A is np.linalg.norm(A).",
    "length": "The number of rows is len(A).",
    "len": "The number of rows is len(A).",
    "append": "Arrays do not grow: make one of the right shape, np.zeros(shape), and fill it.",
}
OF_NUMPY = {
    **dict.fromkeys(("mm", "bmm"), PRODUCT),
    **dict.fromkeys(("tensor", "Tensor"), "An array is made by np.array."),
    "cat": "Arrays are joined by np.concatenate.",
    **dict.fromkeys(("mul", "hadamard"), "Entry by entry the product is A * B."),
    "T": "The transpose of A is A.T.",
    "t": "The transpose of A is A.T.",
    "norm": "The norm of A is np.linalg.norm(A).",
    "relu": "The larger of 0 and each entry is np.maximum(0, A).",
}
OF_OTHERS = {
    **dict.fromkeys(("int", "float"), "What stands before the dot is one number by then, not an array."),
    **dict.fromkeys(("list", "tuple"), "What stands before the dot is no array yet: np.array makes one of it."),
    **dict.fromkeys(("function", "builtin_function_or_method", "method"), NOT_CALLED),
    "NoneType": "What stands before the dot is None: what gave it returned nothing.",
    "str": "What stands before the dot is a text, not an array.",
}
ALIKE = 0.75  # of the letters


def missing_attribute(text: str, line: str = "") -> str:
    """What to do about "… has no attribute …" in this line; "" where nobody knows.

    >>> missing_attribute("'numpy.ndarray' object has no attribute 't'")
    'The transpose of A is A.T, without brackets.'
    >>> missing_attribute("'numpy.ndarray' object has no attribute 't'", "return G @ X.t()")
    'The transpose of X is X.T, without brackets.'
    >>> missing_attribute("module 'numpy' has no attribute 'tensrdot'")
    'Did you mean np.tensordot?'
    """
    if found := MODULE.search(text):
        return _of_numpy(found[1], found[2])
    found = OBJECT.search(text)
    if not found:
        return ""
    owner, name = found[1], found[2]
    if owner.startswith("numpy."):
        return _of(OF_ARRAYS.get(name) or _of_array(name), name, line)
    return OF_OTHERS.get(owner, "")


def _of(sentence: str, attribute: str, line: str) -> str:
    """The sentence about the array that stands before the attribute in the line, where it is about one."""
    matrix = re.search(rf"\b([A-Za-z][\w.]*)\.{attribute}\b", line)
    if len(attribute) == 1 and attribute.isupper():
        return f"Between matrices stands @, not a dot: {matrix[1]} @ {attribute}." if matrix else sentence
    return re.sub(r"\bA\b", matrix[1], sentence) if matrix and " B" not in sentence else sentence


def _of_numpy(module: str, name: str) -> str:
    where = module.replace("numpy", "np", 1)
    if name in OF_NUMPY:
        return OF_NUMPY[name]
    if callable(getattr(np.linalg, name, None)):
        return f"It stands in np.linalg: np.linalg.{name}."
    near = _nearest(name, dir(np.linalg if module == "numpy.linalg" else np))
    return f"Did you mean {where}.{near}?" if near else ""


def _of_array(name: str) -> str:
    if callable(getattr(np, name, None)):
        return f"numpy has it as a function: np.{name}(A)."
    if callable(getattr(np.linalg, name, None)):
        return f"numpy has it as a function: np.linalg.{name}(A)."
    near = _nearest(name, dir(np.ndarray))
    return f"Did you mean .{near}?" if near else ""


def _nearest(name: str, names: list[str]) -> str:
    public = [other for other in names if not other.startswith("_")]
    same = [other for other in public if other.lower() == name.lower()]
    return next(iter([*same, *get_close_matches(name, public, 1, ALIKE)]), "")
