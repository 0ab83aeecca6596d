"""Display: a Verdict as a card, in HTML for a notebook and in the same words as plain text.

Plain numbers and words throughout, no emoji: they show as empty boxes where no such font is installed.
"""

from __future__ import annotations

from textwrap import fill

import numpy as np

from autograder.html import FAINT, PAPER, box, table, tag
from autograder.html import rows as table_of
from autograder.pictures import LARGEST, Picture, colours, grid, sign
from autograder.verdict import Disagreement, Verdict

WIDTH, LABEL = 80, 16
HEADLINES = {"not_written": "not written yet", "inconclusive": "cannot be judged here"}
GOOD, BAD, PART = "#1b6e3c", "#a3330c", "#7a5a00"


def headline(verdict: Verdict) -> str:
    """The verdict in a few words."""
    if verdict.passed:
        return "right"
    if verdict.mistake in HEADLINES:
        return HEADLINES[verdict.mistake]
    if 0.0 < verdict.score < 1.0:
        return f"partly right, {verdict.score:.0%}"
    return "not right yet"


def rows(verdict: Verdict) -> list[tuple[str, str]]:
    """What the card says, as (label, text) pairs: the same for every medium."""
    lines = [("what", verdict.message)]
    lines += verdict.tried
    lines += [(part.part, _of_part(part, verdict)) for part in verdict.parts]
    if verdict.mistake not in (None, "unknown", *HEADLINES):
        lines.append(("suspicion", _words(verdict.mistake)))
    if verdict.next_step:
        lines.append(("next step", verdict.next_step))
    lines += [("note", note) for note in verdict.notes]
    return lines


def _of_part(part: Verdict, whole: Verdict) -> str:
    """A part in one line; what the whole has said already is not said again."""
    if part.passed or part.message == whole.message:
        return headline(part)
    return f"{headline(part)} ({_words(part.mistake)}). {part.message}"


def _words(slug: str | None) -> str:
    return (slug or "").replace("_", " ")


def as_text(verdict: Verdict, picture: bool = True) -> str:
    """The card as plain text, with or without the picture of the error."""
    lines = [f"{verdict.exercise}: {headline(verdict)}"]
    lines += [
        fill(text, WIDTH, initial_indent=f"  {label:<{LABEL}}", subsequent_indent=" " * (LABEL + 2))
        for label, text in rows(verdict)
    ]
    lines += _working(verdict)
    errors = _drawable(verdict.disagreement) if picture else None
    if errors is not None:
        scale = float(np.max(np.abs(errors))) or 1.0
        lines.append(f"  {'error':<{LABEL}}yours minus true; + too large, − too small, · right")
        lines += [" " * (LABEL + 2) + " ".join(sign(float(value) / scale) for value in row) for row in errors]
    return "\n".join(lines)


def _working(verdict: Verdict) -> list[str]:
    """The lines of a derivation, numbered, the first wrong one marked, with a caret under the place."""
    lines = []
    for number, line in enumerate(verdict.working, 1):
        mark = "> " if number == verdict.line else "  "
        lines.append(f"{mark}{number:>2}  {line.text}")
        if number == verdict.line and verdict.column is not None:
            lines.append(" " * (6 + verdict.column) + "^")
    return lines


def as_html(verdict: Verdict) -> str:
    """The card as HTML; every text of the verdict is escaped."""
    colour = GOOD if verdict.passed else PART if verdict.score else BAD
    title = f"{tag('b', verdict.exercise)}: {tag('b', headline(verdict), f'color:{colour}')}"
    head = tag("div", title, "font:14px sans-serif;margin-bottom:4px", raw=True)
    return box(head + table_of(rows(verdict)) + _typeset(verdict) + _heat_map(verdict), edge=colour)


def _typeset(verdict: Verdict) -> str:
    """A derivation's lines as they were written and, beside them, typeset; the first wrong one marked in words."""
    cells = []
    for number, line in enumerate(verdict.working, 1):
        wrong = number == verdict.line
        shown = f"background-color:{'#fbe9e2' if wrong else PAPER};padding:2px 10px;text-align:left;vertical-align:top"
        caret = f"\n{' ' * verdict.column}^" if wrong and verdict.column is not None else ""
        said = "here" if wrong and not verdict.passed else str(number)
        cells.append(
            tag("td", said, f"{shown};color:{BAD if wrong else FAINT}")
            + tag("td", line.text + caret, f"{shown};font:13px monospace;white-space:pre")
            + tag("td", line.html, f"{shown};font:16px serif;white-space:nowrap", raw=True)
        )
    return table(cells, "margin-top:6px") if cells else ""


def _heat_map(verdict: Verdict) -> str:
    errors = _drawable(verdict.disagreement)
    if errors is None:
        return ""
    high, low = (
        tag("span", words, f"background-color:{colours(share)[0]};color:{PAPER};padding:0 4px")
        for words, share in (("+ too large", 1.0), ("− too small", -1.0))
    )
    legend = f"error, yours minus true: {high} {low} white: right"
    return tag("div", legend, f"margin:6px 0 2px 0;color:{FAINT}", raw=True) + grid(errors, "error, yours minus true")


def card(verdict: Verdict) -> Picture:
    """The card for a notebook."""
    return Picture(as_html(verdict), as_text(verdict))


def _drawable(where: Disagreement | None) -> np.ndarray | None:
    """The error as a matrix worth drawing: vectors as one row; nothing for numbers, tensors and large arrays."""
    if where is None or where.errors is None or where.errors.ndim not in (1, 2) or where.errors.size > LARGEST:
        return None
    return np.atleast_2d(where.errors)
