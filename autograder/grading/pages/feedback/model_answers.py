"""Model answers: the lesson's own answer, with its marking scheme, beside the student's.

A marker sees them in the Formgrader. On a student's page of feedback they are only where the course says so, in
nbgrader_config.py: `c.ModelAnswers.enabled = True`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool

# What tells nbgrader where an answer, or a scheme, begins and ends.
MARKS = re.compile(r"^[ \t]*(?:###|===) (?:BEGIN|END) (?:SOLUTION|MARK SCHEME).*\n?", re.MULTILINE)


class ModelAnswers(Preprocessor):
    """Puts `model` into nbgrader's metadata of each answer that the lesson's solution notebook has."""

    enabled = Bool(False, help="Show model answers on students' pages of feedback.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook, which is the exporter's own copy."""
        about = resources.get("nbgrader", {})
        lesson, notebook = (about.get(name) or resources.get(f"{name}_id") for name in ("assignment", "notebook"))
        course = CourseDirectory(config=self.config)
        path = Path(course.root, course.format_path(course.source_directory, ".", lesson), f"{notebook}.ipynb")
        answers = of_solutions(path)
        for cell in nb.cells:
            role = cell.metadata.get("nbgrader", {})
            if model := answers.get(role.get("grade_id", "")):
                role["model"] = model
        return nb, resources


def of_solutions(path: Path) -> Mapping[str, str]:
    """The answers in a solution notebook, and the tasks with their schemes; none where it cannot be read."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(16)  # lessons, each as it was when last built: a server lives longer
def _read(path: Path, written: int) -> Mapping[str, str]:
    try:
        return {
            cell["metadata"]["nbgrader"]["grade_id"]: MARKS.sub("", "".join(cell["source"])).strip()
            for cell in json.loads(path.read_bytes())["cells"]
            if _is_answer(cell["metadata"].get("nbgrader", {}))
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _is_answer(role: Mapping[str, Any]) -> bool:
    return bool(role.get("solution") or role.get("task"))
