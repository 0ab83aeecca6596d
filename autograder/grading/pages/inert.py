"""Inert: a notebook as a page may show it. Code and outputs say what is there, and colours have a bound.

Put in place by `c.HTMLExporter.preprocessors`, for feedback and the Formgrader alike, whose pages are made in the
server: nobody else is answered meanwhile.
"""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from autograder.grading.characters import visible
from autograder.grading.pages.rendering.pixels import NOT_SHOWN, Pixels

# pygments takes time with the square of what is between unclosed braces of `'\N{`: 2 s for 20,000 characters.
MOST_COLOURED, MOST_COLOURED_OF_ALL = 20_000, 60_000
PLAIN = "without-colours"  # a cell's metadata, for the filter that colours code
ROOM = "pixels"  # in a page's resources, for the filter of text cells
PICTURES = ("image/png", "image/jpeg")


class Inert(Preprocessor):
    """Makes hidden characters visible and leaves long code without colours; text cells are the filter's."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook, which is the exporter's own copy."""
        left = MOST_COLOURED_OF_ALL
        room = resources[ROOM] = Pixels()
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                continue
            cell.source = visible(cell.source)
            if cell.cell_type != "code":
                continue
            cell.metadata[PLAIN] = len(cell.source) > min(left, MOST_COLOURED)
            if not cell.metadata[PLAIN]:
                left -= len(cell.source)
            for output in cell.outputs:
                _show(output, room)
        return nb, resources


def _show(output: NotebookNode, room: Pixels) -> None:
    for field in ("text", "ename", "evalue"):
        if isinstance(output.get(field), str):
            output[field] = visible(output[field])
    if output.get("traceback"):
        output.traceback = [visible(line) for line in output.traceback]
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data and not room.take(str(data[kind])):
            del data[kind]
            data["text/plain"] = f"⟨{NOT_SHOWN}⟩"
    if isinstance(data.get("text/plain"), str):
        data["text/plain"] = visible(data["text/plain"])
