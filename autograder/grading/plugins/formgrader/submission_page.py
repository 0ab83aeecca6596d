"""Submission page: what a marker sees of one submission, made in a process of its own, while others are answered.

A page that ends its process, by the time or the memory that it takes, is made again with less on it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.formgrader import handlers
from tornado.ioloop import IOLoop
from traitlets.config import Config

from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.feedback.model_answers import ModelAnswers
from autograder.grading.pages.rendering.level import Level
from autograder.grading.plugins.formgrader.guarded import Guarded
from autograder.grading.workers.process import GradingProcess
from autograder.publishing.folder import course_config

_one_at_a_time = ThreadPoolExecutor(1)  # the process answers one call after another
_process = GradingProcess()


class SubmissionPage(Guarded, handlers.SubmissionHandler):
    """nbgrader's own, which asks for the page by calling its exporter: that only takes note of what is wanted."""

    wanted: tuple[Path, str, dict[str, Any]] | None = None

    async def get(self, submission_id: str) -> None:
        """The page."""
        super().get(submission_id)
        if self.wanted is not None:
            self.write(await IOLoop.current().run_in_executor(_one_at_a_time, page, *self.wanted))

    def render(self, name: str, **given: Any) -> str:
        """Where there is no graded notebook: nbgrader's own template for that does not load."""
        return "<p>There is no graded notebook of this submission any more: grade it again.</p>"

    @property
    def exporter(self) -> SubmissionPage:
        """In the place of nbconvert's."""
        return self

    def from_filename(self, filename: str, resources: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Takes note."""
        self.wanted = Path(self.coursedir.root), filename, resources
        return "", resources


def page(root: Path, filename: str, resources: dict[str, Any]) -> str:
    """The page of a notebook of the course at `root`; what cannot be made says so."""
    trouble = ""
    for level in Level:
        try:
            return str(_process.call(made, root, filename, resources, level))
        except BrokenProcessPool:
            trouble = "it takes more time or memory than a page may"
    return f"<p>This page cannot be made: {escape(trouble)}.</p>"


def made(root: Path, filename: str, resources: dict[str, Any], level: Level) -> str:
    """In that process: the page, with no more on it than the level says."""
    exporter = PageExporter(config=_config(root))
    exporter.first, exporter.ends_process = level, True
    try:
        html, _ = exporter.from_filename(filename, resources=resources)
    except Exception as error:
        return f"<p>This page cannot be made: {escape(f'{type(error).__name__}: {error}')}</p>"
    return str(html)


@cache
def _config(root: Path) -> Config:
    config = course_config(root)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.template_file = "marking.html.j2"  # nbgrader's own, and the model answers
    config.HTMLExporter.preprocessors = [*config.HTMLExporter.preprocessors, ModelAnswers]
    config.ModelAnswers.enabled = True
    return config
