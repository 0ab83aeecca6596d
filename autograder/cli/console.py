"""The console: the only way from a command to the terminal. What is said there is plain text, a student's or not."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from autograder.grading.plain_text import line, lines

_out = Console(highlight=False)
_errors = Console(stderr=True, highlight=False)


def accept_any_text() -> None:
    """Lets a terminal that has not every letter show the others by their numbers, instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(sentence: object) -> None:
    """One line on stdout."""
    _out.print(Text(line(sentence)), soft_wrap=True)


def say_lines(text: object) -> None:
    """Some lines on stdout."""
    _out.print(Text(lines(text)), soft_wrap=True)


def warn(sentence: object, head: str = "") -> None:
    """One line on stderr; its head, if any, is red."""
    _errors.print(Text.assemble((head, "red"), " " if head else "", line(sentence)), soft_wrap=True)


def warn_lines(text: object, head: str) -> None:
    """Some lines on stderr, behind a head that is red."""
    _errors.print(Text.assemble((head, "red"), " ", lines(text)), soft_wrap=True)


def broke(error: BaseException) -> None:
    """An error of our own with its traceback, on stderr."""
    _errors.print(Text(lines("".join(traceback.format_exception(error)))), soft_wrap=True)


def answer(values: Mapping[str, Any]) -> None:
    """One line of JSON on stdout, at once: ASCII, in which whatever is no plain character is escaped."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


class PlainTable:
    """A table whose title, headings, caption and cells are plain text; options are those of rich's table."""

    def __init__(self, *headings: str, title: str = "", caption: str = "", **options: Any) -> None:
        self.drawn = Table(**options)
        self.drawn.title = _text(title, "table.title") if title else None
        self.drawn.caption = _text(caption, "table.caption") if caption else None
        for heading in headings:
            self.add_column(heading)

    @classmethod
    def grid(cls) -> PlainTable:
        """A table without lines and headings, whose first column is bold."""
        table = cls(box=None, show_header=False, show_edge=False, pad_edge=False, padding=(0, 2), collapse_padding=True)
        table.add_column("", style="bold")
        return table

    def add_column(self, heading: str, **options: Any) -> None:
        """Adds a column; its heading may have several lines, as title and caption may."""
        self.drawn.add_column(_text(heading), **options)

    def add_row(self, *cells: object) -> None:
        """Adds a row, each cell a text of one line."""
        self.drawn.add_row(*(Text(line(cell)) for cell in cells))

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self.drawn.row_count


def _text(text: str, style: str = "") -> Text:
    return Text(lines(text), style)


def show(table: PlainTable) -> None:
    """A table on stdout."""
    _out.print(table.drawn)


@contextmanager
def progress(silent: bool = False) -> Iterator[Callable[[PlainTable | str], None]]:
    """Within the block the function that it gives shows how far something is; nothing of it stays."""
    live = Live(console=_out, refresh_per_second=4, transient=True)

    def update(shown: PlainTable | str) -> None:
        if not silent:
            live.update(shown.drawn if isinstance(shown, PlainTable) else Text(line(shown)))

    if silent:
        yield update
    else:
        with live:
            yield update
