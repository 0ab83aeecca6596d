"""Where our CPU goes: one process grades a class, with a clock at each step on both sides of the wall.

The clock counts a step's own CPU, without the steps inside it. What runs behind the wall is read from the CPU time of
the processes there: an empty session costs "fork and lock", the rest is the students' cells and calls. A second run
under cProfile lists the modules that take most; it makes small functions look dearer than they are.
"""

from __future__ import annotations

import cProfile
import pstats
import secrets
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from pathlib import Path
from time import monotonic, process_time
from typing import Any
from unittest.mock import patch

import psutil
from made_class import MadeClass
from rich.console import Console
from rich.table import Table

from autograder.grading.classroom.lesson_run import BATCH
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.job import SEED_BITS, Graded, Job, Terms
from autograder.grading.submission import execution, fingerprint, intake, remote
from autograder.grading.submission import grade as submission
from autograder.grading.submission.grade import grade
from autograder.grading.submission.remote import Remote
from autograder.judging.kinds import function
from autograder.judging.referee import Referee
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import Session
from autograder.sandbox.wall import Wall, close_wall, thread_wall

WARM_UP, EMPTY_SESSIONS, MODULES = 5, 40, 25
REST = "the rest"
STEPS: tuple[tuple[Any, str, str], ...] = (
    (intake, "take_in", "intake"),
    (Wall, "session", "fork and lock, from outside"),
    (Session, "close", "fork and lock, from outside"),
    (Session, "_request", "waiting and wire, from outside"),
    (Session, "_reply", "waiting and wire, from outside"),
    (execution, "drawn", "outputs made harmless"),
    (Referee, "judge", "referee"),
    (Remote, "_understood", "results unpacked"),
    (remote, "pack", "arguments packed"),
    (function, "diagnose", "diagnosis"),
    (execution, "credit", "cards"),
    (execution, "Reuse", "fingerprints"),
    (submission, "seal", "fingerprints"),
    (fingerprint, "of_lesson", "fingerprints"),
    (Sheet, "of", "sheet"),
    (Recorder, "record", "record"),
)


class Clock:
    """CPU seconds of each step by itself."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._steps = [REST]
        self._since = process_time()

    def step(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, its time counted as that step's."""

        @wraps(function)
        def counted(*given: Any, **named: Any) -> Any:
            self.turn()
            self._steps.append(name)
            try:
                return function(*given, **named)
            finally:
                self.turn()
                self._steps.pop()

        return counted

    def turn(self) -> None:
        """Counts the time since the last turn for the step at hand."""
        now = process_time()
        self.spent[self._steps[-1]] += now - self._since
        self._since = now


class Course:
    """A made class, ready to be graded in this process."""

    def __init__(self, made: MadeClass) -> None:
        config = NbgraderSteps(made.folder).config
        self.made = made
        self.recorder = Recorder(config)
        self.terms = Terms(Master.read(config, made.lesson), Limits(), "")
        self.seed = secrets.randbits(SEED_BITS)

    def grade(self) -> None:
        """Grades and records everyone, in this process."""
        batch: list[Graded] = []
        for student in self.made.students:
            batch.append(grade(self._job(student), self.terms))
            if len(batch) == BATCH:
                self.recorder.record([graded.sheet for graded in batch])
                batch.clear()
        self.recorder.record([graded.sheet for graded in batch])

    def warm_up(self) -> None:
        """Grades a few, so that everything is imported and the wall stands."""
        for student in self.made.students[:WARM_UP]:
            grade(self._job(student), self.terms)

    def _job(self, student: str) -> Job:
        path = self.made.notebook(student)
        return Job(student, self.made.lesson, path.parent, path.read_bytes(), "", self.seed)


def profiled(made: MadeClass, console: Console) -> None:
    """Prints both tables."""
    course = Course(made)
    course.warm_up()
    spent = by_step(course)
    profile = cProfile.Profile(process_time)
    profile.runcall(course.grade)
    close_wall()
    total = sum(spent.values())
    count = len(made.students)
    table = Table("step", "ms a submission", "share", title=f"CPU by step, {count} submissions in one process")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        table.add_row(name, f"{1e3 * seconds / count:.2f}", f"{seconds / total:.1%}")
    table.add_row("all", f"{1e3 * total / count:.2f}", "")
    console.print(table)
    console.print(by_module(profile))


def by_module(profile: cProfile.Profile) -> Table:
    """The modules whose own code takes most on this side of the wall, what they call left out."""
    spent: defaultdict[str, float] = defaultdict(float)
    for (path, _, name), (_, _, own, *_) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        spent[name if path == "~" else "/".join(Path(path).parts[-2:])] += own
    total = sum(spent.values())
    table = Table("module or built-in function", "share", title="CPU by module on this side, under cProfile")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1])[:MODULES]:
        table.add_row(name, f"{seconds / total:.1%}")
    return table


def by_step(course: Course) -> dict[str, float]:
    """CPU seconds of each step of grading the course once."""
    empty = _behind_the_wall(lambda: _empty_sessions(course.terms)) / EMPTY_SESSIONS
    clock = Clock()
    with ExitStack() as patches:
        opened: list[Session] = []
        for place, name, step in STEPS:
            patches.enter_context(patch.object(place, name, clock.step(step, getattr(place, name))))
        session = Wall.session

        def counted(wall: Wall, deadline: float) -> Session:
            opened.append(session(wall, deadline))
            return opened[-1]

        patches.enter_context(patch.object(Wall, "session", counted))
        clock.turn()
        clock.spent.clear()
        inside = _behind_the_wall(course.grade)
        clock.turn()
    locked = empty * len(opened)
    clock.spent["fork and lock, inside"] = locked
    clock.spent["cells and calls, inside"] = inside - locked
    return clock.spent


def _empty_sessions(terms: Terms) -> None:
    wall = thread_wall(terms.backend, terms.limits)
    for _ in range(EMPTY_SESSIONS):
        session = wall.session(monotonic() + terms.limits.seconds)
        session.run("")
        session.close()


def _behind_the_wall(work: Callable[[], None]) -> float:
    """CPU seconds that the wall's processes spend on some work; all of them end or wait when it is done."""
    before = _cpu_of_wall()
    work()
    return _cpu_of_wall() - before


def _cpu_of_wall() -> float:
    processes = psutil.Process().children(recursive=True)
    return sum(sum(process.cpu_times()[:4]) for process in processes)
