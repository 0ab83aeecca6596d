"""Feedback pages: what nbconvert and nbgrader make, and no page shows what belongs to another."""

import base64

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.grading.pages.exporter import PageExporter
from tests.support.course import ROOT
from tests.support.pages import page

LESSONS = sorted(path.stem for path in (ROOT / "solutions").glob("*.md"))
PICTURE = "data:image/png;base64,"


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_page_is_nbconverts_own(lesson):
    notebook = nbformat.read(ROOT / "solutions" / lesson / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.metadata.nbgrader = {}
    twice = [page(PageExporter, notebook) for _ in range(2)]
    assert twice[0] == twice[1]
    assert "<math" in twice[0]
    assert BeautifulSoup(twice[0], "html.parser") == BeautifulSoup(page(HTMLExporter, notebook), "html.parser")


def test_the_same_text_with_another_picture_shows_that_picture():
    def shown(picture):
        encoded = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(16) + picture).decode()
        cell = new_markdown_cell("![mine](attachment:own.png)", attachments={"own.png": {"image/png": encoded}})
        html = page(PageExporter, new_notebook(cells=[cell]))
        (image,) = BeautifulSoup(html, "html.parser").select("main img")
        return base64.b64decode(str(image["src"]).removeprefix(PICTURE))[24:]

    assert shown(b"first") == b"first"
    assert shown(b"second") == b"second"
