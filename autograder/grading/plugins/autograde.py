"""nbgrader's own autograde through the wall, by its seams: how a submission is read, and how its cells are run.

`nbgrader autograde` and the Formgrader's button so give the same marks as `autograder grade`.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.gradebook.master import Master
from autograder.grading.plugins.settings import Wall
from autograder.grading.submission import intake
from autograder.grading.submission.execution import execute
from autograder.grading.submission.grade import SEED_BITS, seal, submitted_notebook, thread_wall


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
        notebook = submitted_notebook(*intake.contents(path), Master.read(self.config, about["assignment"]))
        return self.from_notebook_node(notebook, resources, **named)


class RunBehindTheWall(NbGraderPreprocessor):
    """Runs a submission's cells behind the wall, and judges its checks on this side."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Fills in all outputs. Raises NoWall, with a sentence that says what to do, where there can be no wall."""
        settings = Wall(config=self.config)
        master = Master.read(self.config, resources["nbgrader"]["assignment"])
        wall = thread_wall(settings.name, settings.limits)
        seed = secrets.randbits(SEED_BITS)
        execute(nb, master, wall, seed)
        seal(nb, master, wall, seed)
        return nb, resources
