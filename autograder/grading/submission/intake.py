"""Intake: a notebook that can be graded, made anew from whatever a student handed in.

Only the kinds and the sources of cells are taken from the file. Everything else, the checks' own sources included,
comes from the master copy. A file that cannot be read becomes the blank notebook, with the reason on its top.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from autograder.grading.gradebook.master import Master, MasterCell
from autograder.grading.inbox.notebook_file import LARGEST_FILE
from autograder.grading.inbox.pictures import with_pictures

LONGEST_CELL = 1_000_000  # characters: no person writes as many, and each cell is parsed whole
MOST_CELLS = 2000  # forty times a lesson's own
CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
LOST = "*This cell's name was lost on the way: what was written here, if anything, is in a cell above or below.*"
FUNCTION = re.compile(r"^def\s+(\w+)\s*\(", re.MULTILINE)


class Rejected(Exception):
    """A file that cannot be graded. Its text says why, in one sentence."""


@dataclass(frozen=True)
class Handed:
    """One cell as it was handed in: its kind, its source, and the lesson's cell that it says it is, "" for none."""

    kind: str
    source: str
    name: str


def take_in(raw: bytes, master: Master, pictures: Mapping[str, bytes] | None = None) -> NotebookNode:
    """The notebook to grade; its text may show the `pictures` that lay beside it. Raises Rejected."""
    answers = master.answers
    handed = list(_cells(_parsed(raw), {cell.name for cell in master.cells}, pictures or {}))
    lost = not answers & {cell.name for cell in handed}
    if lost:
        handed = [_by_its_function(cell, answers) for cell in handed]
    if not answers & {cell.name for cell in handed}:
        raise Rejected("it holds none of this lesson's cells: is it the notebook of another lesson?")
    return _notebook(_complete(_each_once(handed, master), master, lost), master)


def blank(master: Master) -> NotebookNode:
    """The notebook in which nothing is answered."""
    return _notebook([Handed(cell.cell_type, cell.source, cell.name) for cell in master.cells], master)


def rejected(reason: str, master: Master) -> NotebookNode:
    """The blank notebook that stands for a file that was rejected."""
    notebook = blank(master)
    notebook.cells.insert(0, new_markdown_cell(f"**This submission could not be graded:** {reason}", id="rejected"))
    return notebook


def _parsed(raw: bytes) -> list[Any]:
    """The list of cells in a file. Raises Rejected."""
    if len(raw) > LARGEST_FILE:
        raise Rejected(f"the file has more than {LARGEST_FILE / 1e6:.0f} MB.")
    try:
        notebook = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Rejected("the file is not UTF-8 text, so it is no notebook.") from error
    except RecursionError as error:
        raise Rejected("the file is nested too deeply to be a notebook.") from error
    except ValueError as error:
        if conflict := CONFLICT.search(raw):
            line = raw.count(b"\n", 0, conflict.start()) + 1
            raise Rejected(f"it holds git's conflict markers at line {line}, so it is no notebook.") from error
        raise Rejected(f"the file is not JSON, so it is no notebook ({error}).") from error
    match notebook:
        case {"nbformat": 4, "cells": list(cells)} if len(cells) <= MOST_CELLS:
            return cells
        case {"nbformat": 4, "cells": list(cells)}:
            raise Rejected(f"it has {len(cells)} cells; at most {MOST_CELLS} are read.")
        case {"nbformat": 4}:
            raise Rejected("the notebook has no list of cells.")
        case {"nbformat": int(version)}:
            raise Rejected(f"it is a notebook of format {version}; save it in format 4, that of today's Jupyter.")
    raise Rejected("the file is JSON, but no notebook.")


def _cells(cells: list[Any], names: set[str], pictures: Mapping[str, bytes]) -> Iterator[Handed]:
    for cell in cells:
        match cell:
            case {"cell_type": "code" | "markdown" | "raw" as kind, "source": str() | list() as source}:
                text = source if isinstance(source, str) else "".join(part for part in source if isinstance(part, str))
                if len(text) > LONGEST_CELL:
                    raise Rejected(f"a cell has more than {LONGEST_CELL:,} characters.")
                if kind == "markdown":
                    text = with_pictures(text, cell.get("attachments"), pictures)
                yield Handed(kind, text.encode("utf-8", "replace").decode(), _name(cell, names))


def _name(cell: dict[str, Any], names: set[str]) -> str:
    """Which cell of the lesson this is: by nbgrader's metadata or, where that is lost, by its id."""
    match cell:
        case {"metadata": {"nbgrader": {"grade_id": str(name)}}} if name in names:
            return name
        case {"id": str(name)} if name in names:
            return name
    return ""


def _by_its_function(cell: Handed, answers: Collection[str]) -> Handed:
    """The cell as the lesson's one whose function it defines, where its metadata is lost and nothing else tells."""
    if cell.kind != "code" or cell.name:
        return cell
    defined = [name for name in FUNCTION.findall(cell.source) if name in answers]
    return Handed(cell.kind, cell.source, defined[0]) if defined else cell


def _each_once(handed: list[Handed], master: Master) -> list[Handed]:
    """Each cell of the lesson once, the last of it as in nbgrader; earlier copies are the student's own cells.

    Copies of the lesson's own cells, such as a check, are dropped.
    """
    seen: set[str] = set()
    cells = []
    for cell in reversed(handed):
        if cell.name not in seen:
            cells.append(cell)
        elif not master.cell(cell.name).locked:
            cells.append(Handed(cell.kind, cell.source, ""))
        seen |= {cell.name} - {""}
    return cells[::-1]


def _complete(handed: list[Handed], master: Master, lost: bool) -> list[Handed]:
    """With every cell of the lesson that a mark or the run needs, put back after the one it belongs behind.

    Where names are `lost`, an answer in words may stand in any cell: it is not called blank, and waits for a person.
    """
    complete = list(handed)
    for position, cell in enumerate(master.cells):
        places = {cell.name: place for place, cell in enumerate(complete)}
        if cell.name in places or not (cell.locked or cell.grade or cell.task):
            continue
        before = [places[other.name] for other in master.cells[:position] if other.name in places]
        source = LOST if lost and cell.cell_type == "markdown" and not cell.locked else cell.source
        complete.insert(max(before, default=-1) + 1, Handed(cell.cell_type, source, cell.name))
    return complete


def _notebook(cells: list[Handed], master: Master) -> NotebookNode:
    known = {cell.name: cell for cell in master.cells}
    metadata = {"kernelspec": dict(master.kernelspec), "language_info": {"name": "python"}}
    all_cells = [_cell(cell, known.get(cell.name), f"own-{place}") for place, cell in enumerate(cells)]
    return from_dict({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": all_cells})


def _cell(handed: Handed, known: MasterCell | None, own_id: str) -> dict[str, Any]:
    """nbformat's cell, as its own functions make it, which look each one up in the schema besides."""
    kind, source, name, metadata = handed.kind, handed.source, own_id, {}
    if known is not None:
        kind, name, metadata = known.cell_type, known.name, {"nbgrader": known.metadata()}
        source = known.source if known.locked else source
    code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": metadata, "source": source, **code}
