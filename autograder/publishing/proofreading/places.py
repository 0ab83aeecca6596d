"""Places: on which line of a lesson's text a cell begins, and where an exercise is declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

import autograder.lessons

DECLARATIONS = Path(autograder.lessons.__file__).parent


@dataclass(frozen=True)
class Text:
    """A lesson's text: where it lies, its lines, and the line on which each cell begins, by the cell's id."""

    path: Path
    lines: tuple[str, ...]
    begins: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, source: str, cells: Iterable[NotebookNode]) -> Text:
        """The text with its cells found in it, one after the other."""
        lines, begins, line = tuple(source.splitlines()), {}, 0
        for cell in cells:
            first = next((line for line in cell.source.splitlines() if line.strip()), "")
            found = next((at for at in range(line, len(lines)) if lines[at].strip() == first.strip()), None)
            if first and found is not None:
                line = found + 1
            begins[cell.id] = max(line, 1)
        return cls(path, lines, begins)

    def __str__(self) -> str:
        return f"solutions/{self.path.name}"

    def at(self, line: int) -> str:
        """A line of it, as an editor takes it: "solutions/05-xwt-plus-b.md:120"."""
        return f"{self}:{line}"

    def cell(self, cell: NotebookNode, line: int = 1) -> str:
        """A line of a cell, counted from 1."""
        return self.at(self.begins.get(cell.id, 1) + line - 1)

    def line_in(self, cell: NotebookNode, words: str) -> str:
        """The line of a cell that holds these words, else the cell's first."""
        found = (number for number, line in enumerate(cell.source.splitlines(), 1) if words in line)
        return self.cell(cell, next(found, 1))


def declared_at(name: str, folder: Path = DECLARATIONS) -> str:
    """Where the exercise or lesson of this name is declared: "autograder/lessons/xwt_plus_b.py:52"; "" for nowhere."""
    for path in sorted(folder.glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if f'"{name}"' in line or f"'{name}'" in line:
                return f"autograder/lessons/{path.name}:{number}"
    return ""
