"""Get marks: nbgrader's scores and comments, and for our template what waits for a person and what to mend first."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades

from autograder.grading import provenance
from autograder.grading.pages.feedback import marks


class GetMarks(GetGrades):
    """In the place of nbgrader's own in `c.GenerateFeedback.preprocessors`."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook with scores in its cells, and `resources["marks"]`."""
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if cell.cell_type == "code" and "nbgrader" in cell.metadata:
                cell.metadata.nbgrader["card"] = any(provenance.verdicts(cell.outputs))
        resources["marks"] = marks.of(nb)
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        grade = self.gradebook.find_grade(
            cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        nobody = grade.auto_score is None and grade.manual_score is None
        cell.metadata.nbgrader.update(score=grade.score, points=grade.max_score, pending=nobody)
