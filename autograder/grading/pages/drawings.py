"""Drawings: the pictures that a submission asked for by `show`, which sent the numbers; they are drawn on this side."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.grading.pages.outputs import clean_outputs, plain
from autograder.sandbox.inside.course import SHOWN
from autograder.student.pictures import Picture, show

MOST_PICTURES, MOST_TENSORS = 50, 12  # of a cell, and side by side: nobody looks at more
MOST_SENT = 10_000  # ten times what a cell's own shell sends: what is behind them no cell has shown
LONGEST_NAME = 200  # a title is a line or two


def drawn(outputs: object, limit: int) -> list[NotebookNode]:
    """A cell's outputs made harmless, at most `limit` characters of them, with the pictures it asked for in place.

    `outputs` is untrusted JSON; raises nothing on its account.
    """
    notebook: list[NotebookNode] = []
    pictures = 0
    for is_picture, group in groupby(outputs[:MOST_SENT] if isinstance(outputs, list) else [], _is_picture):
        for picture in map(_picture, group) if is_picture else ():
            pictures += 1
            if picture is not None and pictures <= MOST_PICTURES and len(picture.html) <= limit:
                limit -= len(picture.html)
                notebook.append(new_output("display_data", picture._repr_mimebundle_()))
        if not is_picture:
            cleaned = clean_outputs(list(group), max(limit, 0))
            limit -= sum(len(json.dumps(output)) for output in cleaned)
            notebook += cleaned
    return notebook


def _is_picture(output: Any) -> bool:
    return isinstance(output, dict) and isinstance(output.get("data"), dict) and SHOWN in output["data"]


def _picture(output: dict[str, Any]) -> Picture | None:
    try:
        match json.loads(output["data"][SHOWN]):
            case {"title": str(title), "letters": str(letters), "tensors": dict(tensors)} if (
                len(tensors) <= MOST_TENSORS
            ):
                arrays = {plain(name[:LONGEST_NAME]): np.array(value, dtype=float) for name, value in tensors.items()}
                if all(array.size for array in arrays.values()):  # (10⁶, 0) has no entry, and yet a million rows
                    return show(plain(title[:LONGEST_NAME]), plain(letters[:LONGEST_NAME]), **arrays)
    except (ValueError, TypeError, OverflowError, RecursionError):
        pass
    return None
