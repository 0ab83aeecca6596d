"""Tables in files: a CSV file as other programs write it, read whole or not at all."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from autograder.grading.errors import CannotGrade
from autograder.grading.plain_text import FORMULA, line

LARGEST = 20_000_000  # bytes: a gradebook of ten thousand students has a tenth of it
DELIMITERS = ",;\t"  # what spreadsheets put between cells in one country or another
SHOWN = 12  # columns that a sentence names


@dataclass(frozen=True)
class Row:
    """A row by its columns' names, and the line of the file where it ends."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """A cell's text without blanks around it, "" where there is no such column."""
        return _as_meant(self.cells.get(column, "").strip())


@dataclass(frozen=True)
class Table:
    """A file's columns, in its order, and its rows; rows of blanks are left out."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, is_header: Callable[[Sequence[str]], bool], expected: str) -> Table:
    """The table in a file, whose first row `is_header` knows; commas, semicolons or tabs are found out by it.

    Raises CannotGrade where the file cannot be read to its end, with the line, and where nobody knows its header:
    `expected` says then which there are.
    """
    text = _text(path)
    for delimiter in DELIMITERS:
        header = _header(text, delimiter)
        if is_header(header):
            return _table(path, text, delimiter, header)
    there = ", ".join(_header(text, ",")[:SHOWN])
    raise CannotGrade(f"{path} has none of the headers that are known here, but: {line(there)}. Known are {expected}.")


def read_header(path: Path) -> tuple[str, ...]:
    """The columns of a file, whatever is between them. Raises CannotGrade where it cannot be read."""
    text = _text(path)
    widest: list[str] = max((_header(text, delimiter) for delimiter in DELIMITERS), key=len)
    return tuple(widest)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise CannotGrade(f"{path} cannot be read: {error.strerror or error}.") from error
    if len(data) > LARGEST:
        raise CannotGrade(f"{path} has more than {LARGEST // 1_000_000} MB: that is no table of a class.")
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotGrade(f"{path} is no text in UTF-8 (byte {error.start}): save it as CSV in UTF-8.") from error
    if "\0" in text:
        raise CannotGrade(f"{path} is no text: save it as CSV in UTF-8.")
    return text


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader(StringIO(text, newline=""), delimiter=delimiter), [])]
    except csv.Error:
        return []


def _table(path: Path, text: str, delimiter: str, header: Sequence[str]) -> Table:
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise CannotGrade(f"{path} has two columns called {line(twice[0])!r}: nothing was taken from it.")
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        next(reader)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise CannotGrade(
                    f"{path}, line {reader.line_num}: {len(cells)} cells below {len(header)} columns, as where a "
                    "download broke off. Nothing was taken from it."
                )
            rows.append(Row(reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise CannotGrade(f"{path}, line {reader.line_num}: {error}. Nothing was taken from it.") from error
    return Table(tuple(header), tuple(rows))


def _as_meant(text: str) -> str:
    """A text without the mark that `plain_text.cell` puts before a formula.

    >>> _as_meant("'=1+2"), _as_meant("'t Hooft")
    ('=1+2', "'t Hooft")
    """
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text
