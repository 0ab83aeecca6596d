"""Filters of the templates of nbgrader's pages, feedback and Formgrader alike, that let nothing live through.

Put in place by `c.HTMLExporter.filters` in nbgrader_config.py; templates/classic/base.html.j2 uses them too.
"""

from __future__ import annotations

import json
from functools import lru_cache
from html import escape

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, import_plugin

from autograder.grading.pages.allowed_html import CARD, CELL_TEXT, EMBEDDED, clean, readable
from autograder.grading.pages.formulas import to_mathml

# mistune needs two seconds for the worst text of this length, and its time grows with the square.
LONGEST_TEXT = 20_000
CACHED = 256  # a lesson's texts and cards many times over
# Check boxes are form elements: "[x]" stays as it was written.
PLUGINS = [name for name in MarkdownWithMath.DEFAULT_PLUGINS if name != "task_lists"]


@pass_context
def cell_text(context: Context, source: str) -> str:
    """A text cell, or a comment, as HTML: Markdown with formulas as MathML, as nbconvert renders it, then cleaned.

    What cannot be rendered is shown as it was written.
    """
    return _cell_html(source, json.dumps(context.get("cell", {}).get("attachments", {}), default=str))


@lru_cache(CACHED)  # a lesson's own texts are the same in every page
def _cell_html(source: str, attachments: str) -> str:
    try:
        cleaned = clean(_rendered(source, json.loads(attachments)), CELL_TEXT)
    except Exception:  # a text cell may be anything: a picture that is not there, an address that is none
        cleaned = None
    return _as_written(source) if cleaned is None else cleaned


@lru_cache(CACHED)  # as are the cards of those who were right
def output_html(html: str) -> str:
    """The HTML of an output, cleaned once more where it is shown: it may come from a notebook graded elsewhere."""
    cleaned = clean(html, CARD)
    return _as_written(html) if cleaned is None else cleaned


def _rendered(source: str, attachments: dict[str, dict[str, str]]) -> str:
    if len(EMBEDDED.sub("", source)) > LONGEST_TEXT:
        return _as_written(source)
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    markdown = MarkdownWithMath(renderer=renderer, plugins=[import_plugin(name) for name in PLUGINS])
    return markdown.render(to_mathml(source))


def _as_written(text: str) -> str:
    return f"<pre>{escape(readable(text))}</pre>"


FILTERS = {"markdown2html": cell_text, "output_html": output_html}
