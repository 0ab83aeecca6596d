"""Card: a Verdict for a notebook, in HTML, with the words of its plain text.

Plain numbers and words throughout, no emoji: they show as empty boxes where no such font is installed.
"""

from __future__ import annotations

from autograder.judging.verdict import Verdict, as_text, headline, rows
from autograder.student.html import FAINT, NOTHING, PAPER, Html, box, join, table, tag, two_columns
from autograder.student.pictures import Picture, colours, grid

GOOD, BAD, PART = "#1b6e3c", "#a3330c", "#7a5a00"


def as_html(verdict: Verdict) -> Html:
    """The card as HTML; every text of the verdict is escaped."""
    colour = GOOD if verdict.passed else PART if verdict.score else BAD
    title = join(tag("b", verdict.exercise), ": ", tag("b", headline(verdict), style=f"color:{colour}"))
    head = tag("div", title, style="font:14px sans-serif;margin-bottom:4px")
    return box(head, two_columns(rows(verdict)), _typeset(verdict), _heat_map(verdict), edge=colour)


def _typeset(verdict: Verdict) -> Html:
    """A derivation's lines as they were written and, beside them, typeset; the first wrong one marked in words."""
    lines = []
    for number, line in enumerate(verdict.working, 1):
        wrong = number == verdict.line
        cell = f"background-color:{'#fbe9e2' if wrong else PAPER};padding:2px 10px;text-align:left;vertical-align:top"
        caret = f"\n{' ' * verdict.column}^" if wrong and verdict.column is not None else ""
        mark = "here" if wrong and not verdict.passed else str(number)
        formula = Html(line.html)  # the notation's own: made of the tree that it read, every name in it escaped
        lines.append(
            (
                tag("td", mark, style=f"{cell};color:{BAD if wrong else FAINT}"),
                tag("td", line.text, caret, style=f"{cell};font:13px monospace;white-space:pre"),
                tag("td", formula, style=f"{cell};font:16px serif;white-space:nowrap"),
            )
        )
    return table(lines, "margin-top:6px") if lines else NOTHING


def _heat_map(verdict: Verdict) -> Html:
    errors = verdict.disagreement.drawable if verdict.disagreement else None
    if errors is None:
        return NOTHING
    high, low = (
        tag("span", words, style=f"background-color:{colours(share)[0]};color:{PAPER};padding:0 4px")
        for words, share in (("+ too large", 1.0), ("− too small", -1.0))
    )
    style = f"margin:6px 0 2px 0;color:{FAINT}"
    legend = tag("div", "error, yours minus true: ", high, " ", low, " white: right", style=style)
    return join(legend, grid(errors, "error, yours minus true"))


def card(verdict: Verdict) -> Picture:
    """The card for a notebook."""
    return Picture(as_html(verdict), as_text(verdict))
