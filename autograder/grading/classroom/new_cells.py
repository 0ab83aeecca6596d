"""New cells: a lesson that has grown since its submissions were graded.

nbgrader takes no cell more or less into a lesson that has submissions. Cells that came are added here, as nbgrader
itself adds those of a new lesson, and the submissions, whose lesson has changed, are graded again. Cells that went take
marks with them, and that is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason

MOST_NAMED = 3  # cells in a sentence


def make_room(config: Config, lesson: str, source: Path) -> None:
    """Adds to the gradebook's lesson the cells that only the solution notebook at `source` has.

    Raises CannotGrade where the gradebook has a graded cell that the lesson no longer has.
    """
    coursedir = CourseDirectory(config=config)
    try:
        cells = nbformat.read(source, as_version=4).cells
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            try:
                notebook = gradebook.find_notebook(lesson, lesson)
            except MissingEntry:
                return
            if not notebook.submissions:
                return
            gone = sorted(
                {cell.name for cell in [*notebook.grade_cells, *notebook.task_cells]} - _names(cells, _graded)
            )
            if gone:
                raise CannotGrade(_gone(lesson, gone))
            for cell in [*notebook.solution_cells, *notebook.source_cells]:
                if cell.name not in _names(cells, _kept):
                    gradebook.db.delete(cell)
            gradebook.db.commit()
            for cell in filter(_kept, cells):
                _add(gradebook, lesson, cell)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be used: {reason(error)}") from error
    except (OSError, ValueError) as error:
        raise CannotGrade(f"{source} cannot be read: run `autograder build {lesson}` ({error}).") from error


def _add(gradebook: Gradebook, lesson: str, cell: NotebookNode) -> None:
    """Adds a cell where it is not there; nbgrader fills in what else it keeps of it."""
    name, kind = cell.metadata.nbgrader.grade_id, cell.cell_type
    if is_grade(cell):
        most = float(cell.metadata.nbgrader.points)
        gradebook.update_or_create_grade_cell(name, lesson, lesson, max_score=most, cell_type=kind)
    if is_task(cell):
        most = float(cell.metadata.nbgrader.points)
        gradebook.update_or_create_task_cell(name, lesson, lesson, max_score=most, cell_type=kind)
    if is_solution(cell):
        gradebook.update_or_create_solution_cell(name, lesson, lesson)
    try:
        gradebook.find_source_cell(name, lesson, lesson)
    except MissingEntry:
        gradebook.add_source_cell(name, lesson, lesson, cell_type=kind, locked=is_locked(cell), source="")


def _graded(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) or is_task(cell))


def _kept(cell: NotebookNode) -> bool:
    """Whether nbgrader keeps this cell in the gradebook."""
    return bool(_graded(cell) or is_solution(cell) or is_locked(cell))


def _names(cells: list[NotebookNode], chosen: Callable[[NotebookNode], bool]) -> set[str]:
    return {cell.metadata.nbgrader.grade_id for cell in cells if chosen(cell)}


def _gone(lesson: str, gone: list[str]) -> str:
    named = ", ".join(gone[:MOST_NAMED]) + (f" and {len(gone) - MOST_NAMED} more" if len(gone) > MOST_NAMED else "")
    return (
        f"{lesson} no longer has {named}, and the gradebook has marks for it. Grade this class with the version of the "
        f"course that it began with; or give the lesson's marks up, `nbgrader db assignment remove {lesson} --force`, "
        "and grade again."
    )
