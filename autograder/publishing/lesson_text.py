"""A lesson's text as a notebook: jupytext Markdown in, a clean notebook out.

Roles are written short, `nbgrader={"grade_id": "wx_grad_W", "solution": true, "schema_version": 3}`, or in the full
form that nbgrader's Create Assignment panel writes: both are taken. (The panel itself wants to see the schema version.)
Pictures named by a relative path are put into the text cell as data, so that the notebook is one file. Cell ids are the
grade_id, else a hash of the cell's text.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.lessons.course import exercises
from autograder.publishing.folder import BrokenLesson

ROLE = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
PICTURE = re.compile(r"!\[([^\]]*)\]\((?!attachment:|https?:|data:)([^)\s]+)\)")
MIME = {".svg": "image/svg+xml", ".png": "image/png"}
CHECK = "-check"


def read(path: Path) -> NotebookNode:
    """The notebook that a lesson's text makes, not executed yet. Raises BrokenLesson."""
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BrokenLesson(f"{path} cannot be read as a lesson: {error}") from error
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: Counter[str] = Counter()
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader")
        cell.metadata = NotebookNode({"nbgrader": _full_role(role, path, cell)} if role is not None else {})
        key = (
            cell.metadata.nbgrader.grade_id
            if role is not None
            else hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        )
        taken[key] += 1
        if role is not None and taken[key] > 1:
            raise BrokenLesson(f"{path}: two cells are called {key!r}; give one of them another grade_id.")
        cell.id = key if taken[key] == 1 else f"{key}-{taken[key]}"
        if cell.cell_type == "markdown":
            _embed_pictures(cell, path)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise BrokenLesson(f"{path} does not make a valid notebook: {error.message.splitlines()[0]}") from error
    return notebook


def _full_role(role: Any, path: Path, cell: NotebookNode) -> NotebookNode:
    """nbgrader's full metadata from the short form. A graded cell that is no solution is locked."""
    if not isinstance(role, dict) or not isinstance(role.get("grade_id"), str):
        raise BrokenLesson(f"{path}: the cell beginning {cell.source[:40]!r} has an nbgrader role without a grade_id.")
    known = {key: role[key] for key in (*ROLE, "grade_id", "points") if key in role}
    full = {**ROLE, **known, "schema_version": ROLE["schema_version"]}
    full["locked"] = bool(full["locked"]) or (full["grade"] and not full["solution"])
    if full["grade"] and "points" not in full:
        raise BrokenLesson(
            f'{path}: the graded cell {full["grade_id"]!r} has no points; write "points": 1 in its role.'
        )
    name = str(full["grade_id"])
    if (
        cell.cell_type == "code"
        and full["grade"]
        and name.endswith(CHECK)
        and name.removesuffix(CHECK) not in exercises()
    ):
        raise BrokenLesson(
            f"{path}: the cell {name!r} checks {name.removesuffix(CHECK)!r}, which is no exercise of the course."
        )
    return NotebookNode(sorted(full.items()))


def _embed_pictures(cell: NotebookNode, path: Path) -> None:
    """Moves every picture that the cell names by a path into the cell.

    As data in the link, not as an attachment: JupyterLab does not draw attached SVG.
    """

    def embed(match: re.Match[str]) -> str:
        alt, target = match.groups()
        picture = path.parent / target
        if not alt.strip():
            raise BrokenLesson(f"{path}: the picture {target} has no alt text; say in the brackets what it shows.")
        if picture.suffix not in MIME:
            raise BrokenLesson(f"{path}: the picture {target} is neither .svg nor .png.")
        try:
            data = picture.read_bytes()
        except OSError as error:
            raise BrokenLesson(f"{path}: the picture {target} cannot be read: {error.strerror}.") from error
        return f"![{alt}](data:{MIME[picture.suffix]};base64,{base64.b64encode(data).decode()})"

    cell.source = PICTURE.sub(embed, cell.source)
