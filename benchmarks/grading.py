"""What grading a class costs, beside stock nbgrader, otter, and the floor.

    python benchmarks/grading.py [--submissions 200] [--peers 40] [--rounds 3] [--profile]

The sample class, its students cloned, is graded by each in turn, round after round, on the same two cores; each sees
only what was handed in and a gradebook that knows the lesson. Starting up counts, but for the floors, which are warm.
The peers grade fewer submissions, because they take one after another and their rate does not depend on how many there
are. CPU and memory are those of all processes below the command (process_tree.py says how). Shown are medians over the
rounds, and medians of each round's ratio to ours. Marks differ where a student deleted a check, which ours puts back,
and by otter's tests, which give no part of their points. Everything is written to var/bench/grading.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import graders
import typer
from graders import Cost, Grader
from made_class import BENCH, MadeClass, make_class, sample
from rich.console import Console
from rich.table import Table

from autograder.publishing.folder import find_course
from autograder.sandbox.backends import choose

CORES = 2
FASTER, DEARER = 20.0, 2.2
ENDLESS = 6

OURS = "autograder grade"
STOCK = "nbgrader autograde"
OTTER = "otter run"
FLOOR = "floor: exec in one warm Python"
FLOOR_IPYTHON = "floor: IPython in one warm Python"

Rounds = dict[str, list[Cost]]


@dataclass(frozen=True)
class Entry:
    """A grader, and whether it grades the smaller class."""

    title: str
    grade: Grader
    peer: bool


GRADERS = (
    Entry(OURS, graders.ours, False),
    Entry(STOCK, graders.stock, True),
    Entry(OTTER, graders.otter, True),
    Entry(FLOOR, graders.floor, False),
    Entry(FLOOR_IPYTHON, graders.floor_in_ipython, False),
)

console = Console(width=140, highlight=False)


def main(
    lesson: Annotated[str, typer.Option(help="The lesson, by number or name.")] = "05",
    submissions: Annotated[int, typer.Option(min=1, help="How many submissions ours and the floors grade.")] = 200,
    peers: Annotated[int, typer.Option(min=1, help="How many stock nbgrader and otter grade.")] = 40,
    rounds: Annotated[int, typer.Option(min=1, help="How often each grades them.")] = 3,
    profile: Annotated[bool, typer.Option("--profile", help="Only show where our CPU goes.")] = False,
) -> None:
    """Grades a class by each grader in turn and prints what it costs."""
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    BENCH.mkdir(parents=True, exist_ok=True)
    name = find_course(Path(__file__).parent).lessons([lesson])[0].stem
    with tempfile.TemporaryDirectory(dir=BENCH, prefix="class-") as folder:
        place = Path(folder)
        large = make_class(place / "large", name, sample(name), submissions)
        if profile:
            from steps import profiled

            profiled(large, console)
            return
        small = make_class(place / "small", name, sample(name), peers)
        costs = in_turn(large, small, rounds)
        start = graders.ours(make_class(place / "one", name, sample(name), 1))
        endless = with_endless(place / "endless", name)
    console.print(table(costs, rounds))
    for line in (*aims(costs), *remarks(costs, start, endless, cores)):
        console.print(line)
    write(costs, start, endless, cores)


def in_turn(large: MadeClass, small: MadeClass, rounds: int) -> Rounds:
    """What each grader took in each round; who cannot run is told of and left out."""
    costs: Rounds = {entry.title: [] for entry in GRADERS}
    for turn in range(rounds):
        for entry in GRADERS:
            try:
                cost = entry.grade(small if entry.peer else large)
            except RuntimeError as error:
                if entry.title != OTTER:
                    raise
                print(f"{entry.title} is left out: {error}", file=sys.stderr)
                costs.pop(entry.title, None)
                continue
            if entry.title in costs:
                costs[entry.title].append(cost)
            print(f"{turn + 1}/{rounds} {entry.title}: {cost.rate:.2f} a second", file=sys.stderr, flush=True)
    return costs


def with_endless(folder: Path, lesson: str) -> Cost | None:
    """What ours takes for submissions that wait in endless loops; None where the sample class has none."""
    answers = sample(lesson, endless=True)
    return graders.ours(make_class(folder, lesson, answers, ENDLESS)) if answers else None


def median(costs: list[Cost], figure: Callable[[Cost], float]) -> float:
    """The median of a figure over the rounds."""
    return statistics.median(map(figure, costs))


def ratio(costs: Rounds, title: str, to: str, figure: Callable[[Cost], float]) -> float:
    """The median of a figure's ratio, each round by itself."""
    return statistics.median(figure(one) / figure(other) for one, other in zip(costs[title], costs[to], strict=True))


