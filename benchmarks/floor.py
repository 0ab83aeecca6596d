"""The floor: a class's cells run one notebook after another in one warm Python, with the same checks, and no wall.

    python benchmarks/floor.py [--ipython] NOTEBOOK…

Prints what it took and each one's points as JSON, importing left out. `check` is called in this process and its card
thrown away. Cells are exec'd; with `--ipython` they run in the grader's own IPython shell, so that results, pictures
and tracebacks are made.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from autograder import CheckFailed
from autograder.sandbox.inside.cells.shell import Shell, make_shell

WARM_UP = 3
Run = Callable[[str], BaseException | None]
"""Runs a cell and gives what it raised."""


def executed(cells: list[dict[str, Any]], run: Run) -> float:
    """Runs a notebook's cells; gives the points of its checks."""
    points = 0.0
    for cell in cells:
        error = run("".join(cell["source"]))
        role = cell["metadata"].get("nbgrader", {})
        if role.get("grade"):
            score = error.verdict.score if isinstance(error, CheckFailed) else float(error is None)
            points += round(score * role["points"], 2)
    return points


def plain() -> Run:
    """A new namespace, and exec."""
    names: dict[str, Any] = {"__name__": "__main__"}

    def run(source: str) -> BaseException | None:
        try:
            exec(compile(source, "<cell>", "exec"), names)
        except BaseException as error:  # a student's code may raise anything
            return error
        return None

    return run


def in_ipython(shell: Shell) -> Run:
    """The shell, as new."""
    shell.reset(new_session=True)

    def run(source: str) -> BaseException | None:
        shell.collected.start(1_000_000)
        result = shell.run_cell(source, store_history=True)
        raised: BaseException | None = result.error_in_exec or result.error_before_exec
        return raised

    return run


def main() -> None:
    """Warms up, runs all notebooks, prints seconds and points."""
    warnings.simplefilter("ignore")
    ipython = sys.argv[1] == "--ipython"
    notebooks = [json.loads(Path(path).read_text())["cells"] for path in sys.argv[1 + ipython :]]
    codes = [[cell for cell in cells if cell["cell_type"] == "code"] for cells in notebooks]
    nowhere = io.StringIO()
    with redirect_stdout(nowhere), redirect_stderr(nowhere):
        shell = make_shell() if ipython else None
        for cells in codes[:WARM_UP]:
            executed(cells, in_ipython(shell) if shell else plain())
        wall, cpu = perf_counter(), process_time()
        points = [executed(cells, in_ipython(shell) if shell else plain()) for cells in codes]
        wall, cpu = perf_counter() - wall, process_time() - cpu
    print(json.dumps({"wall": wall, "cpu": cpu, "points": points}), file=sys.__stdout__)


if __name__ == "__main__":
    main()
