"""Classes of students who have handed in, and `autograder grade` over them."""

import json
import shutil
import signal
import subprocess
import sysconfig

import nbformat
from typer.testing import CliRunner

from autograder.cli import app
from autograder.grading.classroom.hand_in import hand_in
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from tests.support.course import ROOT
from tests.support.processes import PATIENCE

LESSON = "05-xwt-plus-b"
CLASS = ROOT / "tests" / "data" / "class"
BIN = sysconfig.get_path("scripts")
WORK = sorted((path.parent.name, path.stem) for path in CLASS.glob("*/*.py"))
SLOW, SLOW_SECONDS = "hana", 2.0
SOME = ("chloe", SLOW, "noah", "sofia")
EVERYBODY = sorted([*SOME, "broken"])


def hand_in_answers(folder, work):
    """Hands in what these students of the sample class answered in these lessons, and one file that is no notebook."""
    answers = folder / "var" / "answers"
    for student, lesson in work:
        (answers / student).mkdir(parents=True, exist_ok=True)
        shutil.copy(CLASS / student / f"{lesson}.py", answers / student)
    submitted = NbgraderSteps(folder).submitted
    hand_in(answers, folder / "notebooks", submitted)
    (submitted / "broken" / LESSON).mkdir(parents=True)
    submission(folder, "broken").write_text("{ this is no notebook")


def submission(folder, student, lesson=LESSON):
    """The file that a student handed in."""
    return folder / "var" / "submitted" / student / lesson / f"{lesson}.ipynb"


def autograded(folder, student, lesson=LESSON):
    """The notebook that was made of it."""
    return folder / "var" / "autograded" / student / lesson / f"{lesson}.ipynb"


def slow_down(folder, student=SLOW, seconds=SLOW_SECONDS):
    """Lets a student's notebook take its time, so that a run over the class can be stopped in the midst of it."""
    path = submission(folder, student)
    notebook = nbformat.read(path, as_version=4)
    waits = nbformat.v4.new_code_cell(f"import time; time.sleep({seconds})", id="waits")
    notebook.cells.insert(0, waits)
    nbformat.write(notebook, path)


def command(folder, *options):
    """`autograder grade`, one line of JSON for each submission."""
    return [f"{BIN}/autograder", *_grade(folder, "--workers", "2", *options)]


def _grade(folder, *options):
    return ["grade", "--no-feedback", "--json", "--root", str(folder), *options]


def start(folder, *options):
    """The command in a process of its own, in the course's folder."""
    return subprocess.Popen(
        command(folder, *options),
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hear_interrupts,
    )


def _hear_interrupts():
    """What a shell starts in the background ignores them, and all that is started from there inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(process, code=0):
    """What it said on standard output and on standard error, when it has ended, with this code."""
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, out + err
    return out, err


def grade(folder, *options):
    """The students in the order in which they were graded, by the command in this process."""
    done = CliRunner().invoke(app, _grade(folder, "--workers", "1", *options))
    assert done.exit_code == 0, done.output
    return [json.loads(line)["student"] for line in done.stdout.splitlines()]
