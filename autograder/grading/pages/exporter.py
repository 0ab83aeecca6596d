"""Exporter of pages: nbconvert's HTML, at a fifth of its price, and at a bounded one.

Templates are compiled once for a whole class, and a finished page is not read anew for what our templates write anyway.
A page that takes too long, or too much memory, or cannot be made at all, is made with less on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from nbformat.v4 import new_raw_cell

from autograder.grading.pages.filters import as_written, without_colours
from autograder.grading.pages.rendering.budget import SECONDS, TooLong, budget
from autograder.grading.pages.rendering.level import REMARKS, Level
from autograder.grading.pages.rendering.reduced import reduce
from autograder.grading.pages.templates.compiled import COMPILED
from autograder.grading.pages.templates.escaped import Escaped

LESS: Mapping[Level, Mapping[str, Callable[..., str]]] = {
    Level.FULL: {},
    Level.NO_COLOURS: {"highlight_code": without_colours},
    Level.TEXT: {"highlight_code": without_colours, "markdown2html": as_written},
}
"""The filters that show less."""


class PageExporter(HTMLExporter):
    """One for each page, as nbgrader makes them.

    `first` is the most that is tried, `seconds` what each try may take; in a process that somebody starts again when it
    ends, `ends_process` makes sure of that.
    """

    first = Level.FULL
    seconds = SECONDS
    ends_process = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.environment.add_extension(Escaped)
        self.environment.bytecode_cache = COMPILED

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook in Python, whatever language its metadata name. Raises what the least one raises."""
        for level in list(Level)[self.first :]:
            try:
                with budget(self.seconds, self.ends_process):
                    return self._at(level, nb, self._init_resources(resources), **options)
            except (TooLong, Exception) as error:
                trouble = error
        if isinstance(trouble, TooLong):
            raise TimeoutError(f"it takes more than {self.seconds:g} seconds, with the least on it too") from trouble
        raise trouble

    def _at(
        self, level: Level, nb: NotebookNode, resources: dict[str, Any], **options: Any
    ) -> tuple[str, dict[str, Any]]:
        for name, filtered in {**self.filters, **LESS[level]}.items():
            self.register_filter(name, filtered)
        data_types = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("filter_data_type", data_types)
        if level > Level.FULL:
            nb = nb.copy()
            nb.cells = [cell.copy() for cell in nb.cells]
            if level is Level.TEXT:
                reduce(nb)
            nb.cells.insert(0, new_raw_cell(REMARKS[level]))
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)
