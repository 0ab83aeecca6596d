"""Hand in: answers, written as a plain Python file, are filled into a lesson's released notebook: a submission.

In the file a function named like an exercise becomes that exercise's cell, a string named like a manually graded cell
the written answer, `DELETED` lists cells to leave out, and all other code goes into one cell before the rest.
"""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.publishing.folder import BrokenLesson


def fill(released: Path, answers: Path) -> NotebookNode:
    """The released notebook with these answers in it. Raises BrokenLesson when either file cannot be read."""
    try:
        notebook = nbformat.read(released, as_version=4)
        source = answers.read_text(encoding="utf-8")
        module = ast.parse(source)
    except (OSError, ValueError, SyntaxError, nbformat.ValidationError) as error:
        raise BrokenLesson(f"{answers.name} cannot be filled into {released}: {error}") from error
    cells = {cell.id: cell for cell in notebook.cells}
    deleted: list[str] = []
    rest: list[str] = []
    for position, node in enumerate(module.body):
        text = ast.get_source_segment(source, node) or ""
        match node:
            case ast.Expr(value=ast.Constant(value=str())) if position == 0:
                continue
            case ast.FunctionDef(name=name) if name in cells:
                cells[name].source = text
            case ast.Assign(targets=[ast.Name(id="DELETED")], value=value):
                deleted = ast.literal_eval(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(answer))) if name in cells:
                cells[name].source = answer
            case _:
                rest.append(text)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in deleted]
    if rest:
        notebook.cells.insert(0, nbformat.v4.new_code_cell("\n\n".join(rest), id="students-own"))
    return notebook


def hand_in(folder: Path, notebooks: Path, submitted: Path) -> list[tuple[str, str]]:
    """Turns a folder of answers, <student>/<lesson>.py, into submissions below `submitted`: (student, lesson) pairs."""
    handed_in = []
    for answers in sorted(folder.glob("*/*.py")):
        student, lesson = answers.parent.name, answers.stem
        target = submitted / student / lesson / f"{lesson}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(fill(notebooks / lesson / f"{lesson}.ipynb", answers), target)
        handed_in.append((student, lesson))
    return handed_in
