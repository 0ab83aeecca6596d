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
BUILT_IN = {name: name for name in dir(builtins)}
MODULES = {"np": "np", "numpy": "np", "math": "math"}  # as the lessons' first cells import them
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
            tree = ast.parse(source)
            text = ast.unparse(_Plain(tree).visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        text = WORD.sub(lambda word: BUILT_IN.get(word[0], NAME), COMMENT.sub("", source))
    return "".join(text.split())


def of_words(text: str) -> str:
    """The normal form of a written answer: its letters and digits.

    >>> of_words("If $N = p$, *then* …")
    'ifnpthen'
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    return "".join(filter(str.isalnum, plain))


class _Plain(ast.NodeTransformer):
    """A program with one name for all that its author named, whatever it is called elsewhere."""

    def __init__(self, tree: ast.AST) -> None:
        self.known = BUILT_IN | MODULES
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    self.known |= {one.asname or one.name: MODULES.get(one.name, one.name) for one in names}
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    self.known.pop(name, None)

    def visit_Name(self, node: ast.Name) -> ast.Name:  # noqa: N802 - ast's own names
        return ast.Name(self.known.get(node.id, NAME), node.ctx)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:  # noqa: N802
        if node.value is None:
            return None
        return self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:  # noqa: N802
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:  # noqa: N802
        node.name = NAME if node.name else None
        return self.generic_visit(node)

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
        self.generic_visit(node)
        return node
