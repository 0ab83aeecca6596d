"""Guard: puts our handlers before nbgrader's, by the course's own settings, however the server was started.

nbgrader has no seam for that. But before the Formgrader adds its handlers to the server it makes the exporter of its
pages, and that makes the preprocessors that the settings name: one of them does it. Whoever serves this course's
Formgrader has these settings, so it cannot be forgotten, as a server's own extension could.
"""

from __future__ import annotations

import sys
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

SERVER = "jupyter_server.serverapp"  # never imported here: who only grades has none


class GuardFormgrader(Preprocessor):
    """Changes no notebook: it is there to be made. Set by `c.HTMLExporter.preprocessors`."""

    enabled = True

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        running = SERVER in sys.modules and sys.modules[SERVER].ServerApp.initialized()
        if running and self.config.HTMLExporter.get("template_name") == "formgrade":
            from autograder.grading.plugins.formgrader.server import guard

            guard(sys.modules[SERVER].ServerApp.instance().web_app)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is."""
        return nb, resources
