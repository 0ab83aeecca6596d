"""A run of the grader over a scene: what it says of each submission, and what it left behind."""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import sqlite3
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.hostile.case import LESSON, WON, Hostile
from tests.hostile.scene import Scene, scene

# What has an end comes to it, however busy the machine is; honest cells take milliseconds.
PATIENT = {"seconds": 120, "cell_seconds": 30, "call_seconds": 15, "memory_mb": 600}
# What has none is cut off soon, and yet an honest cell has a hundred times what it takes.
HASTY = {"seconds": 20, "cell_seconds": 1.5, "call_seconds": 1, "memory_mb": 600}
SUBREAPER = 36
LARGEST_FILE = 1 << 30
HANGS_AFTER = 1500
GONE_AFTER = 60
POINTS = """
    select a.student_id, c.name, g.auto_score from grade g
    join base_cell c on c.id = g.cell_id
    join submitted_notebook n on n.id = g.notebook_id
    join submitted_assignment a on a.id = n.assignment_id
"""


@dataclass
class Run:
    """What came of a run.

    code, said, complaints: the command's exit code, standard output and standard error. changed: files that no run may
    change. left: processes that were still there. points: the gradebook's, by student and cell.
    """

    scene: Scene
    code: int = 0
    said: str = ""
    complaints: str = ""
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    points: dict[str, dict[str, float]] = field(default_factory=dict)

    def results(self) -> dict[str, dict]:
        """The lines of --json, by student."""
        lines = [json.loads(line) for line in self.said.splitlines()]
        return {line["student"]: line for line in lines}

    def autograded(self, case: Hostile) -> Path:
        """Where the graded notebook is."""
        return self.scene.course / "var" / "autograded" / case.name / case.lesson / f"{case.lesson}.ipynb"

    def earned(self, student: str) -> dict[str, float]:
        """The points that the gradebook has for a student's checks, where there are any."""
        return {cell.removesuffix("-check"): points for cell, points in self.points.get(student, {}).items() if points}

    def shown(self, case: Hostile) -> str:
        """All that the student is shown: the outputs of the graded notebook, and why it was not graded."""
        notebook = json.loads(self.autograded(case).read_text(encoding="utf-8"))
        texts = [str(notebook["metadata"].get("matrix_gradients", {}).get("rejected", ""))]
        texts += [json.dumps(cell["outputs"], ensure_ascii=False) for cell in notebook["cells"] if "outputs" in cell]
        return "\n".join(texts)

    def harm(self, case: Hostile) -> list[str]:
        """What a case did to others, in words."""
        shown = self.shown(case)
        harm = [f"it shows the secret of {where}" for where in self.scene.leaked_to(shown)]
        harm += [f"it says {won}" for won in re.findall(f'{WON}[^"]*', shown)]
        if (self.scene.marks / case.name).exists():
            harm.append("it made its mark outside")
        own = case.harm(self.scene)
        return harm if own is None else [*harm, own]


@contextmanager
def graded(
    course: Path,
    root: Path,
    cases: Sequence[Hostile],
    limits: Mapping[str, float],
    wall: str,
    starter: Sequence[str] = (),
) -> Iterator[Run]:
    """`autograder grade` behind this wall, over a class of these cases and honest neighbours.

    `starter` is the beginning of a command line, of a program that starts the other that it is given.
    """
    workers = ("--workers", "4") if limits is HASTY else ()  # most of them wait, or loop until they are stopped
    with scene(course, root, cases) as made:
        _set(limits, made.course / "nbgrader_config.py")
        options = ("--json", "--no-feedback", "--backend", wall, *workers)
        yield _run(made, "autograder", "grade", LESSON, *options, starter=starter)


@contextmanager
def autograded(course: Path, root: Path, cases: Sequence[Hostile], limits: Mapping[str, float]) -> Iterator[Run]:
    """`nbgrader autograde`, over a class of these cases and honest neighbours."""
    with scene(course, root, cases) as made:
        _set(limits, made.course / "nbgrader_config.py")
        yield _run(made, "nbgrader", "autograde", LESSON, "--create")


def _run(made: Scene, program: str, *arguments: str, starter: Sequence[str] = ()) -> Run:
    """One command in the course's folder; orphans of it become ours, so that none is overlooked."""
    before, run = made.state(), Run(made)
    ours = set(psutil.Process().children(recursive=True))
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    try:
        done = subprocess.run(
            [*starter, Path(sysconfig.get_path("scripts"), program), *arguments],
            cwd=made.course,
            env=os.environ | made.environment(),
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER,
            preexec_fn=_no_large_files,
        )
        _, alive = psutil.wait_procs(set(psutil.Process().children(recursive=True)) - ours, timeout=GONE_AFTER)
    finally:
        ctypes.CDLL(None).prctl(SUBREAPER, 0, 0, 0, 0)
    run.code, run.said, run.complaints = done.returncode, done.stdout, done.stderr
    run.left = [str(process) for process in alive]
    after = made.state()
    run.changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    run.points = _points(made.course / "var" / "gradebook.db")
    return run


def _no_large_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def _set(limits: Mapping[str, float], config: Path) -> None:
    lines = "".join(f"c.Wall.{name} = {value}\n" for name, value in limits.items())
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{lines}", encoding="utf-8")


def _points(gradebook: Path) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    with sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True) as connection:
        for student, cell, points in connection.execute(POINTS):
            found.setdefault(student, {})[cell] = points or 0.0
    return found
