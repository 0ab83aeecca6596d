"""Live markup: what of a page a browser would load or run, if it comes from a hostile notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers

from autograder.publishing.folder import course_config
from tests.hostile.cases.feedback import HOSTILE

LOADS = {
    "action",
    "background",
    "cite",
    "content",
    "data",
    "formaction",
    "href",
    "poster",
    "src",
    "srcdoc",
    "srcset",
    "style",
    "xlink:href",
}
RUNS = {"script", "style", "iframe", "noscript"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = ""
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in RUNS else ""
        self.found += [
            f'<{tag} {name}="{value}">'
            for name, value in attributes
            if HOSTILE in (value or "") and (name in LOADS or name.startswith("on"))
            if not (tag == "a" and (value or "").startswith("https://"))  # a link waits until it is followed
        ]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, text: str) -> None:
        if self.inside and HOSTILE in text:
            self.found.append(f"<{self.inside}> {text}")


def live_markup(page: str) -> list[str]:
    """What of a page is live and names the hostile host."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [found[:200] for found in reader.found]


def formgrader_page(course: Path, student: str, lesson: str) -> str:
    """The page on which an instructor marks a submission, as nbgrader's Formgrader makes it."""
    config = course_config(course)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    keys = ("assignment_id", "notebook_id", "submission_id", "base_url", "student", "last_name", "first_name")
    resources = {**dict.fromkeys(keys, "x"), "index": 0, "total": 1, "notebook_path": "x"}
    path = course / "var" / "autograded" / student / lesson / f"{lesson}.ipynb"
    page, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    return str(page)
