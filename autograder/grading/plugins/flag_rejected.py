"""Flag rejected: what could not be graded waits for a person in the gradebook, by `nbgrader autograde` too."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.grading import provenance


class FlagRejected(NbGraderPreprocessor):
    """Behind nbgrader's SaveAutoGrades, in whose eyes a blank notebook is a student's own 0."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is; the first of its grades needs a person where a notebook was rejected."""
        first = next((cell.metadata.nbgrader.grade_id for cell in nb.cells if is_grade(cell)), None)
        if first is None or not provenance.of(nb).rejected:
            return nb, resources
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            grade = gradebook.find_grade(first, about["notebook"], about["assignment"], about["student"])
            grade.needs_manual_grade = True
            gradebook.db.commit()
        return nb, resources
