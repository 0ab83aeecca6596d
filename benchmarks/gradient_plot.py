"""The README's picture of the gradient checks: what each costs, and the smallest error it catches, against the size.

The same figures make the same bytes, with the same matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from peers.measurement import Figures

Measured = Mapping[str, Sequence[Figures | None]]
"""Of each peer, by its title, the figures at each size; None where it failed."""

COLOURS = ("#1b6e3c", "#a3330c", "#d07a5a", "#1f4e8c", "#7a5a00", "#6a3d9a", "#a98bc4", "#555555")
LETTERS = "ABCDEFGH"  # beside the colour, for who does not see it
APART = 0.1  # of the distance of two sizes: the marks of the peers stand side by side
NONE = 1.0  # where a check that catches nothing is drawn: an error as large as the entry
STYLE = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "gradient checks",  # the ids in the file are the same each time
    "font.sans-serif": ["DejaVu Sans"],  # matplotlib brings it: the layout is the same everywhere
    "font.size": 9,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dddddd",
    "ytick.major.size": 0,
}


def draw(measured: Measured, sizes: Sequence[tuple[int, int]], path: Path) -> None:
    """Writes both diagrams as an SVG: a colour and a letter for each peer. Where nothing was run nothing is drawn."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9.2, 4.4), layout="constrained")
        left, right = figure.subplots(1, 2)
        _panel(left, measured, sizes, lambda each: each.ratio)
        left.set(title="time, in forward evaluations", ylim=(0.8, 1.5e5))
        _panel(right, measured, sizes, lambda each: 10.0**each.caught if not each.unsound else NONE)
        right.set(title="smallest error caught ≥ 95 % of the time", ylim=(5e-10, 2.0))
        powers = range(-9, 0)
        right.set_yticks(
            [*(10.0**power for power in powers), NONE], [*(f"$10^{{{power}}}$" for power in powers), "none"]
        )
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower left", ncols=4, frameon=False)
        figure.savefig(path, metadata={"Title": "Cost and sensitivity of gradient checks by size", "Date": None})


def _panel(
    axes: Axes, measured: Measured, sizes: Sequence[tuple[int, int]], height: Callable[[Figures], float]
) -> None:
    """One diagram: sizes to the right, powers of ten upwards."""
    axes.set_yscale("log")
    axes.minorticks_off()
    axes.set_xticks(range(len(sizes)), [f"{p}×{q}" for p, q in sizes])
    for at, (title, figures) in enumerate(measured.items()):
        shift = APART * (at - (len(measured) - 1) / 2)
        points = [(place + shift, height(each)) for place, each in enumerate(figures) if each and each.run]
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=COLOURS[at],
            linewidth=1 if at else 2.5,  # ours is the first
            marker="o",
            markersize=10,
            label=f"{LETTERS[at]}  {title}",
        )
        for x, y in points:
            axes.text(x, y, LETTERS[at], color="white", fontsize=7, ha="center", va="center_baseline")
