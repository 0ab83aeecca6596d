"""Cells: what a notebook's cells say of the function that is checked: how it was named, and whether it is the newest.

A cell that does not compile, or stops at an error, leaves the function that an earlier cell made, and a check would
judge that one without a word. IPython keeps the cells that were run; elsewhere nothing is known, and nothing is said.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
from collections.abc import Sequence
from types import FunctionType
from typing import Any


def history() -> list[str]:
    """The cells that were run, oldest first, the one that is running last; none outside of IPython."""
    shell = _shell()
    cells = shell.user_ns.get("In", []) if shell else []
    return [cell for cell in cells if isinstance(cell, str)] if isinstance(cells, list) else []


def namespace() -> dict[str, Any]:
    """The names of the notebook; none outside of IPython."""
    shell = _shell()
    return shell.user_ns if shell else {}


def _shell() -> Any:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def checked(cells: Sequence[str], position: int = 0) -> ast.expr | None:
    """What stands between the brackets of the last `check( )` in the running cell: the expression at this position."""
    tree = _tree(cells[-1]) if cells else None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
    given = [call.args for call in calls if isinstance(call.func, ast.Name) and call.func.id == "check"]
    return given[-1][position] if len(given) == 1 and len(given[-1]) > position else None


def version(answer: object, cells: Sequence[str], names: dict[str, Any]) -> str:
    """A sentence on which version of a function is judged; "" where it is the newest, or nobody knows."""
    function = inspect.unwrap(answer) if isinstance(answer, FunctionType) else None
    if function is None or names.get(function.__name__) is not answer:
        return ""
    name = function.__name__
    defining = re.compile(rf"^[ \t]*(?:async\s+)?def\s+{re.escape(name)}\b", re.MULTILINE)
    newest = next((number for number in reversed(range(len(cells))) if defining.search(cells[number])), None)
    if newest is None or cells[newest].lstrip().startswith("%%"):
        return ""
    error = _error(cells[newest])
    if error is not None:
        where = f" in its line {error.lineno}" if error.lineno else ""
        what = f"Your last version, in cell [{newest}], did not run: {type(error).__name__}{where}"
        return f"{what} ({error.msg}). This is the one before it."
    source = "".join(linecache.getlines(function.__code__.co_filename)).strip()
    own = next((number for number in reversed(range(len(cells))) if cells[number].strip() == source), None)
    if (
        not source
        or own is None
        or own >= newest
        or cells[newest].strip() == source
        or not _defines(cells[newest], name)
    ):
        return ""
    return (
        f"This is the version of cell [{own}]. A newer one, in cell [{newest}], is not in force: "
        "did that cell stop at an error before it came to it?"
    )


def _defines(cell: str, name: str) -> bool:
    """Whether the cell, run to its end, has a plain `def` of this name."""
    tree = _tree(cell)
    return tree is not None and any(
        isinstance(node, ast.FunctionDef) and node.name == name and not node.decorator_list for node in tree.body
    )


def _error(cell: str) -> SyntaxError | None:
    try:
        compile(cell, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        compile(cell, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return error
    except ValueError:  # a null character
        return None
    return None


def _tree(cell: str) -> ast.Module | None:
    try:
        return ast.parse(cell)
    except (SyntaxError, ValueError):
        return None
