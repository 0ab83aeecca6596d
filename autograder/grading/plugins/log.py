"""Log: what nbgrader's programs say on a terminal, in which names that students made are text and nothing else."""

from __future__ import annotations

from copy import copy
from logging import LogRecord
from typing import Any

from tornado.log import LogFormatter

from autograder.grading.plain_text import argument, lines


class PlainFormatter(LogFormatter):
    """nbgrader's own formatter, which indents what follows a message's first line, so that no text forges another."""

    def format(self, record: LogRecord) -> str:
        """The record as text."""
        plain = copy(record)
        plain.args = tuple(map(argument, record.args)) if isinstance(record.args, tuple) else record.args
        plain.msg, plain.args, plain.exc_text = lines(plain.getMessage()), None, None
        return str(super().format(plain))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """The traceback as text."""
        return lines(super().formatException(ei))
