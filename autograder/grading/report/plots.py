"""Plots: a class at a glance, as SVG that stands in a page: its ink is the page's, its bytes the same each time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from statistics import median
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autograder.grading.plain_text import line

INK = "#010203"  # stands for the page's own, which is light in the dark
BLUE, ORANGE = "#3d85c6", "#d9772b"  # 3 : 1 and more on white and on the page's dark
WIDE = 7.2  # inches: a page's column
ROW = 0.28  # inches for a bar and its name
TIGHT, ROOM = 0.1, 0.65  # of a lesson's row: between dots that are stacked, and for all of them
LONGEST = 38  # characters of a name beside a bar
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text that can be read aloud, searched and copied
    "text.parse_math": False,  # a name is text, whatever dollars are in it
    "font.size": 10,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
}


def shares(lessons: Mapping[str, Sequence[float]]) -> Markup:
    """Each lesson's points as shares of the most there are: a dot for each student, a line at the middle one.

    Equal shares are stacked, so that a crowd is seen as one.
    """
    figure, axes = _figure(len(lessons), 2.2)
    for row, points in enumerate(lessons.values()):
        places = sorted(round(share, 2) for share in points)
        stacked = [place - places.index(shared) for place, shared in enumerate(places)]
        step = min(TIGHT, ROOM / (1 + max(stacked, default=0)))
        axes.plot(places, [row + 0.3 - step * height for height in stacked], "o", color=BLUE, markersize=3.5)
        if points:
            axes.plot([median(points)] * 2, [row - 0.4, row + 0.4], color=ORANGE, linewidth=2.5, zorder=1)
    _rows(axes, list(lessons))
    _percent(axes)
    return _svg(
        figure,
        "shares",
        "Points by lesson, a dot for each student with a grade; at least half of them are at the line or right of it. "
        + " ".join(f"{name}: {_spread(points)}." for name, points in lessons.items()),
    )


def bars(name: str, title: str, values: Mapping[str, float], percent: bool = False) -> Markup:
    """A bar for each name, the first on top, with its value at its end."""
    figure, axes = _figure(len(values), 1.0)
    for row, value in enumerate(values.values()):
        axes.barh(row, value, height=0.65, color=BLUE)
        axes.annotate(
            f"{value:.0%}" if percent else f"{value:g}",
            (max(value, 0), row),
            xytext=(4, 0),
            textcoords="offset points",
            verticalalignment="center",
            color=INK,
        )
    _rows(axes, list(values))
    if percent:
        _percent(axes)
    else:
        axes.set_xlim(0, 1.12 * max(values.values(), default=1))
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
    said = ", ".join(f"{key} {value:.0%}" if percent else f"{key} {value:g}" for key, value in values.items())
    return _svg(figure, name, f"{title}: {said}.")


def _figure(rows: int, height: float) -> tuple[Figure, Axes]:
    with rc_context(SETTINGS):
        figure = Figure(figsize=(WIDE, 0.6 + ROW * height * max(rows, 1)), layout="constrained")
        axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _rows(axes: Axes, names: Sequence[str]) -> None:
    with rc_context(SETTINGS):
        shown = [line(name) for name in names]
        axes.set_yticks(
            range(len(names)), [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in shown]
        )
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(len(names) - 0.4, -0.6)


def _percent(axes: Axes) -> None:
    axes.set_xlim(-0.02, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def _spread(points: Sequence[float]) -> str:
    if not points:
        return "nobody's"
    return f"from {min(points):.0%} to {max(points):.0%}, the middle {median(points):.0%}"


def _svg(figure: Figure, name: str, alt: str) -> Markup:
    """The drawing without what a page has already: prolog, metadata, style; ids are its own, and said what it shows."""
    text = StringIO()
    with rc_context({**SETTINGS, "svg.hashsalt": name}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    drawn = re.sub(
        r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>|<!--.*?-->", "", text.getvalue(), flags=re.S
    )
    found = re.search(r'<svg[^>]*? viewBox="([^"]*)"[^>]*>(.*)', drawn, re.S)
    assert found is not None
    box, inside = found.groups()
    used = set(re.findall(r'xlink:href="#([^"]+)"|url\(#([^)]+)\)', inside))
    names = {one for pair in used for one in pair if one}
    inside = re.sub(r' id="([^"]*)"', lambda id: f' id="{name}-{id[1]}"' if id[1] in names else "", inside)
    inside = inside.replace('xlink:href="#', f'href="#{name}-').replace("url(#", f"url(#{name}-")
    head = '<svg role="img" aria-labelledby="{0}-title" viewBox="{1}"><title id="{0}-title">{2}</title>'
    # Made here, and every name in it was escaped by matplotlib.
    return Markup(head).format(name, box, line(alt)) + Markup(inside.replace(INK, "currentColor"))
