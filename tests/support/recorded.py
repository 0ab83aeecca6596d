"""A class for the coordinator's records, in a course with a lesson of an instructor's own."""

import json
import os
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.grading import provenance
from autograder.grading.classroom.hand_in import hand_in
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.inbox.arrival import submitted_at
from autograder.grading.provenance import Provenance
from autograder.publishing.folder import course_config
from tests.support.course import ROOT
from tests.support.gradebook import book

LESSON = "05-xwt-plus-b"
OWN = "own"  # an instructor's own lesson, with what ours do not have: a task, files, a second notebook
CLASS = ROOT / "tests" / "data" / "class"
STUDENTS = ("chloe", "noah", "sofia")
DUE = datetime(2026, 3, 1, 12, 0)
AS_IT_COMES = """
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde

c.Autograde.exporter_class = NotebookExporter
c.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()
c.LateSubmissionPlugin.penalty_method = "zero"
"""
HANDED_IN = {"noah": "2026-03-01 11:00:00 UTC", "sofia": "2026-03-03 09:30:00.5 UTC"}
WORK = [*((student, LESSON) for student in STUDENTS), ("noah", OWN)]


def cell(kind, name, source, **role):
    described = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3} | role
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(source, id=name, metadata={"nbgrader": {"grade_id": name, "cell_type": kind} | described})


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def make_own_lesson(folder):
    source = folder / "solutions" / OWN
    answer = cell("code", "twice", "def twice(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION")
    answer.metadata.nbgrader.solution = True
    write(
        source / "own.ipynb",
        answer,
        cell("code", "twice-test", "assert twice(2) == 4", grade=True, locked=True, points=1.5),
        cell("code", "partial", "0.5", grade=True, locked=True, points=2),
        cell(
            "markdown",
            "report",
            "=== BEGIN MARK SCHEME ===\nWell.\n=== END MARK SCHEME ===",
            task=True,
            locked=True,
            points=4,
        ),
        cell("markdown", "words", "Why?", grade=True, solution=True, points=3),
    )
    write(source / "extra.ipynb", cell("code", "extra-test", "assert True", grade=True, locked=True, points=5))
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("the instructor's")


def make_course(folder):
    """In this course, with lesson 05 in its gradebook, another lesson is too, both are due, and students hand in."""
    make_own_lesson(folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(AS_IT_COMES)
    steps = NbgraderSteps(folder)
    steps.assign(OWN)
    for student in STUDENTS:
        (folder / "answers" / student).mkdir(parents=True)
        shutil.copy(CLASS / student / f"{LESSON}.py", folder / "answers" / student)
    hand_in(folder / "answers", folder / "notebooks", steps.submitted)
    for student, when in HANDED_IN.items():
        (steps.submitted / student / LESSON / "timestamp.txt").write_text(when + "\n")
    own = steps.submitted / "noah" / OWN
    shutil.copytree(folder / "notebooks" / OWN, own)
    (own / "extra.ipynb").unlink()
    (own / "data" / "table.csv").write_text("changed by the student")
    (own / "data" / "more.txt").write_text("the student's")
    (own / "plot.py").write_text("print()")
    (own / ".ipynb_checkpoints").mkdir()
    (own / ".ipynb_checkpoints" / "old.txt").write_text("left out")
    with book(folder) as gradebook:
        for name in (LESSON, OWN):
            gradebook.find_assignment(name).duedate = DUE
        gradebook.db.commit()
    return folder


@dataclass
class Graded:
    """A graded notebook, and what was handed in."""

    student: str
    lesson: str
    notebook: NotebookNode
    submission: Path

    def sheet(self):
        made = Sheet.of(self.student, self.lesson, self.notebook, self.submission)
        return replace(made, timestamp=submitted_at(self.submission))


def graded(stock, folder, student, lesson, fingerprint=None):
    """As nbgrader graded it, in a kernel: what is compared is how marks are kept, not how they are made."""
    notebook = nbformat.read(stock / "var" / "autograded" / student / lesson / f"{lesson}.ipynb", as_version=4)
    if fingerprint:
        provenance.write(notebook, Provenance(fingerprint=fingerprint))
    return Graded(student, lesson, notebook, folder / "var" / "submitted" / student / lesson)


def everything(stock, folder, fingerprint=None):
    return [graded(stock, folder, student, lesson, fingerprint) for student, lesson in WORK]


def record(folder, batch, **options):
    with Recorder(course_config(folder), **options) as recorder:
        recorder.record([one.sheet() for one in batch])


def fingerprints(folder, lesson=LESSON):
    with Recorder(course_config(folder)) as recorder:
        return recorder.fingerprints(lesson)


def files(folder):
    """Everything below var/autograded: content and permissions."""
    root = folder / "var" / "autograded"
    return {
        str(path.relative_to(root)): (oct(path.lstat().st_mode), content(path) if path.is_file() else None)
        for path in sorted(root.rglob("*"))
    }


def content(path):
    """A file's bytes; of a notebook what is in it, however its lines are broken."""
    written = path.read_bytes()
    if path.suffix != ".ipynb":
        return written
    return json.dumps(nbformat.reads(written.decode(), as_version=4), sort_keys=True)


def dies(act):
    """Runs `act` in a child that must die in it at once, as by kill -9."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9
