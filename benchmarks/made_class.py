"""A class of any size, made of the sample class: courses in folders of their own, ready to be graded."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import nbformat

from autograder.grading.classroom.hand_in import fill

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "var" / "bench"
SAMPLE = ROOT / "tests" / "data" / "class"
PARTS = ("solutions", "notebooks")
PROGRAMS = Path(sysconfig.get_path("scripts"))
ENDLESS = "too_slow"


@dataclass(frozen=True)
class MadeClass:
    """A course at `folder`, its `lesson` in the gradebook and handed in by `students`."""

    folder: Path
    lesson: str
    students: tuple[str, ...]

    @contextmanager
    def copied(self) -> Iterator[MadeClass]:
        """A copy of it, in which nothing is graded yet, until the end of the block."""
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as folder:
            copy = Path(folder, "course")
            shutil.copytree(self.folder, copy)
            yield MadeClass(copy, self.lesson, self.students)

    def notebook(self, student: str) -> Path:
        """The notebook that a student handed in."""
        return self.folder / "var" / "submitted" / student / self.lesson / f"{self.lesson}.ipynb"


def sample(lesson: str, endless: bool = False) -> list[Path]:
    """The sample class's answers to a lesson: those that come to an end, or those that never do."""
    expected = tomllib.loads((SAMPLE / "expected.toml").read_text())
    return [
        path
        for path in sorted(SAMPLE.glob(f"*/{lesson}.py"))
        if endless == (ENDLESS in expected[path.parent.name][lesson]["wrong"].values())
    ]


def make_class(folder: Path, lesson: str, answers: Sequence[Path], size: int) -> MadeClass:
    """A course in a new folder, and `size` submissions: the answers again and again, as aiko-1, bjorn-1, …, aiko-2."""
    make_course(folder, lesson)
    released = folder / "notebooks" / lesson / f"{lesson}.ipynb"
    filled = {path.parent.name: nbformat.writes(fill(released, path)) for path in answers}
    students = tuple(islice((f"{name}-{turn}" for turn in count(1) for name in filled), size))
    made = MadeClass(folder, lesson, students)
    for student in students:
        made.notebook(student).parent.mkdir(parents=True)
        made.notebook(student).write_text(filled[student.rpartition("-")[0]], encoding="utf-8")
    return made


def make_course(folder: Path, lesson: str) -> None:
    """A copy of the course in a new folder, with this lesson in a new gradebook."""
    for name in PARTS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    command = [PROGRAMS / "nbgrader", "generate_assignment", lesson, "--force"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
