"""Filters of the templates of nbgrader's pages, feedback and Formgrader alike, that let nothing live through.

`templates/filters.py` puts them in place; `templates/classic/base.html.j2` uses them too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, import_plugin

from autograder.grading.characters import visible_html
from autograder.grading.pages.allowed_html import CARD, CELL_TEXT, EMBEDDED, OWN_TEXT, clean, readable
from autograder.grading.pages.formulas import to_mathml
from autograder.grading.pages.inert import PLAIN, ROOM
from autograder.grading.pages.links import links_as_text
from autograder.grading.pages.rendering.embedded import put_back, taken_out
from autograder.grading.pages.rendering.pixels import Pixels

# mistune needs two seconds for the worst text of this length, and its time grows with the square.
LONGEST_TEXT = 20_000
CACHED = 256  # a lesson's texts and cards many times over
# Check boxes are form elements: "[x]" stays as it was written.
PLUGINS = [name for name in MarkdownWithMath.DEFAULT_PLUGINS if name != "task_lists"]


@pass_context
def cell_text(context: Context, source: str, *, released: Path | None = None) -> str:
    """A text cell, or a comment, as HTML: Markdown with formulas as MathML, as nbconvert renders it, then cleaned.

    Links and drawings are live only in a text that stands so in a lesson below `released`. What cannot be rendered is
    shown as it was written.
    """
    attachments = json.dumps(context.get("cell", {}).get("attachments", {}), default=str)
    own = released is not None and is_own(source, attachments, released)
    text, pictures = taken_out(source)
    html = put_back(_cell_html(text, attachments, own), pictures)
    return html if own else context.get("resources", {}).get(ROOM, Pixels()).within(html)


@lru_cache(CACHED)  # a lesson's own texts are the same in every page
def _cell_html(source: str, attachments: str, own: bool) -> str:
    try:
        cleaned = clean(_rendered(source, json.loads(attachments)), OWN_TEXT if own else CELL_TEXT)
    except Exception:  # a text cell may be anything: a picture that is not there, an address that is none
        cleaned = None
    if own and cleaned is not None:
        return cleaned
    return visible_html(as_written(source) if cleaned is None else links_as_text(cleaned))


@lru_cache(CACHED)  # as are the cards of those who were right
def output_html(html: str) -> str:
    """The HTML of an output, cleaned once more where it is shown: it may come from a notebook graded elsewhere."""
    cleaned = clean(html, CARD)
    return visible_html(as_written(html) if cleaned is None else cleaned)


def code_html(source: str, metadata: Mapping[str, Any] | None = None) -> str:
    """Code in Python's colours, whatever language the notebook says that it is in; none where that takes too long."""
    return without_colours(source) if (metadata or {}).get(PLAIN) else str(_colours()(source))


def without_colours(source: str, metadata: Mapping[str, Any] | None = None) -> str:
    """Code as it was typed."""
    return f'<div class="highlight hl-python"><pre>{escape(readable(source))}</pre></div>'


@cache
def _colours() -> Highlight2HTML:
    return Highlight2HTML(pygments_lexer="python")


def is_own(source: str, attachments: str, released: Path) -> bool:
    """Whether a text cell with these attachments (JSON) stands so in a notebook below `released`.

    nbgrader keeps no copy of a plain text cell, and it comes back in the student's file.
    """
    return any(
        (source, attachments) in _texts(path, path.stat().st_mtime_ns) for path in sorted(released.glob("*/*.ipynb"))
    )


@lru_cache(64)  # lessons, each as it was when last written: a server lives longer than a release
def _texts(path: Path, written: int) -> frozenset[tuple[str, str]]:
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return frozenset(
            ("".join(cell["source"]), json.dumps(cell.get("attachments", {})))
            for cell in cells
            if cell["cell_type"] == "markdown"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _rendered(source: str, attachments: dict[str, dict[str, str]]) -> str:
    if len(EMBEDDED.sub("", source)) > LONGEST_TEXT:
        return as_written(source)
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    markdown = MarkdownWithMath(renderer=renderer, plugins=[import_plugin(name) for name in PLUGINS])
    return markdown.render(to_mathml(source))


def as_written(text: str) -> str:
    """A text as it was typed."""
    return f"<pre>{escape(readable(text))}</pre>"


def unchanged(html: str) -> str:
    """HTML as it is. nbconvert's filter, for links in notebooks of 2013, takes the square of what brackets are open."""
    return html
