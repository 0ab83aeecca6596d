"""Master: what the gradebook holds of a lesson, taken once, to be sent to every worker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason


@dataclass(frozen=True)
class MasterCell:
    """One source cell: its text, and what nbgrader does with it. `points` is its maximal score, 0 where it has none;
    `checksum` is empty where nbgrader computes none.
    """

    name: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float

    def metadata(self) -> dict[str, Any]:
        """The cell's full `nbgrader` metadata, as generate_assignment writes it."""
        described: dict[str, Any] = {
            "cell_type": self.cell_type,
            "grade": self.grade,
            "grade_id": self.name,
            "locked": self.locked,
            "schema_version": MetadataValidator.schema_version,
            "solution": self.solution,
            "task": self.task,
        }
        if self.checksum:
            described["checksum"] = self.checksum
        if self.grade or self.task:
            described["points"] = int(self.points) if self.points.is_integer() else self.points
        return described


@dataclass(frozen=True)
class Master:
    """A lesson's source cells in the order of the released notebook, and that notebook itself. It can be pickled."""

    lesson: str
    cells: tuple[MasterCell, ...]
    kernelspec: Mapping[str, Any]
    released: NotebookNode

    @classmethod
    def read(cls, config: Config, lesson: str) -> Master:
        """The master copy from the course's gradebook and release folder.

        Raises CannotGrade where the lesson is not in the gradebook or was not released, or where the two disagree.
        """
        coursedir = CourseDirectory(config=config)
        released = _released(coursedir, lesson)
        order = [cell.metadata.nbgrader.grade_id for cell in released.cells if _is_source(cell)]
        kernelspec, cells = _recorded(coursedir, lesson)
        if set(order) != set(cells):
            differing = ", ".join(sorted(set(order) ^ set(cells)))
            raise CannotGrade(
                f"The gradebook and the released notebook of {lesson} have not the same cells ({differing}): "
                "run `nbgrader generate_assignment` for it again."
            )
        return cls(lesson, tuple(cells[name] for name in order), kernelspec, released)

    @property
    def answers(self) -> frozenset[str]:
        """The names of the cells that a student answers."""
        return frozenset(cell.name for cell in self.cells if cell.solution)

    def cell(self, name: str) -> MasterCell:
        """The cell of this name. Raises KeyError where there is none."""
        for cell in self.cells:
            if cell.name == name:
                return cell
        raise KeyError(name)


def _is_source(cell: NotebookNode) -> bool:
    """Whether nbgrader keeps this cell in the gradebook."""
    return bool(is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell))


def _released(coursedir: CourseDirectory, lesson: str) -> NotebookNode:
    folder = Path(coursedir.format_path(coursedir.release_directory, ".", lesson))
    path = folder / f"{lesson}.ipynb"
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise CannotGrade(f"The released notebook {path} cannot be read: {error}") from error


def _recorded(coursedir: CourseDirectory, lesson: str) -> tuple[Mapping[str, Any], dict[str, MasterCell]]:
    """The kernelspec and the cells, by name, that the gradebook holds. Workers have none, and import nothing of it."""
    from nbgrader.api import Assignment, Gradebook, GradeCell, Notebook, SolutionCell, SourceCell, TaskCell
    from sqlalchemy import select
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            session = gradebook.db
            notebook = session.execute(
                select(Notebook.id, Notebook.kernelspec)
                .join(Assignment, Assignment.id == Notebook.assignment_id)
                .where(Assignment.name == lesson, Notebook.name == lesson)
            ).one_or_none()
            if notebook is None:
                raise CannotGrade(
                    f"{lesson} is not in the gradebook: run `nbgrader generate_assignment {lesson} --force` first."
                )
            graded, tasks = (
                dict(session.execute(select(kind.name, kind.max_score).where(kind.notebook_id == notebook.id)).all())
                for kind in (GradeCell, TaskCell)
            )
            solutions = set(session.scalars(select(SolutionCell.name).where(SolutionCell.notebook_id == notebook.id)))
            sources = session.scalars(select(SourceCell).where(SourceCell.notebook_id == notebook.id)).all()
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be read: {reason(error)}") from error
    cells = {
        source.name: MasterCell(
            name=source.name,
            cell_type=source.cell_type,
            source=source.source,
            checksum=source.checksum or "",
            locked=source.locked,
            grade=source.name in graded,
            solution=source.name in solutions,
            task=source.name in tasks,
            points=float((tasks | graded).get(source.name, 0.0)),
        )
        for source in sources
    }
    return json.loads(notebook.kernelspec or "{}"), cells
