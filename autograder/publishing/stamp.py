"""Stamp: by it a notebook shows that it is as the build made it, and holds nobody's work.

It is a digest of what a person writes in a notebook: the cells' kinds, sources and roles. Running a notebook leaves it
as it is; answering an exercise does not. So the build knows what it may replace, in any folder and without a record of
its own beside the notebooks.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.lessons.version import STAMP, VERSION


def stamp(notebook: NotebookNode) -> None:
    """Writes the stamp, and the version of the course that made it, into the notebook's metadata."""
    notebook.metadata[STAMP] = NotebookNode(sources=_digest(notebook), version=VERSION)


def written(path: Path) -> str:
    """The digest in the stamp of the notebook at `path`, "" where it has none or cannot be read."""
    notebook = _read(path)
    return "" if notebook is None else _stamp_of(notebook)


def is_as_made(path: Path) -> bool:
    """Whether the notebook at `path` is as some build made it, whatever has been run in it since."""
    notebook = _read(path)
    return notebook is not None and _stamp_of(notebook) == _digest(notebook)


class Stamp(NbGraderPreprocessor):
    """At release, stamps the students' notebook; the last step, for it covers what the others write."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with its stamp."""
        stamp(nb)
        return nb, resources


def _read(path: Path) -> NotebookNode | None:
    try:
        return nbformat.read(path, as_version=4)
    except Exception:  # what no notebook can be read from fails in many ways, and each of them says the same
        return None


def _stamp_of(notebook: NotebookNode) -> str:
    found = notebook.metadata.get(STAMP)
    return str(found.get("sources", "")) if isinstance(found, dict) else ""


def _digest(notebook: NotebookNode) -> str:
    cells = [[cell.cell_type, cell.source, cell.metadata.get("nbgrader")] for cell in notebook.cells]
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()
