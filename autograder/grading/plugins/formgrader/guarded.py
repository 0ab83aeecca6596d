"""Guarded: what is refused, escaped or confined before a handler of the Formgrader's own answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from nbgrader.server_extensions.formgrader import handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler, check_xsrf
from tornado import web

from autograder.grading.pages.templates.escaped import Escaped
from autograder.grading.plugins.formgrader.names import NOBODY, is_file_below, is_name

# nbgrader's pages have scripts and handlers in them, so scripts in line are let run; from elsewhere nothing is.
PAGE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
FILE = "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'"
OTHER_COURSE = "This Formgrader serves the course that it was started for: it takes no `path` from an address."

_templates = Environment(loader=FileSystemLoader(handlers.template_path), autoescape=True, extensions=[Escaped])


class Guarded(BaseHandler):
    """Before a handler of nbgrader's: no name that nobody has, and no template that is not escaped."""

    policy = PAGE

    @property
    def content_security_policy(self) -> str:
        """Jupyter's own, and what this page may load."""
        return f"{super().content_security_policy}; {self.policy}"

    async def prepare(self) -> None:
        """Answers 404 with a sentence where the address holds what is no name."""
        await super().prepare()
        if not self._finished and not all(map(self.takes, (*self.path_args, *self.path_kwargs.values()))):
            self.refuse(NOBODY)

    def takes(self, part: str | None) -> bool:
        """Whether a part of the address may be looked up."""
        return part is None or is_name(part)

    def refuse(self, sentence: str) -> None:
        """Answers that there is no such page."""
        self.set_status(404)
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(sentence)

    def render(self, name: str, **given: Any) -> str:
        """A page of nbgrader's, by its own template."""
        return _templates.get_template(name).render(**given)


class GuardedFile(Guarded):
    """A file that lies beside a submission: whatever it is, it is shown and does nothing."""

    policy = FILE

    def takes(self, part: str | None) -> bool:
        """Whether a path stays where the submission lies."""
        return part is None or is_file_below(part)


class Start(Guarded):
    """The Formgrader's first address, without nbgrader's `path`, which has the server run any folder's settings."""

    @web.authenticated
    @check_xsrf  # type: ignore[untyped-decorator]
    def get(self) -> None:
        """Goes on to the list of assignments."""
        path = self.get_argument("path", "")
        if path and Path(path).resolve() != Path(self.coursedir.root).resolve():
            self.refuse(OTHER_COURSE)
        else:
            self.redirect(f"{self.base_url}/formgrader/manage_assignments")
