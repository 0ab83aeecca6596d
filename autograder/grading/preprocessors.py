"""What the course plugs into nbgrader: tags at release, credit at grading, formulas in feedback."""

from __future__ import annotations

import ast

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.grading.mathml import to_mathml
from autograder.notebook import VERDICT_KEY

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


class CreditVerdicts(NbGraderPreprocessor):
    """After a notebook has run, lets each check's verdict decide its points, as nbgrader reads them.

    nbgrader gives 0 for any stderr in a graded cell, a numpy warning included, and takes a displayed number for partial
    credit. So stderr becomes stdout, and a verdict that is partly right is followed by its points.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Rewrites the outputs of a graded code cell that holds a verdict; other cells are left alone."""
        if cell.cell_type != "code" or not is_grade(cell):
            return cell, resources
        verdicts = [found for output in cell.outputs if (found := output.get("metadata", {}).get(VERDICT_KEY))]
        if not verdicts:
            return cell, resources
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                output.name = "stdout"
        score = min(float(verdict["score"]) for verdict in verdicts)
        if 0.0 < score < 1.0:
            cell.outputs.insert(0, _points(score, float(cell.metadata.nbgrader["points"])))
        return cell, resources


def _points(score: float, most: float) -> NotebookNode:
    """The output that nbgrader reads as partial credit."""
    points = round(score * most, 2)
    words = f"Partial credit: {points:g} of {most:g} points."
    return new_output("execute_result", {"text/plain": str(points), "text/html": f"<p>{words}</p>"})


class MathToMathML(Preprocessor):
    """Formulas of text cells become MathML, so that a feedback page needs neither MathJax nor a network."""

    enabled = True

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Converts $…$ and $$…$$; code and what is no formula after all stay as they are."""
        if cell.cell_type == "markdown":
            cell.source = to_mathml(cell.source)
        return cell, resources
