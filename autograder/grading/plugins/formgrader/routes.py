"""Routes: every one of the Formgrader's, to nbgrader's own handlers with a guard before each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler

from autograder.grading.plugins.formgrader.guarded import Guarded, GuardedFile, Start
from autograder.grading.plugins.formgrader.submission_page import SubmissionPage

OWN: dict[type, tuple[type, ...]] = {
    handlers.FormgraderHandler: (Start,),
    handlers.SubmissionHandler: (SubmissionPage,),
    handlers.SubmissionFilesHandler: (GuardedFile, handlers.SubmissionFilesHandler),
}
"""Those that need more than a guard."""


def guarded() -> Iterator[tuple[Any, ...]]:
    """Address patterns with their handlers; what the Formgrader is made of, its scripts and styles, needs none."""
    for pattern, handler, *options in (*handlers.default_handlers, *apihandlers.default_handlers):
        if issubclass(handler, BaseHandler):
            yield pattern, type(handler.__name__, OWN.get(handler, (Guarded, handler)), {}), *options
