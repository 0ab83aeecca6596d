"""HTML with inline styles only: what survives JupyterLab's sanitizer, nbgrader's feedback pages, and a dark theme.

Text is escaped unless it is said to be HTML already.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

INK, FAINT, PAPER = "#1a1a1a", "#555555", "#ffffff"
BOX = (
    f"display:inline-block;background-color:{PAPER};color:{INK};padding:8px 10px;margin:4px 0;"
    "border:1px solid #c8c8c8;font:13px sans-serif;max-width:100%;overflow:auto"
)
LABEL = f"color:{FAINT};padding:1px 12px 1px 0;vertical-align:top;text-align:left;white-space:nowrap"
TEXT = f"color:{INK};padding:1px 0;text-align:left;white-space:normal"


def tag(name: str, content: str, style: str = "", raw: bool = False, label: str = "") -> str:
    """An element with this style; `raw` content is HTML, other content is escaped."""
    attributes = (f' style="{escape(style)}"' if style else "") + (f' aria-label="{escape(label)}"' if label else "")
    return f"<{name}{attributes}>{content if raw else escape(content)}</{name}>"


def box(content: str, edge: str = "") -> str:
    """A white box around HTML, with a coloured left edge when asked for."""
    return tag("div", content, BOX + (f";border-left:6px solid {edge}" if edge else ""), raw=True)


def table(lines: Sequence[str], style: str = "", label: str = "") -> str:
    """A table of HTML rows; each is white, whatever the page's stylesheet does with every other row."""
    body = "".join(tag("tr", line, f"background-color:{PAPER}", raw=True) for line in lines)
    return tag("table", body, f"border-collapse:collapse;margin:0;{style}", raw=True, label=label)


def rows(pairs: Sequence[tuple[str, str]]) -> str:
    """A table of (label, text) pairs."""
    return table([tag("td", label, LABEL) + tag("td", text, TEXT) for label, text in pairs], "font:13px sans-serif")
