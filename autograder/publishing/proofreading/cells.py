"""Cells: whether each exercise that is declared is set and checked in the text, and each of the text is declared."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.lessons.lesson import Lesson
from autograder.publishing.proofreading.places import DECLARATIONS, Text, declared_at

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHECK = "-check"


def one_name_one_exercise(lessons: Sequence[Lesson]) -> Iterator[str]:
    """Two exercises of one name: a verdict would be on the wrong one."""
    owner: dict[str, str] = {}
    for lesson in lessons:
        for exercise in lesson.exercises:
            if exercise.name in owner:
                where = declared_at(exercise.name) or "autograder/lessons/"
                first = owner[exercise.name]
                both = f"in {first} and in {lesson.name}" if first != lesson.name else f"both in {first}"
                yield f"{where}: two exercises are called {exercise.name!r}, {both}: one name must be another."
            owner[exercise.name] = lesson.name


def roles(text: Text, cells: Sequence[NotebookNode], lessons: Sequence[Lesson], root: Path) -> Iterator[str]:
    """All slips in the roles of a lesson's cells, and in what stands in those cells."""
    by_role = {str(cell.metadata.nbgrader.grade_id): cell for cell in cells if "nbgrader" in cell.metadata}
    owner = {exercise.name: lesson for lesson in lessons for exercise in lesson.exercises}
    lesson = next((lesson for lesson in lessons if lesson.name == text.path.stem), None)
    for cell in cells:
        if cell.cell_type == "code":
            yield from _solution(text, cell)
    for name, cell in by_role.items():
        if cell.cell_type != "code" or not cell.metadata.nbgrader.grade or not name.endswith(CHECK):
            continue
        exercise = name.removesuffix(CHECK)
        if exercise not in owner:
            yield f"{text.cell(cell)}: the cell {name!r} checks {exercise!r}, which is {_undeclared(exercise, root)}"
        elif owner[exercise].name != text.path.stem:
            yield (
                f"{text.cell(cell)}: {exercise!r} is an exercise of {owner[exercise].name} "
                f"({declared_at(exercise) or 'autograder/lessons/'}), and this text is {text.path.stem}: "
                "the lesson's name and the text's must be the same."
            )
        if checked(cell.source) != exercise:
            yield f"{text.cell(cell)}: the cell {name!r} must say check({exercise}), and nothing else."
    for each in lesson.exercises if lesson else ():
        yield from _set_and_checked(text, cells, by_role, each.name)


def _set_and_checked(
    text: Text, cells: Sequence[NotebookNode], by_role: Mapping[str, NotebookNode], name: str
) -> Iterator[str]:
    solution, check = by_role.get(name), by_role.get(f"{name}{CHECK}")
    plain = [cell for cell in cells if cell is not check and cell.cell_type == "code" and checked(cell.source) == name]
    where = declared_at(name) or "autograder/lessons/"
    if solution is None and check is None and not plain:
        yield f"{where}: {name!r} is declared, and {text} does not set it: set it there, or take the declaration away."
        return
    if solution is None or not solution.metadata.nbgrader.solution:
        place = text.cell(solution) if solution else str(text)
        yield f'{place}: no cell has the role "grade_id": "{name}", "solution": true, in which students write {name}.'
    elif not defines(solution.source, name):
        yield f"{text.cell(solution)}: the cell {name!r} does not define {name}: it must say def {name}(…)."
    if check is not None and not check.metadata.nbgrader.grade:
        yield f'{text.cell(check)}: the cell {name + CHECK!r} is not graded: write "grade": true in its role.'
    if check is None:
        place, has = (text.cell(plain[0]), "has no such role") if plain else (text.cell(solution or cells[-1]), "")
        yield (
            f"{place}: {name!r} can earn nothing: the cell check({name}) "
            f'{has or "is missing"}: "grade_id": "{name}{CHECK}", "grade": true, "points": 1.'
        )


def _solution(text: Text, cell: NotebookNode) -> Iterator[str]:
    role = cell.metadata.get("nbgrader", {})
    begins, ends = cell.source.count(BEGIN), cell.source.count(END)
    if not role.get("solution"):
        if begins or ends:
            yield (
                f"{text.line_in(cell, BEGIN if begins else END)}: a solution stands in a cell that is none, and "
                'students would see it: write "solution": true in its role.'
            )
        return
    if not begins and not ends:
        yield (
            f"{text.cell(cell)}: the cell {role.grade_id!r} does not say what is the solution in it, and students "
            f"would get nothing but a NotImplementedError: put {BEGIN} and {END} around what they shall write."
        )
    elif begins > ends:
        yield f"{text.line_in(cell, BEGIN)}: {BEGIN} is never ended: {END} is missing in {role.grade_id!r}."
    elif ends > begins:
        yield f"{text.line_in(cell, END)}: {END} ends nothing: {BEGIN} is missing in {role.grade_id!r}."


def _undeclared(name: str, root: Path) -> str:
    """Why an exercise is unknown: it is declared nowhere, or where the package that runs does not look."""
    folder = root / "autograder" / "lessons"
    if folder.is_dir() and folder.resolve() != DECLARATIONS.resolve() and (where := declared_at(name, folder)):
        return (
            f"declared in {where}, but another package runs here, {DECLARATIONS.parent}: "
            f"install this one (pip install -e {root})."
        )
    if where := declared_at(name):
        return f"no exercise of the course, though its name stands in {where}: no LESSON there sets it."
    return "no exercise of the course: declare it in a module of autograder/lessons/."


def checked(source: str) -> str:
    """The name in a cell that is check(name) and nothing else, "" for any other cell."""
    try:
        match ast.parse(source).body:
            case [ast.Expr(ast.Call(func=ast.Name("check"), args=[ast.Name(name)], keywords=[]))]:
                return name
    except SyntaxError:
        pass
    return ""


def defines(source: str, name: str) -> bool:
    """Whether a cell makes a function, or anything else, of this name. What cannot be parsed is told when it is run."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return True
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id == name for each in node.targets
        ):
            return True
    return False
