"""Checks: what a grade cell of the master copy asks for, read from its source without running it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.grading.errors import CannotGrade
from autograder.lessons.course import UnknownExercise, find

CHECK, COURSE = "check", "autograder"  # the verb that is judged outside, and the package that it comes from
MENTIONED = re.compile(rf"\b({CHECK}|{COURSE})\b")


@dataclass(frozen=True)
class Check:
    """One `check(function)` or `check(function, "exercise")`."""

    function: str
    exercise: str


@dataclass(frozen=True)
class GradeCell:
    """All that a grade cell asks for: checks, judged outside of the wall, and code of the instructor's, run inside."""

    checks: tuple[Check, ...]
    code: str

    @classmethod
    def read(cls, source: str, name: str) -> GradeCell:
        """What the grade cell of this name asks for.

        Raises CannotGrade where a check stands where it cannot be judged from outside. Run inside, such a check would
        do nothing, and everybody would pass it.
        """
        try:
            statements = ast.parse(source).body
        except SyntaxError as error:  # a magic command, for one
            if MENTIONED.search(source):
                raise _cannot_judge(name, error.lineno) from error
            return cls((), source)
        checks, rest = [], []
        for statement in statements:
            check = _check(statement)
            if check is not None:
                checks.append(check)
            elif any(map(_mentions_check, ast.walk(statement))):
                raise _cannot_judge(name, statement.lineno)
            else:
                rest.append(ast.get_source_segment(source, statement) or "")
        for check in checks:
            try:
                find(check.exercise)
            except UnknownExercise as error:
                raise CannotGrade(f"the grade cell {name} checks what is no exercise: {error}") from error
        return cls(tuple(checks), "\n".join(rest))


def is_checked(cell: NotebookNode) -> bool:
    """Whether this is a grade cell of the lesson's own: code that gives points and that no student writes."""
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def _cannot_judge(name: str, line: int | None) -> CannotGrade:
    return CannotGrade(
        f"the grade cell {name} uses check in line {line} in a way that cannot be judged: "
        "write check(name) on a line of its own, and import it in another cell."
    )


def _mentions_check(node: ast.AST) -> bool:
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name in (CHECK, COURSE)
        case ast.Import(names):
            return any(alias.name.partition(".")[0] == COURSE for alias in names)
        case ast.ImportFrom(module):
            return (module or "").partition(".")[0] == COURSE
    return False


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
