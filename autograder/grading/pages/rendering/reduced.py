"""Reduced: a notebook of which little is left to be drawn, for a page that cannot be made in full."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading import provenance

LONGEST, LONGEST_OF_ALL = 5_000, 200_000  # characters of a cell, and of all: ten times what an honest one has
CUT = "\n… the rest is not shown here"


def reduce(notebook: NotebookNode) -> None:
    """Cuts long texts, and leaves of the outputs the cards of marks and the beginnings of texts."""
    left = LONGEST_OF_ALL
    for cell in notebook.cells:
        cell.source = _cut(cell.source, min(LONGEST, left))
        left -= len(cell.source)
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs = [_reduced(output) for output in cell.outputs[:20]]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most, 0)] + CUT


def _reduced(output: NotebookNode) -> NotebookNode:
    if any(provenance.verdicts([output])):
        return output
    text = output.get("text") or output.get("evalue") or output.get("data", {}).get("text/plain") or ""
    return new_output("stream", name="stdout", text=_cut(text if isinstance(text, str) else "", LONGEST))
