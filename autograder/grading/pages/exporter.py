"""Exporter of feedback pages: nbconvert's HTML, at a fifth of its price.

Templates are compiled once for a whole class, and a finished page is not read anew for what our templates write anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from autograder.grading.pages.inert import LANGUAGE


class _Compiled(BytecodeCache):
    """Compiled templates, in memory; jinja2 drops one when its source has changed."""

    def __init__(self) -> None:
        self.templates: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bytecode := self.templates.get(bucket.key):
            bucket.bytecode_from_string(bytecode)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.templates[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


class PageExporter(HTMLExporter):
    """One for each page, as nbgrader makes them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.environment.bytecode_cache = COMPILED

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook in Python."""
        resources = self._init_resources(resources)
        colours = Highlight2HTML(pygments_lexer="python", parent=self)

        def coloured(source: str, metadata: Mapping[str, Any]) -> str:
            return str(colours(source, metadata.get(LANGUAGE)))

        self.register_filter("highlight_code", coloured)
        data_types = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("filter_data_type", data_types)
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)
