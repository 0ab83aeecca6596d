"""Checks: what a grade cell of the master copy asks for, read from its source without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from autograder.course import UnknownExercise, find
from autograder.grading.errors import CannotGrade

PREFIXES = ("%", "!")


@dataclass(frozen=True)
class Check:
    """One `check(function)` or `check(function, "exercise")`."""

    function: str
    exercise: str


@dataclass(frozen=True)
class Asked:
    """All that a grade cell asks for: checks, judged outside of the wall, and code of the instructor's, run inside."""

    checks: tuple[Check, ...]
    code: str


def asked(source: str, cell: str) -> Asked:
    """What a grade cell asks for. Raises CannotGrade where a check stands where it cannot be judged from outside."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return Asked((), source)
    checks, rest = [], []
    for statement in statements:
        check = _check(statement)
        if check is not None:
            checks.append(check)
        elif any(isinstance(node, ast.Name) and node.id == "check" for node in ast.walk(statement)):
            raise CannotGrade(
                f"the grade cell {cell} uses check in line {statement.lineno} in a way that cannot be judged: "
                "write check(name) on a line of its own."
            )
        else:
            rest.append(ast.get_source_segment(source, statement) or "")
    for check in checks:
        try:
            find(check.exercise)
        except UnknownExercise as error:
            raise CannotGrade(f"the grade cell {cell} checks what is no exercise: {error}") from error
    return Asked(tuple(checks), "\n".join(rest))


def _check(statement: ast.stmt) -> Check | None:
    match statement:
        case ast.Expr(ast.Call(ast.Name("check"), [ast.Name(function)], [])):
            return Check(function, function)
        case ast.Expr(ast.Call(ast.Name("check"), [ast.Name(function), ast.Constant(str(exercise))], [])):
            return Check(function, exercise)
        case ast.Expr(
            ast.Call(ast.Name("check"), [ast.Name(function)], [ast.keyword("name", ast.Constant(str(exercise)))])
        ):
            return Check(function, exercise)
    return None
