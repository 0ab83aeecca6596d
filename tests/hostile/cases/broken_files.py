"""Broken files: what is handed in is no notebook, hardly one, or no file at all; and some that only look odd."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from tests.hostile.answers import POINTS
from tests.hostile.case import REJECTED, Hostile, notebook, right
from tests.hostile.scene import NEIGHBOUR
from tests.support.course import ROOT

ANOTHER = ROOT / "notebooks" / "04-wx-by-indices" / "04-wx-by-indices.ipynb"
NESTED = b"[" * 50_000 + b"]" * 50_000
SOLVED = notebook(right(*POINTS))
ALL = dict(POINTS)


def broken(
    name: str, contents: bytes | Callable[[bytes], bytes], reason: str | None = REJECTED, **more: Any
) -> Hostile:
    """A file of these bytes, or the solved notebook's bytes after a change: worth nothing, with a reason."""

    def build(released: NotebookNode) -> bytes:
        return contents if isinstance(contents, bytes) else contents(SOLVED(released))

    return Hostile(name, build, more.pop("earns", {}), reason, **more)


def fields(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Changes the notebook as plain JSON."""

    def edit(contents: bytes) -> bytes:
        made = json.loads(contents)
        change(made)
        return json.dumps(made).encode()

    return edit


def each_cell(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """Changes every cell of the notebook."""
    return fields(lambda made: [change(cell) for cell in made["cells"]])


def as_version_3(made: dict[str, Any]) -> None:
    """The same cells as nbformat 3 kept them."""
    cells = made.pop("cells")
    for cell in cells:
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source"), language="python", prompt_number=1)
    made.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells, "metadata": {}}])


def instead(make: Callable[[Path], object]) -> Callable[[Path, bytes], object]:
    """Something else at the notebook's path."""
    return lambda path, contents: make(path)


def neighbours_notebook(path: Path) -> Path:
    """The file of an honest neighbour."""
    return path.parents[2] / NEIGHBOUR / path.parent.name / path.name


NO_NOTEBOOK = [
    broken("empty", b""),
    broken("blanks", b" \n" * 1000),
    broken("not-json", b"{ this is no notebook"),
    broken("binary", bytes(range(256)) * 100),
    broken("truncated", lambda solved: solved[: len(solved) // 2]),
    broken("utf-16", lambda solved: solved.decode().encode("utf-16")),
    broken("not-utf-8", lambda solved: solved.replace(b"linear", b"\xff\xfe\xff")),
    broken("a-list", b"[]"),
    broken("a-number", b"1e999"),
    broken("nothing-but-braces", b"{}"),
    broken("nested-too-deep", b"[" * 100_000 + b"]" * 100_000),
    broken(
        "nested-too-deep-inside",
        lambda solved: solved.replace(b'"metadata": {', b'"metadata": {"deep": ' + NESTED + b", ", 1),
    ),
    broken(
        "a-number-of-a-million-digits", lambda solved: solved.replace(b'"nbformat": 4', b'"nbformat": ' + b"4" * 10**6)
    ),
    broken("fifty-megabytes", fields(lambda made: made["metadata"].update(large="x" * 50_000_000))),
    broken("a-hundred-thousand-cells", fields(lambda made: made["cells"].extend(made["cells"][:1] * 100_000))),
    broken("version-2", fields(lambda made: made.update(nbformat=2))),
    broken("version-3", fields(as_version_3)),
    broken("version-5", fields(lambda made: made.update(nbformat=5))),
    broken("version-in-words", fields(lambda made: made.update(nbformat="four"))),
    broken("cells-a-mapping", fields(lambda made: made.update(cells={"0": made["cells"][0]}))),
    broken("cells-are-words", fields(lambda made: made.update(cells=["check(linear_forward)"] * 5))),
    broken("cells-without-a-type", each_cell(lambda cell: cell.pop("cell_type"))),
    broken("cells-of-an-unknown-type", each_cell(lambda cell: cell.update(cell_type="exploit"))),
    broken("sources-are-numbers", each_cell(lambda cell: cell.update(source=4))),
    broken("sources-are-mappings", each_cell(lambda cell: cell.update(source={"code": "1"}))),
    broken("sources-nowhere", each_cell(lambda cell: cell.pop("source")), None),
    broken("keys-twice", lambda solved: solved.replace(b'"cells": [', b'"cells": [], "cells": [], "x": [', 1), None),
]

NO_FILE = [
    broken("a-folder", b"", place=instead(Path.mkdir)),
    broken("a-pipe", b"", place=instead(os.mkfifo)),
    broken("a-device", b"", place=instead(lambda path: path.symlink_to("/dev/zero"))),
    broken("a-link-to-nowhere", b"", place=instead(lambda path: path.symlink_to("nowhere.ipynb"))),
    broken("a-link-to-itself", b"", place=instead(lambda path: path.symlink_to(path.name))),
    broken("a-link-to-a-neighbour", b"", place=instead(lambda path: path.symlink_to(neighbours_notebook(path)))),
    broken(
        "a-link-to-the-solution",
        b"",
        place=instead(lambda path: path.symlink_to(path.parents[4] / "solutions" / path.stem / path.name)),
    ),
]

ONLY_ODD = [
    broken("byte-order-mark", lambda solved: b"\xef\xbb\xbf" + solved, None, earns=ALL),
    broken("nan-in-json", fields(lambda made: made["cells"][0]["metadata"].update(x=float("nan"))), None, earns=ALL),
    broken("minor-version-9", fields(lambda made: made.update(nbformat_minor=9)), None, earns=ALL),
    broken("minor-version-0", fields(lambda made: made.update(nbformat_minor=0)), None, earns=ALL),
    broken("no-cell-ids", each_cell(lambda cell: cell.pop("id")), None, earns=ALL),
    broken("cell-ids-alike", each_cell(lambda cell: cell.update(id="same")), None, earns=ALL),
    broken("cell-ids-are-numbers", each_cell(lambda cell: cell.update(id=7)), None, earns=ALL),
    broken("no-metadata", fields(lambda made: made.pop("metadata")), None, earns=ALL),
    broken("metadata-a-list", fields(lambda made: made.update(metadata=[])), None, earns=ALL),
    broken("no-outputs", each_cell(lambda cell: cell.pop("outputs", None)), None, earns=ALL),
    broken("outputs-a-word", each_cell(lambda cell: cell.update(outputs="none")), None, earns=ALL),
    broken(
        "sources-as-lists", each_cell(lambda cell: cell.update(source=cell["source"].splitlines(True))), None, earns=ALL
    ),
    broken("unknown-fields", each_cell(lambda cell: cell.update(collapsed_by="me", attachments=3)), None, earns=ALL),
    broken(
        "carriage-returns",
        each_cell(lambda cell: cell.update(source=cell["source"].replace("\n", "\r\n"))),
        None,
        earns=ALL,
    ),
    broken(
        "half-a-character",
        each_cell(lambda cell: cell["cell_type"] == "markdown" and cell.update(source=cell["source"] + " \ud83d")),
        None,
        earns=ALL,
    ),
    broken(
        "kernel-of-another-language",
        fields(lambda made: made["metadata"].update(kernelspec={"name": "ir", "display_name": "R", "language": "R"})),
        None,
        earns=ALL,
    ),
    broken("another-lessons-notebook", lambda solved: ANOTHER.read_bytes(), None),
]

CASES = [*NO_NOTEBOOK, *NO_FILE, *ONLY_ODD]
