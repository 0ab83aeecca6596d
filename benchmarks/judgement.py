"""What one judgement costs: CPU beyond the answer's own time, for each exercise, and what importing costs.

    python benchmarks/judgement.py [--rounds 15]

Judges the lessons' own solutions. Each round judges every exercise once, so that all see the same machine; shown are
medians over the rounds. The answer's own CPU time is taken inside the same run and subtracted.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import nbformat
from rich.console import Console
from rich.table import Table

from autograder import exercises
from autograder.judging.referee import Referee

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_MS = 20.0


class Timed:
    """An answer that adds up the CPU time of its own calls, in seconds."""

    def __init__(self, answer: Callable[..., Any]) -> None:
        self.answer = answer
        self.spent = 0.0

    def __call__(self, *arguments: Any) -> Any:
        started = process_time()
        try:
            return self.answer(*arguments)
        finally:
            self.spent += process_time() - started


def solutions() -> dict[str, Callable[..., Any]]:
    """The functions of the instructor's notebooks, by name."""
    found: dict[str, Any] = {}
    for path in sorted(ROOT.glob("solutions/*/*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and (
                cell.metadata.get("nbgrader", {}).get("solution") or "import" in cell.source
            ):
                exec(cell.source, found)
    return found


def judged(referee: Referee, answer: Callable[..., Any]) -> tuple[float, float]:
    """CPU milliseconds of one judgement: beyond the answer's own, and the answer's own."""
    timed = Timed(answer)
    started = process_time()
    verdict = referee.judge(timed)
    total = process_time() - started
    assert verdict.passed, verdict
    return 1e3 * (total - timed.spent), 1e3 * timed.spent


def import_seconds(module: str) -> float:
    """Wall time of importing a module after numpy, in a process of its own."""
    code = f"import time, numpy; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Runs the rounds and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each exercise is judged")
    rounds = parser.parse_args().rounds
    answers = solutions()
    referees = {name: Referee(exercise) for name, exercise in exercises().items()}
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in referees}
    for name, referee in referees.items():
        judged(referee, answers[name])
    for _ in range(rounds):
        for name, referee in referees.items():
            costs[name].append(judged(referee, answers[name]))
    table = Table(
        "exercise", "beyond, ms", "own, ms", "share of 20 ms", title=f"CPU of one judgement, medians of {rounds}"
    )
    for name, pairs in costs.items():
        beyond, own = (statistics.median(column) for column in zip(*pairs, strict=True))
        at_scale = " (with a probe at scale)" if getattr(exercises()[name], "at_scale", None) else ""
        table.add_row(name + at_scale, f"{beyond:.1f}", f"{own:.1f}", f"{beyond / ALLOWED_MS:.0%}")
    console = Console()
    console.print(table)
    imports = statistics.median(import_seconds("autograder") for _ in range(5))
    console.print(f"import autograder, beyond numpy: {imports:.3f} s (allowed: 0.3 s)")


if __name__ == "__main__":
    main()
