"""At release: which cells of the students' notebook raise until there is an answer, told to nbval by a tag."""

from __future__ import annotations

import ast

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

RAISES = "nbval-raises-exception"


class TagStudentCells(NbGraderPreprocessor):
    """At release, tags each code cell that needs an answer: until there is one it raises, and nbval expects it to."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Adds the tag where a cell uses a function still to be written, or a variable that such a cell makes."""
        missing: set[str] = set()
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            role = cell.metadata.get("nbgrader", {})
            used, made = _names(cell.source)
            if role.get("solution"):
                missing.add(role["grade_id"])
            elif used & missing:
                missing |= made
                cell.metadata["tags"] = [*cell.metadata.get("tags", []), RAISES]
        return nb, resources


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell reads, and those that it makes."""
    try:
        names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    except SyntaxError:  # a magic command, for one
        return set(), set()
    used, made = ({node.id for node in names if isinstance(node.ctx, kind)} for kind in (ast.Load, ast.Store))
    return used, made
