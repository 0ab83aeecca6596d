"""nbgrader's own autograde through the wall, by its seams: how a submission is read, and how its cells are run.

`nbgrader autograde` and the Formgrader's button so give the same marks as `autograder grade`. A process of its own does
it, as there, whose time and memory are bounded: whatever a submission makes of it, nbgrader, or a whole Jupyter server,
goes on with the next one.
"""

from __future__ import annotations

import os
import secrets
import stat
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading import provenance
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.gradebook.roster import roster
from autograder.grading.inbox import notebook_file
from autograder.grading.inbox.arrival import submitted_at
from autograder.grading.inbox.beside import pictures_beside
from autograder.grading.inbox.plain_files import MOST_NAMES
from autograder.grading.inbox.students import refusal, shown
from autograder.grading.job import SEED_BITS, Terms
from autograder.grading.plugins.settings import Wall
from autograder.grading.provenance import Provenance
from autograder.grading.submission import intake
from autograder.grading.submission.grade import executed_notebook, submitted_notebook, taken_in
from autograder.grading.workers import forkserver
from autograder.grading.workers.process import GradingProcess

NOTEBOOK = ".ipynb"
KILOBYTE = 1000  # in which nbgrader counts its settings
BROKE = "the grader's own process ended while it {what} this: look at the file by hand."

_process = GradingProcess(forkserver.WORK)  # for all submissions of a run: it takes a second to come up


class TimedCourse(CourseDirectory):
    """nbgrader's, which reads timestamp.txt whole, however large, and breaks at what is no time: this one does not."""

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When what lies in this folder was handed in, in UTC without a zone."""
        return submitted_at(Path(dest_path))

    @classmethod
    def of(cls, course: CourseDirectory) -> TimedCourse:
        """The same course."""
        return cls(parent=course.parent, **{name: getattr(course, name) for name in course.trait_names(config=True)})


class SubmissionExporter(NotebookExporter):
    """Reads what students handed in by intake, and puts beside it what may lie there; every other notebook as ever.

    nbgrader makes it when it knows what it is to grade, and before it begins: those whom nobody can grade so are taken
    out of its list here, with a line each, for it would wait for them, or break, with all others behind them.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if isinstance(self.parent, Autograde):
            self.parent.coursedir = TimedCourse.of(self.parent.coursedir)
            self._leave_out(self.parent)

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
        if isinstance(self.parent, Autograde):
            self._receive(self.parent, path.parent, about["student"], about["assignment"])
        resources["metadata"] = ResourcesDict(None, {"name": path.stem, "path": str(path.parent)})
        master = Master.read(self.config, about["assignment"])
        raw, rejected = notebook_file.contents(path.parent, path.stem, master.answers)
        pictures = pictures_beside(path.parent, raw)
        try:
            notebook = _process.call(taken_in, raw, rejected, master, pictures)
        except BrokenProcessPool:
            notebook = submitted_notebook(raw, BROKE.format(what="read"), master, pictures)
        return self.from_notebook_node(notebook, resources, **named)

    def _leave_out(self, converter: Autograde) -> None:
        """Takes out of nbgrader's list what it cannot grade; an id with a `*` in it stands for itself."""
        with Gradebook(converter.coursedir.db_url, converter.coursedir.course_id) as gradebook:
            known = roster(self.config, gradebook)
        kept = {}
        for assignment in converter.assignments:
            student = Path(assignment).parent.name
            if reason := refusal(student, known) or _endless(Path(assignment), converter.coursedir.max_file_size):
                self.log.error("%s is left out: %s", shown(student), reason)
                continue
            # The lesson's own also where no file is called so: it is found by what it holds, or its lack is the result.
            lesson = Path(assignment, f"{converter.coursedir.assignment_id}{NOTEBOOK}")
            # A name that no gradebook can hold is nobody's notebook.
            notebooks = {lesson, *(path for path in Path(assignment).glob(f"*{NOTEBOOK}") if path.name.isprintable())}
            asked = f"{converter.coursedir.notebook_id}{NOTEBOOK}"
            kept[assignment] = sorted(str(path) for path in notebooks if fnmatchcase(path.name, asked))
        converter.assignments = {assignment: notebooks for assignment, notebooks in kept.items() if notebooks}

    def _receive(self, converter: Autograde, submission: Path, student: str, lesson: str) -> None:
        """nbgrader has copied all that it found, and what links led to: in its place comes what may be copied."""
        with Recorder(self.config) as recorder:
            recorder.put_beside(student, lesson, submission, {Path(name).name for name in converter.notebooks})


def _endless(submission: Path, largest: float) -> str:
    """Why nbgrader, which copies all but notebooks, would wait for a submission; "" where it would not.

    Files with holes may have more bytes than there is room for: so none is larger than `largest` kilobytes, and all
    together are not ten times that.
    """
    left, names_left, waiting = 10 * largest * KILOBYTE, MOST_NAMES, [submission]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                names_left -= 1
                if names_left < 0:
                    return f"it holds more than {MOST_NAMES} files and folders; `autograder grade` passes over the rest"
                if entry.is_dir():
                    waiting += [Path(entry.path)] * (not entry.is_symlink())
                    continue
                if entry.name.endswith(NOTEBOOK):
                    continue
                try:
                    status = entry.stat()
                except OSError:
                    continue
                left -= status.st_size
                if status.st_size > largest * KILOBYTE or left < 0:
                    return f"{entry.name!r} in it is one too large, or too many; `autograder grade` passes it over"
                if not stat.S_ISREG(status.st_mode):
                    return f"{entry.name!r} in it is no regular file; `autograder grade` passes it over"
    return ""


class RunBehindTheWall(NbGraderPreprocessor):
    """Runs a submission's cells behind the wall, and judges its checks on this side."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Fills in all outputs. Raises NoWall, with a sentence that says what to do, where there can be no wall."""
        settings = Wall(config=self.config)
        terms = Terms(Master.read(self.config, resources["nbgrader"]["assignment"]), settings.limits, settings.name)
        seed = secrets.randbits(SEED_BITS)
        try:
            return _process.insist(executed_notebook, nb, terms, seed), resources
        except BrokenProcessPool:
            reason = BROKE.format(what="graded")
            rejected = intake.rejected(reason, terms.master)
            provenance.write(rejected, Provenance(reason, provenance.of(nb).submission))
            return _process.call(executed_notebook, rejected, terms, seed), resources
