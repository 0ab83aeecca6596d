"""The graders: ours, stock nbgrader, otter, and the floor. Each grades a made class and says what it cost."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from made_class import BENCH, PROGRAMS, ROOT, MadeClass
from nbgrader.api import Gradebook
from process_tree import Usage, measured

STOCK = """
c = get_config()
c.CourseDirectory.course_id = "matrix-gradients"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.submitted_directory = "var/submitted"
c.CourseDirectory.autograded_directory = "var/autograded"
c.CourseDirectory.db_url = "sqlite:///var/gradebook.db"
"""
OTTER_PACKAGES = ("otter-grader", "ipykernel", "ipython", "lark", "numpy", "rich", "typer")
OTTER_TEST = """OK_FORMAT = True
code = ">>> from autograder import judge\\n>>> judge('{name}', {name}).passed\\nTrue"
suite = {{"type": "doctest", "scored": True, "setup": "", "teardown": "", "cases": [{{"code": code, "hidden": False}}]}}
test = {{"name": "{name}", "points": {points}, "suites": [suite]}}
"""


@dataclass(frozen=True)
class Cost:
    """What grading a class took: seconds, bytes; and each student's points."""

    wall: float
    cpu: float
    peak: int
    points: Mapping[str, float]

    @property
    def submissions(self) -> int:
        """How many were graded."""
        return len(self.points)

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.submissions / self.wall

    @property
    def cpu_each(self) -> float:
        """CPU seconds of a submission."""
        return self.cpu / self.submissions


Grader = Callable[[MadeClass], Cost]


def ours(made: MadeClass) -> Cost:
    """`autograder grade`, a worker for each core."""
    with made.copied() as course:
        command = [str(PROGRAMS / "autograder"), "grade", made.lesson, "--no-feedback", "--json", "--regrade"]
        usage = measured([*command, "--root", str(course.folder)], course.folder)
    outcomes = [json.loads(line) for line in usage.said.splitlines()]
    return _cost(made, usage, {each["student"]: each["points"] for each in outcomes if not each["failure"]})


def stock(made: MadeClass) -> Cost:
    """`nbgrader autograde` as it comes: a configuration that names folders and nothing else."""
    with made.copied() as course, tempfile.TemporaryDirectory() as nothing:
        (course.folder / "nbgrader_config.py").write_text(STOCK)
        surroundings = {
            "PATH": os.pathsep.join([str(PROGRAMS), os.environ["PATH"]]),
            "JUPYTER_CONFIG_DIR": nothing,
            "IPYTHONDIR": nothing,
        }
        usage = measured([str(PROGRAMS / "nbgrader"), "autograde", made.lesson], course.folder, surroundings)
        with Gradebook(f"sqlite:///{course.folder}/var/gradebook.db", "matrix-gradients") as gradebook:
            graded = {each.student.id: each.score for each in gradebook.assignment_submissions(made.lesson)}
    return _cost(made, usage, graded)


def otter(made: MadeClass) -> Cost:
    """`otter run` on one notebook after another: its tests call the judgement that the check cells call elsewhere."""
    python = otter_python()
    tests = _points(made)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = []
        for student in made.students:
            (folder / student).mkdir()
            _for_otter(made.notebook(student), folder / student / f"{made.lesson}.ipynb", tests)
            run = [str(python.parent / "otter"), "run", "--no-logo", "-a", "autograder.zip", "-o", student]
            commands.append(f"{shlex.join([*run, f'{student}/{made.lesson}.ipynb'])} >{student}/said 2>&1")
        _autograder_zip(folder / "autograder.zip", tests)
        (folder / "all.sh").write_text("\n".join(commands))
        surroundings = {
            "PATH": os.pathsep.join([str(python.parent), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "IPYTHONDIR": f"{name}/ipython",
        }
        usage = measured(["sh", "all.sh"], folder, surroundings)
        results = {path.parent.name: json.loads(path.read_text()) for path in folder.glob("*/results.json")}
    scores = {student: [test.get("score", 0) for test in result["tests"]] for student, result in results.items()}
    return _cost(made, usage, {student: sum(each) for student, each in scores.items() if len(each) >= len(tests)})


def floor(made: MadeClass) -> Cost:
    """The same cells exec'd in one warm Python."""
    return _floor(made)


def floor_in_ipython(made: MadeClass) -> Cost:
    """The same cells run by IPython in one warm Python."""
    return _floor(made, "--ipython")


def otter_python() -> Path:
    """The Python of an environment with otter-grader, made when there is none. Raises RuntimeError where that fails."""
    home = BENCH / "otter"
    python = home / "bin" / "python"
    if not (home / "bin" / "otter").exists():
        venv.create(home, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *OTTER_PACKAGES]
        installed = subprocess.run(install, capture_output=True, text=True)
        if installed.returncode:
            raise RuntimeError(f"otter-grader does not install: {installed.stderr[-500:]}")
    return python


def _floor(made: MadeClass, *options: str) -> Cost:
    script = Path(__file__).with_name("floor.py")
    notebooks = [str(made.notebook(student)) for student in made.students]
    usage = measured([sys.executable, str(script), *options, *notebooks], made.folder, {"PYTHONPATH": str(ROOT)})
    said = json.loads(usage.said)
    return Cost(said["wall"], said["cpu"], usage.peak, dict(zip(made.students, said["points"], strict=True)))


def _points(made: MadeClass) -> dict[str, float]:
    """The points of each check of the lesson, by the function that it checks."""
    released = made.folder / "notebooks" / made.lesson / f"{made.lesson}.ipynb"
    cells = [cell for cell in nbformat.read(released, as_version=4).cells if cell.id.endswith("-check")]
    return {cell.id.removesuffix("-check"): cell.metadata.nbgrader.points for cell in cells}


def _for_otter(submitted: Path, converted: Path, tests: Collection[str]) -> None:
    """Writes a notebook with otter's own checks in the place of ours."""
    notebook = nbformat.read(submitted, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-check")]
    for cell in notebook.cells:
        if cell.id in tests:
            cell.metadata["otter"] = {"tests": [cell.id]}
    nbformat.write(notebook, converted)


def _autograder_zip(path: Path, tests: dict[str, float]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"print_summary": False, "logo": False}))
        for name, points in tests.items():
            archive.writestr(f"tests/{name}.py", OTTER_TEST.format(name=name, points=points))


def _cost(made: MadeClass, usage: Usage, points: Mapping[str, float]) -> Cost:
    """The cost of a class that is wholly graded. Raises RuntimeError where it is not."""
    missing = sorted(set(made.students) - set(points))
    if missing:
        raise RuntimeError(f"{len(missing)} were not graded: {', '.join(missing[:5])}")
    return Cost(usage.wall, usage.cpu, usage.peak, points)
