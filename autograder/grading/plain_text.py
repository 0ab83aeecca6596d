"""Plain text: what a student made, fit for a terminal, a log or a cell of a table. Nothing goes there but through this.

A terminal acts on control characters, a reader is led astray by those that reverse or hide text, and a table's program
computes what begins as a formula. What is not to be seen is shown by its number, ⟨U+202E⟩, as on pages.
"""

from __future__ import annotations

import logging
import re
from numbers import Number
from typing import Any

from autograder.grading.characters import by_number, visible

LINE_ENDS = re.compile(r"[ \t]*[\n\r\t\v\f\x85\u2028\u2029][ \t\n\r\v\f\x85\u2028\u2029]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # of ASCII; those beyond are among what `visible` shows
# As Excel, LibreOffice and Google Sheets begin a formula, in their full widths too.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def line(text: object) -> str:
    r"""A text as one line.

    >>> line("ada\x1b[2J\n17 of 17\u202e")
    'ada⟨U+001B⟩[2J 17 of 17⟨U+202E⟩'
    """
    return _seen(LINE_ENDS.sub(" ", str(text)))


def lines(text: object) -> str:
    r"""A text of several lines, which only "\n" ends.

    >>> lines("one\ntwo\rthree")
    'one\ntwo⟨U+000D⟩three'
    """
    return "\n".join(map(_seen, str(text).split("\n")))


def cell(value: Any) -> Any:
    """A value for a table in a file: numbers and times as they are, a text as one line that is no formula.

    >>> cell("=1+2"), cell("ada"), cell(-2.5)
    ("'=1+2", 'ada', -2.5)
    """
    if not isinstance(value, str):
        return value
    text = line(value)
    return f"'{text}" if FORMULA.match(value) or FORMULA.match(text) else text


def _seen(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub(lambda control: by_number(control[0]), visible(text))


def argument(value: object) -> object:
    """An argument of a message in a log: a number as it is, all else as one line."""
    return value if isinstance(value, Number) else line(value)


class Log(logging.LoggerAdapter[logging.Logger]):
    """A logger each of whose messages is one plain line, whatever its arguments are."""

    def __init__(self, name: str) -> None:
        super().__init__(logging.getLogger(name))

    def log(self, level: int, msg: object, *args: object, **options: Any) -> None:
        """Logs as ever."""
        super().log(level, msg, *map(argument, args), **options)
