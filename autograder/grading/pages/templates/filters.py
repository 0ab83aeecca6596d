"""Filters, by the names that the templates use; set as `c.HTMLExporter.filters` in nbgrader_config.py.

They are named, and imported when a page is made: a configuration is read also where there is none to be made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

HOME = "autograder.grading.pages.filters"


def filters(released: Path) -> dict[str, Any]:
    """The filters; the course's released notebooks lie below `released`."""

    @pass_context
    def cell_text(context: Context, source: str) -> str:
        from autograder.grading.pages.filters import cell_text

        return cell_text(context, source, released=released)

    return {
        "markdown2html": cell_text,
        "output_html": f"{HOME}.output_html",
        "highlight_code": f"{HOME}.code_html",
        "strip_files_prefix": f"{HOME}.unchanged",
    }
