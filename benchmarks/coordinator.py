"""The coordinator's memory and time by the size of the class: who collects and records what the workers have graded.

    python benchmarks/coordinator.py [--size 100 --size 1000 --size 10000]

Each size is graded in a process of its own, by `Classroom.grade`, with the real Recorder and SQLite. Only the workers
are made up: each result is one real one under another name, pickled and unpickled as if it came from a worker, so that
what the coordinator keeps of it shows. Written to var/bench/coordinator.json.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic, process_time
from typing import Annotated, Any

import nbformat
import typer
from made_class import BENCH, make_course, sample
from rich.console import Console
from rich.table import Table

from autograder.grading.classroom.classroom import Classroom
from autograder.grading.classroom.hand_in import fill
from autograder.grading.classroom.lesson_run import Wanted
from autograder.grading.classroom.tally import Tally
from autograder.grading.job import Graded, Job, Terms
from autograder.grading.submission.grade import grade
from autograder.grading.workers.fleet import Fleet
from autograder.sandbox.wall import close_wall

LESSON = "05-xwt-plus-b"
SIZES = (100, 1000, 10_000)
WORKERS = 2
MB = 1e6

Figures = dict[str, float]


class Canned(Executor):
    """Grades the first job it is given, and answers all others with what came of that one."""

    def __init__(self) -> None:
        self.pickled = b""

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """The result of a job, at once."""
        future: Future[Graded] = Future()
        future.set_result(self._grade(*given))
        return future

    def _grade(self, job: Job, terms: Terms) -> Graded:
        if not self.pickled:
            self.pickled = pickle.dumps(grade(job, terms))
            close_wall()
        graded: Graded = pickle.loads(self.pickled)
        return replace(graded, sheet=replace(graded.sheet, student=job.student, submission=job.folder))


def hand_in(folder: Path, size: int) -> None:
    """One student's notebook under `size` names."""
    first = folder / "var" / "notebook.ipynb"
    nbformat.write(fill(folder / "notebooks" / LESSON / f"{LESSON}.ipynb", sample(LESSON)[0]), first)
    for number in range(size):
        place = folder / "var" / "submitted" / f"student-{number:05}" / LESSON
        place.mkdir(parents=True)
        (place / f"{LESSON}.ipynb").hardlink_to(first)


def measured(size: int) -> Figures:
    """Grades a made class of this size in this process: memory in MB, seconds, CPU milliseconds each."""
    with tempfile.TemporaryDirectory(dir=BENCH, prefix="coordinator-") as name:
        folder = Path(name, "course")
        make_course(folder, LESSON)
        hand_in(folder, size)
        classroom, tally = Classroom(folder), Tally()
        started, cpu = monotonic(), process_time()
        samples = [0.0]
        with closing(Fleet(WORKERS, Canned)) as fleet:
            for _ in classroom.grade([LESSON], Wanted(), fleet, tally):
                samples.append(resident())
        seconds, cpu = monotonic() - started, process_time() - cpu
        assert tally.done == size
        exporting = monotonic()
        classroom.steps.export()
        return {
            "size": size,
            "peak": max(samples),
            "at the end": samples[-1],
            "after the export": resident(),
            "seconds": seconds,
            "export": monotonic() - exporting,
            "CPU each": 1e3 * cpu / size,
        }


def resident() -> float:
    """This process's memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def main(
    size: Annotated[list[int] | None, typer.Option(help="How many submissions; may be given several times.")] = None,
    one: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Measures each size in a process of its own and prints the table."""
    BENCH.mkdir(parents=True, exist_ok=True)
    if one:
        print(json.dumps(measured(one)))
        return
    found: list[Figures] = []
    for each in size or SIZES:
        ran = subprocess.run(
            [sys.executable, __file__, "--one", str(each)], stdout=subprocess.PIPE, text=True, check=True
        )
        found.append(json.loads(ran.stdout.splitlines()[-1]))
    names = ("peak", "at the end", "after the export")
    table = Table("submissions", *(f"{name}, MB" for name in names), "CPU each, ms", "a second", "export, s")
    table.title = "The coordinator, memory and time"
    for figures in found:
        rate = figures["size"] / figures["seconds"]
        memory = (f"{figures[name]:.0f}" for name in names)
        table.add_row(
            f"{figures['size']:,}", *memory, f"{figures['CPU each']:.1f}", f"{rate:.0f}", f"{figures['export']:.1f}"
        )
    Console(width=120, highlight=False).print(table)
    (BENCH / "coordinator.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    typer.run(main)
