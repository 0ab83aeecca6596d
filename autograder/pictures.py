"""Pictures of matrices and tensors, as plain HTML tables: no script, no style sheet, no image file.

Signed values have a diverging palette (orange below zero, blue above), and the number is printed in each cell of a small
matrix, a sign in a large one, so that colour never speaks alone. Tensors are unfolded into blocks. Inline styles survive
JupyterLab's sanitizer, nbgrader's feedback pages, and a dark theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from autograder.derivatives import Array

PRINTED = 100
LARGEST = 2500
BLUE, ORANGE = (33, 102, 172), (179, 88, 6)
CELL = (
    "border:1px solid #d0d0d0;padding:2px 6px;text-align:center;min-width:26px;font:12px monospace;white-space:nowrap;"
)
BOX = "display:inline-block;background-color:#ffffff;color:#1a1a1a;padding:8px 10px;border:1px solid #c8c8c8;margin:4px 0;max-width:100%;overflow:auto;"


@dataclass(frozen=True)
class Picture:
    """Something to look at: HTML for the notebook, the same as text for everything else."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def show(title: str = "", **tensors: Any) -> Picture:
    """Tensors side by side, each under its name: vectors as rows, matrices as they are, higher ones in blocks.

    A fourth-order tensor T[i, j, k, l] is a grid over (i, j) of blocks over (k, l); a sixth-order one a grid of those.
    Raises ValueError for an array of more than 2,500 entries: nobody could read it.
    """
    arrays = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in tensors.items()}
    for name, array in arrays.items():
        if array.size > LARGEST:
            raise ValueError(f"{name} has {array.size} entries; a picture of more than {LARGEST} cannot be read")
    boxes = "".join(
        f'<td style="padding:4px 14px 4px 0;vertical-align:top;background-color:#ffffff;text-align:left">'
        f'<div style="font:13px serif;color:#1a1a1a;margin-bottom:3px"><b>{escape(name)}</b> '
        f"({', '.join(map(str, array.shape))})</div>{table(array, name)}</td>"
        for name, array in arrays.items()
    )
    heading = (
        f'<div style="font:bold 13px sans-serif;margin-bottom:4px;color:#1a1a1a">{escape(title)}</div>' if title else ""
    )
    html = f'<div style="{BOX}">{heading}<table style="border-collapse:collapse;margin:0"><tr style="background-color:#ffffff">{boxes}</tr></table></div>'
    text = "\n".join(
        [
            *([title] if title else []),
            *(f"{name} {array.shape}\n{np.round(array, 3)}" for name, array in arrays.items()),
        ]
    )
    return Picture(html, text)


def table(array: Array, name: str = "") -> str:
    """An HTML table of an array: the last two axes are rows and columns, earlier pairs a grid of such tables."""
    scale = float(np.max(np.abs(array), initial=0.0)) or 1.0
    label = f"{name} {'×'.join(map(str, array.shape))}"
    return _grid(array, scale, printed=array.size <= PRINTED, label=label)


def _grid(array: Array, scale: float, printed: bool, label: str = "") -> str:
    spoken = f' aria-label="{escape(label)}"' if label else ""
    if array.ndim == 1:
        array = array[np.newaxis]
    if array.ndim % 2:
        array = array[np.newaxis]
    inner = array.ndim > 2
    style = "border:2px solid #7a7a7a;padding:3px;background-color:#ffffff;" if inner else ""
    rows = "".join(
        '<tr style="background-color:#ffffff">'
        + "".join(
            f'<td style="{style}">{_grid(item, scale, printed)}</td>' if inner else _cell(float(item), scale, printed)
            for item in row
        )
        + "</tr>"
        for row in array
    )
    return f'<table{spoken} style="border-collapse:collapse;margin:0;background-color:#ffffff">{rows}</table>'


def _cell(value: float, scale: float, printed: bool) -> str:
    if not np.isfinite(value):
        return f'<td style="{CELL}background-color:#1a1a1a;color:#ffffff">{value}</td>'
    background, ink = colours(value / scale)
    words = number(value) if printed else sign(value / scale)
    tight = CELL if printed else CELL.replace("2px 6px", "0 4px").replace("26px", "8px")
    return f'<td style="{tight}background-color:{background};color:{ink}">{words}</td>'


def colours(share: float) -> tuple[str, str]:
    """Background and ink for a value as a share of the largest, in [−1, 1]: white at 0."""
    strength = min(1.0, abs(share)) ** 0.7
    target = BLUE if share > 0 else ORANGE
    red, green, blue = (round(255 + (channel - 255) * strength) for channel in target)
    return f"#{red:02x}{green:02x}{blue:02x}", "#ffffff" if strength > 0.6 else "#1a1a1a"


def number(value: float) -> str:
    """A number in at most six characters or so: 0, 1, −0.25, 1.2e+04."""
    text = f"{value:.3g}"
    return "0" if text in ("0", "-0") else text.replace("-", "−")


def sign(share: float) -> str:
    """A value as one character: its sign, or a dot where it is zero."""
    if share == 0.0:
        return "·"
    return "+" if share > 0 else "−"
