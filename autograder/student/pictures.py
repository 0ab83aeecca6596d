"""Pictures of matrices and tensors, as plain HTML tables: no script, no style sheet, no image file.

Signed values have a diverging palette (orange below zero, blue above), and the number is printed in each cell of a
small matrix, a sign in a large one, so that colour never speaks alone. Tensors are unfolded into blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judging.verdict import LARGEST_PICTURE, sign
from autograder.numerics.arrays import Array
from autograder.student.html import INK, PAPER, Html, box, join, table, tag

LONGEST_ROW = 12  # entries of a vector written side by side: more of them are seen better as bars
TALLEST = 90  # pixels, of the bar of the largest entry
PRINTED = 100  # entries: more numbers side by side are a grey surface
BLUE, ORANGE = (33, 102, 172), (179, 88, 6)
COLUMN = f"border:0;padding:0 1px;vertical-align:bottom;height:{TALLEST}px;background-color:{PAPER}"
FOOT = f"border:0;padding:2px 8px 0 0;font:12px monospace;color:{INK};background-color:{PAPER}"
FRAME = f"border:2px solid #7a7a7a;padding:3px;background-color:{PAPER}"
CELL = "border:1px solid #d0d0d0;text-align:center;font:12px monospace;white-space:nowrap"
WIDE, TIGHT = "padding:2px 6px;min-width:26px", "padding:0 4px;min-width:8px"
NAMED = f"padding:4px 14px 4px 0;vertical-align:top;text-align:left;background-color:{PAPER}"


@dataclass(frozen=True)
class Picture:
    """Something to look at: HTML for the notebook, the same as text for everything else."""

    html: Html
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}


def show(title: str = "", **tensors: Any) -> Picture:
    """Tensors side by side, each under its name: vectors as rows, matrices as they are, higher ones in blocks.

    A vector of more than twelve entries, none negative, is drawn in bars: a loss, step by step.

    A fourth-order tensor T[i, j, k, l] is a grid over (i, j) of blocks over (k, l); a sixth-order one a grid of those.
    Raises ValueError for an array of more than 2,500 entries: nobody could read it.
    """
    arrays = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in tensors.items()}
    for name, array in arrays.items():
        if array.size > LARGEST_PICTURE:
            raise ValueError(
                f"{name} has {array.size} entries; a picture of more than {LARGEST_PICTURE} cannot be read"
            )
    line = [_named(name, array) for name, array in arrays.items()]
    heading = tag("div", title, style="font:bold 13px sans-serif;margin-bottom:4px") if title else ""
    text = [f"{name} {array.shape}\n{np.round(array, 3)}" for name, array in arrays.items()]
    return Picture(box(heading, table([line])), "\n".join([title, *text] if title else text))


def _named(name: str, array: Array) -> Html:
    shape = ", ".join(map(str, array.shape))
    caption = tag("div", tag("b", name), f" ({shape})", style=f"font:13px serif;color:{INK};margin-bottom:3px")
    return tag("td", caption, bars(array, name) if _is_curve(array) else grid(array, name), style=NAMED)


def _is_curve(array: Array) -> bool:
    return array.ndim == 1 and array.size > LONGEST_ROW and bool(np.all(np.isfinite(array)) and np.all(array >= 0))


def bars(array: Array, name: str) -> Html:
    """A vector as bars from left to right, with its first and its last number under them."""
    first, last = number(float(array[0])), number(float(array[-1]))
    scale = float(np.max(array)) or 1.0
    columns = [tag("td", _bar(float(value) / scale), style=COLUMN) for value in array]
    numbers = [tag("td", first, style=FOOT), tag("td", "→", style=FOOT), tag("td", last, style=FOOT)]
    label = f"{name}, {array.size} numbers, from {first} to {last}"
    return join(table([columns], f"background-color:{PAPER}", label), table([numbers], f"background-color:{PAPER}"))


def _bar(share: float) -> Html:
    blue = "".join(f"{channel:02x}" for channel in BLUE)
    return tag("div", style=f"background-color:#{blue};width:9px;height:{max(1, round(TALLEST * share))}px")


def grid(array: Array, name: str) -> Html:
    """An HTML table of an array: the last two axes are rows and columns, earlier pairs a grid of such tables."""
    scale = float(np.max(np.abs(array), initial=0.0)) or 1.0
    return _grid(array, scale, array.size <= PRINTED, f"{name}, {' by '.join(map(str, array.shape))}")


def _grid(array: Array, scale: float, printed: bool, label: str = "") -> Html:
    array = array[np.newaxis] if array.ndim % 2 else array
    blocks = array.ndim > 2
    lines = [
        [
            tag("td", _grid(item, scale, printed), style=FRAME) if blocks else _cell(float(item), scale, printed)
            for item in row
        ]
        for row in array
    ]
    return table(lines, f"background-color:{PAPER}", label)


def _cell(value: float, scale: float, printed: bool) -> Html:
    if not np.isfinite(value):
        return tag("td", str(value), style=f"background-color:{INK};color:{PAPER};{CELL};{WIDE}")
    background, ink = colours(value / scale)
    words = number(value) if printed else sign(value / scale)
    return tag("td", words, style=f"background-color:{background};color:{ink};{CELL};{WIDE if printed else TIGHT}")


def colours(share: float) -> tuple[str, str]:
    """Background and ink for a value as a share of the largest, in [−1, 1]: white at 0."""
    strength = min(1.0, abs(share)) ** 0.7  # small entries are seen, too
    target = BLUE if share > 0 else ORANGE
    red, green, blue = (round(255 + (channel - 255) * strength) for channel in target)
    return f"#{red:02x}{green:02x}{blue:02x}", PAPER if strength > 0.85 else INK


def number(value: float) -> str:
    """A number in at most six characters or so: 0, 1, −0.25, 1.2e+04."""
    text = f"{value:.3g}"
    return "0" if text in ("0", "-0") else text.replace("-", "−")
