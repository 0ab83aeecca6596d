"""Abridging a graded notebook, so that pages of it can be made: what is too long to be shown is cut, and says so.

Marks are given before that, on the whole.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.grading.pages.allowed_html import EMBEDDED

MOST_CODE = 500_000  # a hundred lessons' code; pygments takes 4 s for as much that is in order
MOST_TEXT, MOST_FORMULAS = 200_000, 3000  # eight times those of the longest lesson
LEFT_OUT = "*This text was left out: the notebook holds more than can be shown.*"


def abridge(notebook: NotebookNode) -> None:
    """Cuts code beyond 500,000 characters in all, and leaves out text cells beyond 200,000 or 3,000 formulas in all."""
    code, text, formulas = MOST_CODE, MOST_TEXT, MOST_FORMULAS
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if len(cell.source) > code:
                cell.source = (
                    f"{cell.source[:code]}\n# … the rest of this code was left out: it is too long to be shown."
                )
            code = max(code - len(cell.source), 0)
            continue
        words = EMBEDDED.sub("", cell.source)
        if len(words) > text or words.count("$") > 2 * formulas:
            cell.source = LEFT_OUT
            continue
        text, formulas = text - len(words), formulas - words.count("$") // 2
