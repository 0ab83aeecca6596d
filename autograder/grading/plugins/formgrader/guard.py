"""Guard: puts our handlers before nbgrader's, by the course's own settings, however the server was started.

nbgrader has no seam for that. But before the Formgrader adds its handlers to the server it makes the exporter of its
pages, and that makes the preprocessors that the settings name: one of them does it. tornado asks the handlers in the
order in which they were added. Whoever serves this course's Formgrader has these settings, so it cannot be forgotten,
as a server's own extension could.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, OutputTransform

from autograder.grading.plugins.formgrader.routes import guarded

IN_PLACE = "autograder_formgrader_is_guarded"
# What nbgrader's own programs ask for is JSON, which it calls HTML: names in it would act in a browser that goes there.
DATA = ("formgrader/api/", "assignments", "formgraders", "nbgrader_version")


class GuardFormgrader(Preprocessor):
    """Changes no notebook: it is there to be made. Set by `c.HTMLExporter.preprocessors`."""

    enabled = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if ServerApp.initialized() and self.config.HTMLExporter.get("template_name") == "formgrade":
            guard(ServerApp.instance().web_app)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is."""
        return nb, resources


def guard(server: Application) -> None:
    """Puts all in place, once."""
    if server.settings.get(IN_PLACE):
        return
    server.settings[IN_PLACE] = True
    base = server.settings["base_url"]
    server.add_handlers(".*$", [(url_path_join(base, pattern), *rest) for pattern, *rest in guarded()])
    server.settings["nbgrader_data"] = tuple(url_path_join(base, name) for name in DATA)
    server.add_transform(DataAsText)


class DataAsText(OutputTransform):
    """JSON that goes out as HTML is called text, which no browser makes anything of."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self.path = request.path
        self.places = ServerApp.instance().web_app.settings["nbgrader_data"]

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The same answer."""
        if self.path.startswith(self.places) and headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Type"] = "text/plain; charset=UTF-8"
        return status_code, headers, chunk
