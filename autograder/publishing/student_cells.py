"""At release: what the students' notebook shows before anything is run, and which of its cells need an answer first.

A demonstration that needs no answer keeps its output: its picture is there for who reads without running, and nbval
compares it with what the blank notebook gives. All other outputs go: they would show what a solution gives, or that its
checks are right.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, NbGraderPreprocessor

from autograder.lessons.version import WHEEL

RAISES = "nbval-raises-exception"
REPORTS = {"check", "progress"}  # what they say depends on the answers, whatever they are called with
INSTALLING = f"# Not installed? %pip install {WHEEL} (your course's file; PyPI's autograder is another)"
IMPORTING = re.compile(r"^(?=(?:from|import) autograder\b)", re.MULTILINE)


class TagStudentCells(NbGraderPreprocessor):
    """At release, tags each code cell that needs an answer: until there is one it raises, and nbval expects it to."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Adds the tag where a cell uses a function still to be written, or a variable that such a cell makes."""
        for cell in _needing_an_answer(nb):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), RAISES]
        return nb, resources


class ClearStudentOutput(ClearOutput):
    """nbgrader's ClearOutput, but that a demonstration keeps what it shows where it needs no answer."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Clears every output that depends on an answer. What stays keeps its count, as nbval asks."""
        needing = {id(cell) for cell in _needing_an_answer(nb)}
        kept = [
            (cell, cell.outputs, cell.execution_count)
            for cell in nb.cells
            if cell.cell_type == "code"
            and not cell.metadata.get("nbgrader")
            and id(cell) not in needing
            and not _names(cell.source)[0] & REPORTS
        ]
        nb, resources = super().preprocess(nb, resources)
        for cell, outputs, count in kept:
            if outputs:
                cell.outputs, cell.execution_count = outputs, count
        return nb, resources


class SayHowToInstall(NbGraderPreprocessor):
    """At release, says where the course's package is first imported how it is installed.

    Right above the import, where IPython shows it again when that fails: as where another project of the name is found.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with one line of comment more; what is graded stays as the gradebook knows it."""
        for cell in nb.cells:
            if cell.cell_type != "code" or cell.metadata.get("nbgrader"):
                continue
            if importing := IMPORTING.search(cell.source):
                place = importing.start()
                cell.source = f"{cell.source[:place]}{INSTALLING}\n{cell.source[place:]}"
                break
        return nb, resources


def _needing_an_answer(nb: NotebookNode) -> Iterator[NotebookNode]:
    """The code cells that use what a solution cell defines, or what such a cell makes of it."""
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
            yield cell
        else:
            missing -= made


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell takes from the cells before it, and those that it makes."""
    used: set[str] = set()
    made: set[str] = set()
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # a magic command, for one
        return used, made
    for statement in statements:
        nodes = list(ast.walk(statement))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        used |= {node.id for node in names if isinstance(node.ctx, ast.Load)} - made
        made |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        made |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return used, made
