"""Inert pages: what a student links to, draws or hides is shown and does nothing; the lesson's own stays."""

from time import process_time

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grading.characters import MOST_MARKS, visible, visible_html
from autograder.grading.pages.exporter import PageExporter
from tests.support.course import ROOT
from tests.support.pages import page

SVG = "data:image/svg+xml;base64,PHN2Zy8+"
ADDRESS = "http://localhost:8888/formgrader?path=var"
LINKS = [
    f"[a]({ADDRESS})",
    f"<{ADDRESS}>",
    ADDRESS,
    f"<a href='{ADDRESS}'>a</a>",
    f"[a]\n\n[a]: {ADDRESS}",
    "<A@B.invalid>",
]


@pytest.mark.parametrize("text", LINKS)
def test_a_students_link_is_text(text):
    html = page(PageExporter, new_notebook(cells=[new_markdown_cell(text)])).partition("<main")[2]
    assert "http" not in "".join(html.split('href="')[1:])
    assert "mailto" not in html.partition("href=")[2].partition(">")[0]
    assert ADDRESS in html or "B.invalid" in html


def test_the_lessons_own_text_keeps_links_and_drawings_until_it_is_changed():
    cells = [
        cell
        for path in sorted((ROOT / "notebooks").glob("*/*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown" and "data:image/svg" in cell.source
    ]
    assert cells
    for cell in cells:
        assert "data:image/svg" in page(PageExporter, new_notebook(cells=[cell]))
        cell.source += " "
        assert "data:image/svg" not in page(PageExporter, new_notebook(cells=[cell]))


def test_no_drawing_of_a_students_is_shown():
    cell = new_markdown_cell(f"![a]({SVG}) <img src='{SVG}'> ![b](attachment:b.svg)")
    cell.attachments = {"b.svg": {"image/svg+xml": "PHN2Zy8+"}}
    assert "svg+xml" not in page(PageExporter, new_notebook(cells=[cell])).partition("<main")[2]


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\u2060", "\U000e0041"])
def test_what_hides_is_shown(hidden):
    text = f"a{hidden}b"
    cells = [
        new_code_cell(text, outputs=[new_output("stream", text=text)]),
        new_markdown_cell(text),
        new_markdown_cell(f"&#{ord(hidden)};"),
    ]
    html = page(PageExporter, new_notebook(cells=cells))
    assert hidden not in html
    assert BeautifulSoup(html, "html.parser").get_text().count(f"⟨U+{ord(hidden):04X}⟩") == len(cells) + 1


def test_marks_do_not_pile_up():
    for text in ("e" + "\u0301" * 300_000, "e" + "\u0301\u200d" * 1000):
        assert visible(text).count("\u0301") == MOST_MARKS
        assert "more marks" in visible(text)
    assert visible_html("<b>e\u0301</b>" + "<i>\u0301</i>" * 100).count("\u0301") == MOST_MARKS
    for honest in ("é, e\u0301", "👩\u200d👧", "می\u200cخواهم", "नमस्ते"):
        assert visible(honest) == honest


def test_long_code_has_no_colours_and_takes_no_time():
    hard = "'" + "\\N{" * 50_000
    began = process_time()
    html = page(PageExporter, new_notebook(cells=[new_code_cell(hard), new_code_cell("def f(): pass")]))
    assert process_time() - began < 10
    assert '<span class="k">def</span>' in html
