"""Gradient checks side by side: what each costs, what it catches, and how often it raises a false alarm.

    python benchmarks/gradient_checks.py [--quick] [--seconds 20]
    python benchmarks/gradient_checks.py --draw

The loss is ℓ = ½ ‖tanh(X Wᵀ) − T‖² with 32 samples, its gradient written by hand in every library and handed to the
check as that library asks. Each peer runs in an environment of its own, which is made under var/bench, in its own
process, on one core and one thread, on the same data by seed. Time is the least CPU time, gradient included, in forward
evaluations of the same library in the same process. A planted error is one entry, at random, made wrong by a relative
amount; "caught" is the smallest power of ten that was caught in at least 95 % of the trials, as many as fit into
`--seconds` a size and power. What would take longer than that once is not run: its time is one forward evaluation times
how many it makes. All figures are written to var/bench/gradient_checks.json; `--draw` draws the README's picture again
from there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from peers import PEERS
from peers.measurement import Figures, measure
from peers.peer import Peer

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENTS = ROOT / "var" / "bench"
RESULTS = ENVIRONMENTS / "gradient_checks.json"
PLOT = ROOT / "docs" / "gradient-checks.svg"
SIZES = ((10, 8), (100, 80), (1000, 800), (4000, 4000))
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"), "1")


def main() -> None:
    """Runs all peers at all sizes, prints the tables and draws the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the two smaller sizes, and no plot")
    parser.add_argument("--draw", action="store_true", help="only the plot, of the last run's figures")
    parser.add_argument("--seconds", type=float, default=20.0, help="CPU time for each peer, size and power of ten")
    parser.add_argument("--peers", nargs="+", metavar="LIBRARY", help="only these, such as ours scipy; and no plot")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one, tuple(arguments.size), arguments.seconds)
    elif arguments.draw:
        plot(read())
    else:
        sizes = SIZES[:2] if arguments.quick else SIZES
        chosen = [peer for peer in PEERS if not arguments.peers or peer.library in arguments.peers]
        measured = run(chosen, sizes, arguments.seconds)
        show(measured, sizes)
        if len(chosen) == len(PEERS) and sizes == SIZES:
            write(measured)
            plot(measured)


def run(peers: Sequence[Peer], sizes: Sequence[tuple[int, int]], seconds: float) -> dict[str, list[Figures | None]]:
    """The figures of each peer at each size; None where it does not install or fails."""
    measured: dict[str, list[Figures | None]] = {}
    for peer in peers:
        python = environment(peer)
        measured[peer.title] = [in_own_process(peer, python, size, seconds) if python else None for size in sizes]
        print(f"{peer.title}: done", file=sys.stderr, flush=True)
    return measured


def environment(peer: Peer) -> str | None:
    """The Python that has the peer, made when there is none; None when it will not install."""
    if peer.packages is None:
        return sys.executable
    home = ENVIRONMENTS / peer.library
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", *peer.packages]
    return str(python) if subprocess.run(install).returncode == 0 else None


def in_own_process(peer: Peer, python: str, size: tuple[int, int], seconds: float) -> Figures | None:
    """The figures of one peer at one size, on one core; None when it fails, with its last words printed."""
    command = [python, __file__, "--one", peer.title, "--size", *map(str, size), "--seconds", str(seconds)]
    surroundings = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, text=True, env=surroundings)
    if ran.returncode:
        print(peer.title, ran.stderr[-500:], file=sys.stderr)
        return None
    return Figures(**json.loads(ran.stdout.splitlines()[-1]))


def one(title: str, size: tuple[int, int], seconds: float) -> None:
    """Runs in the peer's process: prints its figures as JSON."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    peer = next(peer for peer in PEERS if peer.title == title)
    print(json.dumps(asdict(measure(peer, size, seconds))))


def write(measured: dict[str, list[Figures | None]]) -> None:
    """Keeps the figures for `--draw`."""
    figures = {title: [each and asdict(each) for each in row] for title, row in measured.items()}
    RESULTS.write_text(json.dumps(figures, indent=1))


def read() -> dict[str, list[Figures | None]]:
    """The figures that `write` has kept."""
    figures = json.loads(RESULTS.read_text())
    return {title: [each and Figures(**each) for each in row] for title, row in figures.items()}


def plot(measured: dict[str, list[Figures | None]]) -> None:
    """Draws the README's picture. matplotlib is imported here: the peers' environments have none."""
    from gradient_plot import draw

    draw(measured, SIZES, PLOT)


def show(measured: dict[str, list[Figures | None]], sizes: Sequence[tuple[int, int]]) -> None:
    """Prints the three tables."""
    from rich.console import Console
    from rich.table import Table

    for title, cell in (
        ("CPU time, gradient included, in forward evaluations of the same library", in_evaluations),
        ("smallest relative error of one entry that is caught ≥ 95 % of the time, in n trials", in_errors),
        ("false alarms on right gradients", in_alarms),
    ):
        table = Table("check", *(f"{p}×{q}" for p, q in sizes), title=title)
        for name, figures in measured.items():
            table.add_row(name, *(cell(each) if each else "failed, see above" for each in figures))
        Console(width=120).print(table)


def in_evaluations(figures: Figures) -> str:
    return f"{figures.ratio:.1f}" if figures.run else f"({figures.ratio:,.0f})"


def in_errors(figures: Figures) -> str:
    if not figures.run:
        return "not run"
    if figures.unsound:
        return "rejects right ones"
    size = f"1e{figures.caught}" if figures.caught else "none"
    return f"{size}, n = {figures.trials}"


def in_alarms(figures: Figures) -> str:
    return f"{figures.false_alarms} of {figures.rights}" if figures.run else "not run"


if __name__ == "__main__":
    main()
