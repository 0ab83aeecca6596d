"""A lesson's text as a notebook: jupytext Markdown in, a clean notebook out.

Roles are written short, `nbgrader={"grade_id": "wx_grad_W", "solution": true, "schema_version": 3}`, or in the full
form that nbgrader's Create Assignment panel writes: both are taken. (The panel itself wants to see the schema version.)
Pictures named by a relative path are put into the text cell as data, so that the notebook is one file. Cell ids are the
grade_id, else a hash of the cell's text.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.publishing.folder import BrokenLesson
from autograder.publishing.proofreading.places import Text

ROLE = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False}
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # it is the cell's id, and this is what nbformat takes
PICTURE = re.compile(r"!\[([^\]]*)\]\((?!attachment:|https?:|data:)([^)\s]+)\)")
MIME = {".svg": "image/svg+xml", ".png": "image/png"}


def read(path: Path) -> NotebookNode:
    """The notebook that a lesson's text makes, not executed yet. Raises BrokenLesson."""
    return read_with_places(path)[0]


def read_with_places(path: Path) -> tuple[NotebookNode, Text]:
    """The same, with the lines on which its cells begin. Raises BrokenLesson."""
    try:
        source = path.read_text(encoding="utf-8-sig")  # a byte order mark is no part of it
        notebook = jupytext.reads(source, fmt="md")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BrokenLesson(f"{path} cannot be read as a lesson: {error}") from error
    for number, cell in enumerate(notebook.cells):
        cell.id = str(number)
    places = Text.of(path, source, notebook.cells)
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    taken: Counter[str] = Counter()
    for cell in notebook.cells:
        role, where = cell.metadata.get("nbgrader"), places.cell(cell)
        if unread := cell.metadata.get("incorrectly_encoded_metadata"):
            raise BrokenLesson(_unread(unread, where))
        cell.metadata = NotebookNode({"nbgrader": _full_role(role, where, cell)} if role is not None else {})
        key = (
            cell.metadata.nbgrader.grade_id
            if role is not None
            else hashlib.sha256(cell.source.encode()).hexdigest()[:12]
        )
        taken[key] += 1
        if role is not None and taken[key] > 1:
            raise BrokenLesson(f"{where}: two cells are called {key!r}; give one of them another grade_id.")
        places.begins[key if taken[key] == 1 else f"{key}-{taken[key]}"] = places.begins[cell.id]
        cell.id = key if taken[key] == 1 else f"{key}-{taken[key]}"
        if cell.cell_type == "markdown":
            _embed_pictures(cell, path, places)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise BrokenLesson(f"{path} does not make a valid notebook: {error.message.splitlines()[0]}") from error
    return notebook, places


def _unread(role: str, where: str) -> str:
    """What is wrong with a role that is no JSON."""
    text = role.partition("=")[2] if role.startswith("nbgrader=") else role
    try:
        json.loads(text)
        reason = "a role is written nbgrader={…}"
    except ValueError as error:
        reason = str(error)
    return f"{where}: the role of the cell cannot be read: {text} is not JSON ({reason})."


def _full_role(role: Any, where: str, cell: NotebookNode) -> NotebookNode:
    """nbgrader's full metadata from the short form. A graded cell that is no solution is locked."""
    if not isinstance(role, dict) or not isinstance(role.get("grade_id"), str):
        raise BrokenLesson(f"{where}: the cell beginning {cell.source[:40]!r} has an nbgrader role without a grade_id.")
    if not GRADE_ID.fullmatch(role["grade_id"]):
        raise BrokenLesson(
            f"{where}: a cell cannot be called {role['grade_id']!r}: a grade_id has letters of ASCII, digits, - and _, "
            "1 to 64 of them."
        )
    known = {key: role[key] for key in (*ROLE, "grade_id", "points") if key in role}
    full = {**ROLE, **known, "schema_version": ROLE["schema_version"]}
    full["locked"] = bool(full["locked"]) or (full["grade"] and not full["solution"])
    if full["grade"] and "points" not in full:
        raise BrokenLesson(
            f'{where}: the graded cell {full["grade_id"]!r} has no points; write "points": 1 in its role.'
        )
    if "points" in full and not full["grade"]:
        raise BrokenLesson(
            f'{where}: the cell {full["grade_id"]!r} has points and is not graded: write "grade": true in its role.'
        )
    points = full.get("points", 0)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 <= points < math.inf:
        raise BrokenLesson(
            f"{where}: the cell {full['grade_id']!r} has the points {points!r}: they must be a number, 0 or more."
        )
    return NotebookNode(sorted(full.items()))


def _embed_pictures(cell: NotebookNode, path: Path, places: Text) -> None:
    """Moves every picture that the cell names by a path into the cell.

    As data in the link, not as an attachment: JupyterLab does not draw attached SVG.
    """

    def embed(match: re.Match[str]) -> str:
        alt, target = match.groups()
        picture, where = path.parent / target, places.line_in(cell, target)
        if not alt.strip():
            raise BrokenLesson(f"{where}: the picture {target} has no alt text; say in the brackets what it shows.")
        if picture.suffix not in MIME:
            raise BrokenLesson(f"{where}: the picture {target} is neither .svg nor .png.")
        try:
            data = picture.read_bytes()
        except OSError as error:
            raise BrokenLesson(f"{where}: the picture {target} cannot be read: {error.strerror}.") from error
        return f"![{alt}](data:{MIME[picture.suffix]};base64,{base64.b64encode(data).decode()})"

    cell.source = PICTURE.sub(embed, cell.source)
