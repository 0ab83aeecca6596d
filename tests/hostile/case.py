"""A hostile notebook: what it is made of, what it rightly earns, and what must not have come of it.

A source may hold words that are filled in when it is handed in (see `scene.Scene.words`): @COURSE@, @MARK@, @HOME@,
@PORT@, @SOCKET@. An attack that reaches beyond its wall says so in one of three ways: it makes the file @MARK@, it
prints `HOSTILE WON`, or it prints one of the scene's secrets, which look like `SECRET` below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.hostile.answers import RIGHT, WRONG

if TYPE_CHECKING:
    from tests.hostile.scene import Scene

LESSON = "05-xwt-plus-b"
WON = "HOSTILE WON"
SECRET = "secret-[0-9a-f]{32}"
TIME = r"\btime|seconds|finish"
ENDED = r"\b(end|exit|die|kill|stop|quit|process)"
MEMORY = r"memory"
CHANNEL = r"channel"
OUTPUT_CUT = r"\bcut\b|output|limit"
REJECTED = r"notebook|plain file|the file|handed in|JSON"

Build = Callable[[NotebookNode], bytes]
Edit = Callable[[NotebookNode], None]


def either(*reasons: str) -> str:
    """Any of these reasons: where a notebook runs into more than one limit, which comes first is the machine's mood."""
    return "|".join(reasons)


def no_harm(scene: Scene) -> str | None:
    """Nothing to look for beyond what is looked for after every run."""
    return None


def put(path: Path, contents: bytes) -> None:
    """Hands in a plain file."""
    path.write_bytes(contents)


@dataclass(frozen=True)
class Hostile:
    """One submission.

    build: the file's bytes, from the released notebook. earns: the points that its `<exercise>-check` cells deserve,
    0 where not named. reason: what its result must say somewhere, a pattern for which capitals are small letters. harm:
    what it did to others, in words, or None. place: puts the bytes at the notebook's path. endless: it goes on until a
    limit ends it, so it is graded where the limits of time are short.
    """

    name: str
    build: Build
    earns: Mapping[str, float] = field(default_factory=dict)
    reason: str | None = None
    harm: Callable[[Scene], str | None] = no_harm
    lesson: str = LESSON
    place: Callable[[Path, bytes], object] = put
    endless: bool = False


def notebook(*edits: Edit) -> Build:
    """Builds the released notebook with these changes, one after the other."""

    def build(released: NotebookNode) -> bytes:
        made = deepcopy(released)
        for edit in edits:
            edit(made)
        return json.dumps(made).encode()

    return build


def cell_of(made: NotebookNode, name: str) -> NotebookNode:
    """The cell of this id."""
    return next(cell for cell in made.cells if cell.get("id") == name)


def answer(**sources: str) -> Edit:
    """Puts sources into the cells of their exercises."""

    def edit(made: NotebookNode) -> None:
        for exercise, source in sources.items():
            cell_of(made, exercise).source = code(source)

    return edit


def right(*exercises: str) -> Edit:
    """Right answers to these exercises."""
    return answer(**{exercise: RIGHT[exercise] for exercise in exercises})


def all_wrong() -> Edit:
    """Well-formed wrong answers to every exercise of the lesson."""
    return answer(**WRONG)


def first(source: str) -> Edit:
    """A code cell before all others."""
    return lambda made: made.cells.insert(0, new_code_cell(code(source), id="first"))


def before(name: str, source: str) -> Edit:
    """A code cell right before the one of this id."""
    return lambda made: made.cells.insert(
        made.cells.index(cell_of(made, name)), new_code_cell(code(source), id=f"before-{name}")
    )


def text(source: str) -> Edit:
    """A text cell before all others."""
    return lambda made: made.cells.insert(0, new_markdown_cell(source, id="text"))


def cell(name: str, **fields: Any) -> Edit:
    """Other fields for the cell of this id."""
    return lambda made: cell_of(made, name).update(fields)


def role(name: str, **fields: Any) -> Edit:
    """Other entries in the nbgrader metadata of the cell of this id."""
    return lambda made: cell_of(made, name).metadata.nbgrader.update(fields)


def code(source: str) -> str:
    """A source as written in these tables, without its margin."""
    return dedent(source).strip("\n")


def behind_a_wall(source: str) -> str:
    """An attack too dangerous to run without a wall: where it can make its mark, it leaves it at that."""
    return f"try:\n    open('@MARK@', 'w').close()\nexcept OSError:\n{indent(code(source), '    ')}"
