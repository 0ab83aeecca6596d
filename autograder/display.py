"""Display: a Verdict as a card, in HTML for a notebook and in the same words as plain text.

Plain numbers and words throughout, no emoji: they show as empty boxes where no such font is installed.
"""

from __future__ import annotations

from html import escape
from textwrap import fill

import numpy as np

from autograder.pictures import BOX, LARGEST, Picture, colours, sign, table
from autograder.verdict import Disagreement, Verdict

WIDTH = 100
GOOD, BAD, PART = "#1b6e3c", "#a3330c", "#7a5a00"


def headline(verdict: Verdict) -> str:
    """The verdict in a few words."""
    if verdict.passed:
        return "right"
    if verdict.mistake == "not_written":
        return "not written yet"
    if 0.0 < verdict.score < 1.0:
        return f"partly right, {verdict.score:.0%}"
    return "not right yet"


def rows(verdict: Verdict) -> list[tuple[str, str]]:
    """What the card says, as (label, text) pairs: the same for every medium."""
    lines = [("what", verdict.message)]
    where = verdict.disagreement
    if where is not None and where.shape != where.expected_shape:
        lines.append(("shape", f"yours {_shape(where.shape)}, asked for {_shape(where.expected_shape)}"))
    elif where is not None and where.shape:
        lines.append(("shape", f"{_shape(where.shape)}, as it should be"))
    if where is not None and where.index is not None:
        index = f"[{', '.join(map(str, where.index))}]" if where.index else "value"
        lines.append(("first wrong", f"{index}: yours {where.yours:.6g}, true {where.true:.6g}"))
    lines += [(part.part, _of_part(part, verdict)) for part in verdict.parts]
    if verdict.mistake and verdict.mistake != "not_written":
        lines.append(("suspicion", verdict.mistake.replace("_", " ")))
    if verdict.next_step:
        lines.append(("next step", verdict.next_step))
    lines += [("note", note) for note in verdict.notes]
    return lines


def _of_part(part: Verdict, whole: Verdict) -> str:
    """A part in one line; what the whole has said already is not said again."""
    return headline(part) if part.passed or part.message == whole.message else f"{headline(part)}. {part.message}"


def as_text(verdict: Verdict) -> str:
    """The card as plain text."""
    lines = [f"{verdict.exercise}: {headline(verdict)}"]
    lines += [
        fill(text, WIDTH, initial_indent=f"  {label:<12}", subsequent_indent=" " * 14) for label, text in rows(verdict)
    ]
    errors = _drawable(verdict.disagreement)
    if errors is not None:
        scale = float(np.max(np.abs(errors))) or 1.0
        lines.append(f"  {'error':<12}yours minus true; + too large, − too small, · right")
        lines += [" " * 14 + " ".join(sign(float(value) / scale) for value in row) for row in errors]
    return "\n".join(lines)


def as_html(verdict: Verdict) -> str:
    """The card as HTML with inline styles only; every text of the verdict is escaped."""
    colour = GOOD if verdict.passed else PART if verdict.score else BAD
    body = "".join(
        f'<tr style="background-color:#ffffff"><td style="padding:1px 12px 1px 0;color:#555555;vertical-align:top;text-align:left;white-space:nowrap">{escape(label)}</td>'
        f'<td style="padding:1px 0;color:#1a1a1a;text-align:left;white-space:normal">{escape(text)}</td></tr>'
        for label, text in rows(verdict)
    )
    errors = _drawable(verdict.disagreement)
    picture = ""
    if errors is not None:
        picture = (
            '<div style="margin-top:6px;color:#555555;font:12px sans-serif">error, yours minus true: '
            f'<span style="background-color:{colours(1.0)[0]};color:#ffffff;padding:0 4px">+ too large</span> '
            f'<span style="background-color:{colours(-1.0)[0]};color:#ffffff;padding:0 4px">− too small</span> white: right</div>'
            + table(errors, "error, yours minus true")
        )
    return (
        f'<div style="{BOX}border-left:6px solid {colour};font:14px sans-serif">'
        f'<div style="margin-bottom:4px;color:#1a1a1a"><b>{escape(verdict.exercise)}</b>: <b style="color:{colour}">{escape(headline(verdict))}</b></div>'
        f'<table style="border-collapse:collapse;margin:0;font:13px sans-serif">{body}</table>{picture}</div>'
    )


def card(verdict: Verdict) -> Picture:
    """The card for a notebook."""
    return Picture(as_html(verdict), as_text(verdict))


def _drawable(where: Disagreement | None) -> np.ndarray | None:
    """The error as a matrix worth drawing: vectors as one row; nothing for numbers, tensors and large arrays."""
    if where is None or where.errors is None or where.errors.ndim not in (1, 2) or where.errors.size > LARGEST:
        return None
    return np.atleast_2d(where.errors)


def _shape(shape: tuple[int, ...]) -> str:
    return str(shape) if shape else "a number"