def table(costs: Rounds, rounds: int) -> Table:
    """All graders, ours first."""
    shown = Table(title=f"Grading a class on two cores, medians over rounds: {rounds}; × ours in brackets")
    for column in ("", "submissions", "a second", "CPU each, ms", "peak memory, MB", "marks as ours"):
        shown.add_column(column, justify="right" if column else "left")
    for title, measured in costs.items():
        shown.add_row(
            title,
            str(measured[0].submissions),
            _beside(costs, title, lambda cost: cost.rate, 1, ".2f"),
            _beside(costs, title, lambda cost: cost.cpu_each, 1e3, ".0f"),
            _beside(costs, title, lambda cost: cost.peak, 1e-6, ".0f"),
            _same_marks(costs, title),
        )
    return shown


def _beside(costs: Rounds, title: str, figure: Callable[[Cost], float], unit: float, form: str) -> str:
    value = format(unit * median(costs[title], figure), form)
    return value if title == OURS else f"{value} ({ratio(costs, title, OURS, figure):.2g})"


def _same_marks(costs: Rounds, title: str) -> str:
    """How many students get the points that they get from ours, in the last round."""
    marks, by_ours = costs[title][-1].points, costs[OURS][-1].points
    shared = marks.keys() & by_ours.keys()
    return "" if title == OURS else f"{sum(marks[name] == by_ours[name] for name in shared)} of {len(shared)}"


def aims(costs: Rounds) -> list[str]:
    """Both aims, met or missed."""
    faster = ratio(costs, OURS, STOCK, lambda cost: cost.rate)
    dearer = ratio(costs, OURS, FLOOR, lambda cost: cost.cpu_each)
    return [
        f"At least {FASTER:g} times stock nbgrader's throughput: {_met(faster >= FASTER)}, {faster:.1f} times.",
        f"At most {DEARER:g} times the floor's CPU: {_met(dearer <= DEARER)}, {dearer:.2f} times "
        f"({ratio(costs, OURS, FLOOR_IPYTHON, lambda cost: cost.cpu_each):.2f} times the floor in IPython).",
    ]


def _met(is_met: bool) -> str:
    return "met" if is_met else "missed"


def remarks(costs: Rounds, start: Cost, endless: Cost | None, cores: list[int]) -> list[str]:
    """What the table does not show."""
    cpu = median(costs[OURS], lambda cost: cost.cpu)
    size = costs[OURS][0].submissions
    each = (cpu - start.cpu) / (size - 1) if size > 1 else cpu
    said = [
        f"One submission alone takes ours {start.wall:.1f} s and {start.cpu:.1f} s of CPU, nearly all of it start-up; "
        f"each further one {1e3 * each:.0f} ms of CPU.",
        f"Cores {cores}, load {os.getloadavg()[0]:.1f} at the end, wall {choose().name}, "
        f"Python {platform.python_version()}.",
    ]
    if endless:
        points = sum(endless.points.values())
        said.append(
            f"Endless loops, left out above: {endless.submissions} of them take ours {endless.wall:.0f} s in all and "
            f"{endless.cpu_each:.1f} s of CPU each; every other cell of theirs is graded ({points:g} points)."
        )
    return said


def write(costs: Rounds, start: Cost, endless: Cost | None, cores: list[int]) -> None:
    """Everything that was measured, as JSON."""
    found: Mapping[str, object] = {
        "cores": cores,
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
        "wall": choose().name,
        "graders": {title: [asdict(cost) for cost in measured] for title, measured in costs.items()},
        "one alone": asdict(start),
        "endless loops": endless and asdict(endless),
    }
    (BENCH / "grading.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    typer.run(main)
