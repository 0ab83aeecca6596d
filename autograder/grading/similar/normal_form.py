"""Normal form: an answer without what is changed in a minute: names, comments, docstrings, spaces, quotes, brackets.

What stays is what somebody thought: the order of steps, the functions that are called, numbers, and texts.
"""

from __future__ import annotations

import ast
import builtins
import re
import unicodedata
import warnings
from typing import TypeVar

LONGEST = 20_000  # characters: fifty times the longest answer; a source in one piece is parsed with all it nests
KEPT = frozenset(dir(builtins)) | {"np", "numpy", "math"}  # names that are no student's own
NAME, FUNCTION = "v", "f"
WORD = re.compile(r"[^\W\d]\w*")
COMMENT = re.compile(r"#[^\n]*")
D = TypeVar("D", ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def of_code(source: str) -> str:
    """The normal form of a cell of Python; of one that does not parse, what can be done to its text.

    >>> of_code("def grad(X, G):  # mine\\n    'My own.'\\n    out = (G.T) @ X\\n    return out")
    'deff(v,v):v=v.T@vreturnv'
    """
    source = source[:LONGEST]
    try:
        with warnings.catch_warnings():  # what Python thinks of a student's numbers and backslashes
            warnings.simplefilter("ignore")
            text = ast.unparse(_Plain().visit(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = WORD.sub(lambda word: word[0] if word[0] in KEPT else NAME, COMMENT.sub("", source))
    return "".join(text.split())


def of_words(text: str) -> str:
    """The normal form of a written answer: its letters and digits.

    >>> of_words("If $N = p$, *then* …")
    'ifnpthen'
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(filter(str.isalnum, plain))


class _Plain(ast.NodeTransformer):
    """A program with one name for all that its author named."""

    def visit_Name(self, node: ast.Name) -> ast.Name:  # noqa: N802 - ast's own names
        node.id = node.id if node.id in KEPT else NAME
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(NAME)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:  # noqa: N802
        node.returns = None
        return self._definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:  # noqa: N802
        node.returns = None
        return self._definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:  # noqa: N802
        return self._definition(node)

    def visit_Import(self, node: ast.Import) -> None:  # noqa: N802
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:  # noqa: N802
        return None

    def _definition(self, node: D) -> D:
        node.name = FUNCTION
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node
