"""Card: a Verdict for a notebook, in HTML, with the words of its plain text.

Plain numbers and words throughout, no emoji: they show as empty boxes where no such font is installed.
"""

from __future__ import annotations

from autograder.judging.verdict import Verdict, as_text, headline, rows
from autograder.student.html import FAINT, PAPER, box, table, tag
from autograder.student.html import rows as table_of
from autograder.student.pictures import Picture, colours, grid

GOOD, BAD, PART = "#1b6e3c", "#a3330c", "#7a5a00"


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
    errors = verdict.disagreement.drawable if verdict.disagreement else None
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
