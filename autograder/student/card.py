"""Card: a Verdict for a notebook, in HTML, with the words of its plain text.

Plain numbers and words throughout, no emoji: they show as empty boxes where no such font is installed. Every cell sets
its own colours, for a page may have a dark theme, and JupyterLab gives table cells a colour of their own.
"""

from __future__ import annotations

from textwrap import fill

from autograder.judging.verdict import LABEL as LABEL_WIDTH
from autograder.judging.verdict import WIDTH, Verdict, as_text, headline, rows
from autograder.lessons.course import exercises
from autograder.student.extras import NONE, Extras
from autograder.student.html import FAINT, INK, NOTHING, PAPER, Html, box, join, table, tag, to_heading, two_columns
from autograder.student.pictures import Picture, background, grid

GOOD, BAD, PART = "#1b6e3c", "#a3330c", "#7a5a00"


def as_html(verdict: Verdict, extras: Extras = NONE) -> Html:
    """The card as HTML; every text of the verdict is escaped."""
    colour = GOOD if verdict.passed else PART if verdict.score else BAD
    title = join(tag("b", verdict.exercise), ": ", tag("b", headline(verdict), style=f"color:{colour}"))
    head = tag("div", title, style=f"font:14px sans-serif;color:{INK};margin-bottom:4px")
    lines = [(label, _with_link(text, verdict)) for label, text in (*extras.first, *rows(verdict))]
    return box(head, two_columns(lines), _typeset(verdict), _heat_map(verdict), extras.as_html(), edge=colour)


def text_of(verdict: Verdict, extras: Extras = NONE, picture: bool = True) -> str:
    """The card as plain text, with or without the picture of the error."""
    title, _, rest = as_text(verdict, picture).partition("\n")
    indent = " " * (LABEL_WIDTH + 2)
    first = [
        fill(text, WIDTH, initial_indent=f"  {label:<{LABEL_WIDTH}}", subsequent_indent=indent)
        for label, text in extras.first
    ]
    return "\n".join([title, *first, *([rest] if rest else []), *extras.as_text()])


def _with_link(text: str, verdict: Verdict) -> str | Html:
    """A text in which the heading that is to be read again leads there."""
    exercise = exercises().get(verdict.exercise)
    before, quoted, after = text.partition(f"“{exercise.heading}”") if exercise and exercise.heading else ("", "", "")
    return join(before, to_heading(quoted[1:-1], quoted), after) if quoted and exercise else text


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
                tag("td", line.text, caret, style=f"{cell};color:{INK};font:13px monospace;white-space:pre"),
                tag("td", formula, style=f"{cell};color:{INK};font:16px serif;white-space:nowrap"),
            )
        )
    return table(lines, "margin-top:6px") if lines else NOTHING


def _heat_map(verdict: Verdict) -> Html:
    where = verdict.disagreement
    if where is None or where.drawable is None:
        return NOTHING
    high, low = (
        tag("span", words, style=f"background-color:{background(share)};color:{INK};padding:0 4px")
        for words, share in (("+ too large", 1.0), ("− too small", -1.0))
    )
    style = f"margin:6px 0 2px 0;color:{FAINT}"
    legend = tag("div", "error, yours minus true: ", high, " ", low, " white: right", style=style)
    return join(legend, grid(where.drawable, "error, yours minus true", where.letters))


def card(verdict: Verdict, extras: Extras = NONE) -> Picture:
    """The card for a notebook."""
    return Picture(as_html(verdict, extras), text_of(verdict, extras))
