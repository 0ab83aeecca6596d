"""nbgrader's own autograde through the wall, by its seams: how a submission is read, and how its cells are run.

`nbgrader autograde` and the Formgrader's button so give the same marks as `autograder grade`. A process of its own does
it, as there, whose time and memory are bounded: whatever a submission makes of it, nbgrader, or a whole Jupyter server,
goes on with the next one.
"""

from __future__ import annotations

import secrets
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading import provenance
from autograder.grading.gradebook.master import Master
from autograder.grading.plugins.settings import Wall
from autograder.grading.provenance import Provenance
from autograder.grading.submission import intake
from autograder.grading.submission.grade import SEED_BITS, Terms, executed_notebook, submitted_notebook
from autograder.grading.workers.process import GradingProcess

BROKE = "the grader's own process ended while it {what} this: look at the file by hand."

_process = GradingProcess()  # for all submissions of a run: it takes a second to come up


class SubmissionExporter(NotebookExporter):
    """Reads what students handed in by intake; every other notebook as ever."""

    def from_filename(
        self, filename: str, resources: ResourcesDict | None = None, **named: Any
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook of a file, gone through the preprocessors."""
        about = (resources or {}).get("nbgrader", {})
        coursedir = CourseDirectory(config=self.config)
        folder = coursedir.format_path(
            coursedir.submitted_directory, about.get("student", "."), about.get("assignment", ".")
        )
        path = Path(filename)
        if path.parent.resolve() != Path(folder).resolve():
            return super().from_filename(filename, resources, **named)
        assert resources is not None
        resources["metadata"] = ResourcesDict(None, {"name": path.stem, "path": str(path.parent)})
        master = Master.read(self.config, about["assignment"])
        raw, rejected = intake.contents(path)
        try:
            notebook = _process.call(submitted_notebook, raw, rejected, master)
        except BrokenProcessPool:
            notebook = submitted_notebook(raw, BROKE.format(what="read"), master)
        return self.from_notebook_node(notebook, resources, **named)


class RunBehindTheWall(NbGraderPreprocessor):
    """Runs a submission's cells behind the wall, and judges its checks on this side."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Fills in all outputs. Raises NoWall, with a sentence that says what to do, where there can be no wall."""
        settings = Wall(config=self.config)
        terms = Terms(Master.read(self.config, resources["nbgrader"]["assignment"]), settings.limits, settings.name)
        seed = secrets.randbits(SEED_BITS)
        try:
            return _process.call(executed_notebook, nb, terms, seed), resources
        except BrokenProcessPool:
            reason = BROKE.format(what="graded")
            rejected = intake.rejected(reason, terms.master)
            provenance.write(rejected, Provenance(reason, provenance.of(nb).submission))
            return _process.call(executed_notebook, rejected, terms, seed), resources
