"""Pictures of matrices and tensors, as plain HTML tables: no script, no style sheet, no image file.

Signed values have a diverging palette (orange below zero, blue above), and the number is printed in each cell of a
small matrix, a sign in a large one, so that colour never speaks alone. The ink is dark in every cell, as on paper,
where backgrounds are not printed. Tensors are unfolded into blocks, which may bear the letters of their axes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judging.verdict import LARGEST_PICTURE, sign
from autograder.numerics.arrays import Array
from autograder.student.html import FAINT, INK, NOTHING, PAPER, Html, box, join, table, tag

LONGEST_ROW = 12  # entries of a vector written side by side: more of them are seen better as bars
TALLEST = 90  # pixels, of the bar of the largest entry
PRINTED = 100  # entries: more numbers side by side are a grey surface
BLUE, ORANGE, GREY = (92, 155, 213), (226, 125, 46), "#d5d5d5"  # as dark as the ink on them allows: 4.5 : 1 and more
COLUMN = f"border:0;padding:0 1px;vertical-align:bottom;height:{TALLEST}px;background-color:{PAPER}"
FOOT = f"border:0;padding:2px 8px 0 0;font:12px monospace;color:{INK};background-color:{PAPER}"
FRAME = f"border:2px solid #7a7a7a;padding:3px;background-color:{PAPER}"
CELL = "border:1px solid #d0d0d0;text-align:center;font:12px monospace;white-space:nowrap"
WIDE, TIGHT = "padding:2px 6px;min-width:26px", "padding:0 4px;min-width:8px"
NAMED = f"display:inline-block;padding:4px 14px 4px 0;vertical-align:top;text-align:left;background-color:{PAPER}"
AXIS = f"border:0;padding:1px 5px;text-align:center;font:12px serif;color:{FAINT};background-color:{PAPER}"


@dataclass(frozen=True)
class Picture:
    """Something to look at: HTML for the notebook, the same as text for everything else."""

    html: Html
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}


def show(title: str = "", letters: str = "", **tensors: Any) -> Picture:
    """Tensors side by side, each under its name: vectors as rows, matrices as they are, higher ones in blocks.

    A vector of more than twelve entries, none negative, is drawn in bars: a loss, step by step.

    A fourth-order tensor T[i, j, k, l] is a grid over (i, j) of blocks over (k, l); a sixth-order one a grid of those.
    `letters` such as "ijkl" name the axes of every tensor that has as many.

    Raises ValueError for an array of more than 2,500 entries, which nobody could read, and for letters that fit none.
    """
    arrays = {name: np.atleast_1d(np.asarray(value, dtype=float)) for name, value in tensors.items()}
    for name, array in arrays.items():
        if array.size > LARGEST_PICTURE:
            raise ValueError(
                f"{name} has {array.size} entries; a picture of more than {LARGEST_PICTURE} cannot be read"
            )
    if letters and all(array.ndim != len(letters) for array in arrays.values()):
        axes = ", ".join(f"{name} has {array.ndim}" for name, array in arrays.items())
        raise ValueError(f"letters={letters!r} names {len(letters)} axes: {axes}")
    line = [_named(name, array, letters) for name, array in arrays.items()]
    heading = tag("div", title, style="font:bold 13px sans-serif;margin-bottom:4px") if title else ""
    text = [f"{name} {array.shape}{_axes(array, letters)}\n{np.round(array, 3)}" for name, array in arrays.items()]
    return Picture(box(heading, *line), "\n".join([title, *text] if title else text))


def _axes(array: Array, letters: str) -> str:
    return f", axes {', '.join(letters)}" if letters and len(letters) == array.ndim else ""


def _named(name: str, array: Array, letters: str) -> Html:
    picture = bars(array, name) if _is_curve(array) else grid(array, name, letters)
    return captioned(name, f" ({', '.join(map(str, array.shape))})", picture)


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


def captioned(name: str, more: str, picture: Html) -> Html:
    """A picture under its name; several stand side by side, and below each other where there is no room."""
    caption = tag("div", tag("b", name), more, style=f"font:13px serif;color:{INK};margin-bottom:3px")
    return tag("div", caption, picture, style=NAMED)


def number(value: float) -> str:
    """A number in at most six characters or so: 0, 1, −0.25, 1.2e+04."""
    text = f"{value:.3g}"
    return "0" if text in ("0", "-0") else text.replace("-", "−")


def grid(array: Array, name: str, letters: str = "", write: Callable[[float], str] = number) -> Html:
    """An HTML table of an array: the last two axes are rows and columns, earlier pairs a grid of such tables.

    `letters` name the axes, when there are as many; `write` writes the numbers of a small array.
    """
    scale = float(np.max(np.abs(array[np.isfinite(array)]), initial=0.0)) or 1.0
    label = f"{name}, {' by '.join(map(str, array.shape))}"
    letters = letters if len(letters) == array.ndim else ""
    if array.ndim % 2:
        array, letters = array[np.newaxis], f" {letters}" if letters else ""
    picture = _grid(array, scale, write if array.size <= PRINTED else None, letters, label)
    return join(_inside(letters), picture)


def _inside(letters: str) -> Html:
    """What the letters of the last two axes are, which no row and no column has room for."""
    if not letters:
        return NOTHING
    where = "in each block: " if len(letters) > 2 else ""
    down = f"{letters[-2]} down, " if letters[-2].strip() else ""
    return tag("div", f"{where}{down}{letters[-1]} across", style=f"font:12px serif;color:{FAINT};margin-bottom:2px")


def _grid(array: Array, scale: float, write: Callable[[float], str] | None, letters: str, label: str = "") -> Html:
    if array.ndim == 2:
        lines = [[_cell(float(item), scale, write) for item in row] for row in array]
        return table(lines, f"background-color:{PAPER}", label)
    inner = letters[2:]
    lines = [[tag("td", _grid(item, scale, write, inner), style=FRAME) for item in row] for row in array]
    return table(_with_axes(lines, *letters[:2]) if letters else lines, f"background-color:{PAPER}", label)


def _with_axes(lines: list[list[Html]], down: str, across: str) -> list[list[Html]]:
    """A grid of blocks with the value of one letter at the left of each row, of the other above each column."""
    above = [_axis(across, column) for column in range(len(lines[0]) if lines else 0)]
    if not down.strip():
        return [above, *lines]
    return [[_axis(), *above], *([_axis(down, row), *line] for row, line in enumerate(lines))]


def _axis(letter: str = "", value: int | None = None) -> Html:
    return tag("td", *((tag("i", letter), f" = {value}") if letter else ()), style=AXIS)


def _cell(value: float, scale: float, write: Callable[[float], str] | None) -> Html:
    if not np.isfinite(value):
        return tag("td", str(value), style=f"background-color:{GREY};color:{INK};{CELL};{WIDE}")
    words = write(value) if write else sign(value / scale)
    style = f"background-color:{background(value / scale)};color:{INK};{CELL};{WIDE if write else TIGHT}"
    return tag("td", words, style=style)


def background(share: float) -> str:
    """The colour for a value as a share of the largest, in [−1, 1]: white at 0, and light enough for dark ink."""
    strength = min(1.0, abs(share)) ** 0.7  # small entries are seen, too
    target = BLUE if share > 0 else ORANGE
    red, green, blue = (round(255 + (channel - 255) * strength) for channel in target)
    return f"#{red:02x}{green:02x}{blue:02x}"
