"""HTML with inline styles only: what survives JupyterLab's sanitizer, nbgrader's feedback pages, and a dark theme.

Text is escaped unless it is `Html`, and only this module makes `Html` of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

INK, FAINT, PAPER, LINK = "#1a1a1a", "#555555", "#ffffff", "#0b5394"
BOX = (
    f"display:inline-block;box-sizing:border-box;background-color:{PAPER};color:{INK};padding:8px 10px;margin:4px 0;"
    "border:1px solid #c8c8c8;font:13px sans-serif;max-width:100%;overflow:auto"
)
LABEL = f"color:{FAINT};padding:1px 12px 1px 0;vertical-align:top;text-align:left;white-space:nowrap"
TEXT = f"color:{INK};padding:1px 0;text-align:left;white-space:normal"


class Html(str):
    """Text that is HTML already: `join` and `tag` take it as it is, and escape every other text.

    `Html(text)` vouches for a text, so few places call it. Concatenated it is a plain text again, which will be
    escaped; in an f-string it raises TypeError, where nobody would see that it was about to be.
    """

    __slots__ = ()

    def __format__(self, _: str) -> str:
        raise TypeError("HTML goes into other HTML by `join` or `tag`, not by an f-string")


NOTHING, BREAK = Html(), Html("<br>")


def join(*parts: str | Html, between: Html = NOTHING) -> Html:
    """The parts one after the other.

    >>> join(tag("b", "A"), " < B")
    '<b>A</b> &lt; B'
    """
    return Html(between.join(part if isinstance(part, Html) else escape(part) for part in parts))


def tag(name: str, *content: str | Html, style: str = "", label: str = "") -> Html:
    """An element around its content, with this style, and with a label for those who cannot see it."""
    attributes = (f' style="{escape(style)}"' if style else "") + (f' aria-label="{escape(label)}"' if label else "")
    return join(Html(f"<{name}{attributes}>"), *content, Html(f"</{name}>"))


def to_heading(heading: str, words: str) -> Html:
    """Words that lead to a heading of the notebook: Jupyter makes its anchor of its words, joined by hyphens.

    >>> to_heading("The norm", "see there")
    '<a href="#The-norm" style="color:#0b5394">see there</a>'
    """
    start = Html(f'<a href="#{escape(heading.replace(" ", "-"))}" style="color:{LINK}">')
    return join(start, words, Html("</a>"))


def code(text: str) -> Html:
    """Code to be copied: one click selects all of it, and it is broken at the edge without a line end of its own."""
    style = f"color:{INK};background-color:#f2f2f2;padding:3px 6px;margin:2px 0;font:12px monospace"
    return tag(
        "pre", text, style=f"{style};white-space:pre-wrap;overflow-wrap:anywhere;word-break:normal;user-select:all"
    )


def box(*content: str | Html, edge: str = "") -> Html:
    """A white box around its content, with a coloured left edge when asked for."""
    return tag("div", *content, style=BOX + (f";border-left:6px solid {edge}" if edge else ""))


def table(lines: Iterable[Iterable[Html]], style: str = "", label: str = "") -> Html:
    """A table of lines of cells; each line is white, whatever the page's stylesheet does with every other one."""
    body = (tag("tr", *line, style=f"background-color:{PAPER}") for line in lines)
    return tag("table", *body, style=f"border-collapse:collapse;margin:0;{style}", label=label)


def two_columns(pairs: Sequence[tuple[str | Html, str | Html]]) -> Html:
    """A table of labels, each with its text beside it."""
    lines = ((tag("td", label, style=LABEL), tag("td", text, style=TEXT)) for label, text in pairs)
    return table(lines, "font:13px sans-serif")
