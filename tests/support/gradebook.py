"""The gradebook as a test looks at it, and nbgrader's own autograde."""

import os
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.utils import is_grade
from sqlalchemy import MetaData, create_engine

from autograder.grading import provenance
from autograder.publishing.folder import course_config


def book(folder):
    return Gradebook(f"sqlite:///{folder}/var/gradebook.db", "matrix-gradients")


def autograde(folder, student, lesson):
    """One submission, or with `*` everybody's, by `nbgrader autograde`, as the course's configuration has it."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        done = NbGraderAPI(config=course_config(folder)).autograde(lesson, student, force=True, create=True)
    finally:
        os.chdir(before)
    assert done["success"], done


def tables(folder, ids=False):
    """Every row of every table; without `ids`, a random id is replaced by the names that it stands for."""
    engine = create_engine(f"sqlite:///{folder}/var/gradebook.db")
    metadata = MetaData()
    metadata.reflect(engine)
    natural = {}
    content = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in connection.execute(table.select()).mappings()]
            named = [
                {
                    column: natural.get(value, value)
                    for column, value in row.items()
                    if ids or column != "id" or table.name in ("student", "course")
                }
                for row in rows
            ]
            if not ids:
                keys = [
                    column.name for column in table.columns if column.foreign_keys or column.name in ("name", "type")
                ]
                natural |= {
                    row["id"]: (table.name, *(names.get(key) for key in keys))
                    for row, names in zip(rows, named, strict=True)
                    if len(str(row.get("id"))) == 32
                    and table.name not in ("grade_cells", "solution_cells", "task_cells")
                }
            content[table.name] = sorted(map(repr, named))
    engine.dispose()
    return content


@dataclass(frozen=True)
class Result:
    """What the gradebook and the autograded notebook say of one submission.

    `verdicts` maps each grade cell to its mistake, None where there is none, and its message.
    """

    points: float
    most: float
    needs_manual: bool
    verdicts: dict[str, tuple[str | None, str]]


def result(folder, student, lesson):
    """The result of one submission that was graded."""
    with book(folder) as gradebook:
        submission = gradebook.find_submission(lesson, student)
        points, most, needs_manual = submission.score, submission.max_score, submission.needs_manual_grade
    path = folder / "var" / "autograded" / student / lesson / f"{lesson}.ipynb"
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code" and is_grade(cell)]
    return Result(points, most, needs_manual, {cell.metadata.nbgrader.grade_id: verdict(cell) for cell in cells})


def verdict(cell):
    """The mistake and the message of a graded cell; where it ended without a verdict, how it ended."""
    for one in provenance.verdicts(cell.outputs):
        return one.mistake, one.message
    for output in cell.outputs:
        if output.output_type == "error":
            return "raises", f"{output.ename}: {output.evalue}".splitlines()[0]
    return None, ""
