"""Server: our handlers before nbgrader's in a running Jupyter server, and its data sent as what they are."""

from __future__ import annotations

from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import Application, OutputTransform

from autograder.grading.plugins.formgrader.routes import guarded

IN_PLACE = "autograder_formgrader_is_guarded"
# What nbgrader's own programs ask for is JSON, which it calls HTML: names in it would act in a browser that goes there.
DATA = ("formgrader/api/", "assignments", "formgraders", "nbgrader_version")


def guard(server: Application) -> None:
    """Puts all in place, once. tornado asks the handlers in the order in which they were added."""
    if server.settings.get(IN_PLACE):
        return
    server.settings[IN_PLACE] = True
    base = server.settings["base_url"]
    server.add_handlers(".*$", [(url_path_join(base, pattern), *rest) for pattern, *rest in guarded()])
    places = tuple(url_path_join(base, name) for name in DATA)
    server.add_transform(type("DataAsText", (_DataAsText,), {"places": places}))


class _DataAsText(OutputTransform):
    """JSON that goes out as HTML is called text, which no browser makes anything of."""

    places: tuple[str, ...] = ()

    def __init__(self, request: HTTPServerRequest) -> None:
        self.concerned = request.path.startswith(self.places)

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """The same answer."""
        if self.concerned and headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Type"] = "text/plain; charset=UTF-8"
        return status_code, headers, chunk
