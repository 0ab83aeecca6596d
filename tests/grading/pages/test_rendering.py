"""Whatever is on a page, a page comes of it, within its budget: with less on it, and it says so."""

import os
import signal
import subprocess
import sys
from time import process_time

import pytest
from bs4 import BeautifulSoup
from nbconvert import TemplateExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grading import provenance
from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.rendering.budget import TooLong, budget
from autograder.grading.pages.rendering.level import REMARKS, Level
from autograder.judging.verdict import Verdict
from tests.support.course import ROOT
from tests.support.pages import page, page_exporter

CARD = provenance.with_verdict(Verdict("f", True, 1.0, "Right."))
CELLS = [
    new_markdown_cell("*words* of $x$"),
    new_code_cell(
        "def f(): pass",
        outputs=[
            new_output("display_data", {"text/html": "<table><tr><td>the card</td></tr></table>"}, metadata=CARD),
            new_output("display_data", {"text/html": "<table><tr><td>a table</td></tr></table>", "text/plain": "text"}),
        ],
    ),
]


def endless(*given, **named):
    while True:
        pass


def broken(*given, **named):
    raise RecursionError


def greedy(*given, **named):
    raise MemoryError


class Brief(PageExporter):
    seconds = 0.5


@pytest.mark.parametrize("trouble", [endless, broken, greedy])
@pytest.mark.parametrize(("name", "level"), [("highlight_code", Level.NO_COLOURS), ("markdown2html", Level.TEXT)])
def test_a_page_that_cannot_be_made_in_full_is_made_with_less(trouble, name, level):
    page(PageExporter, new_notebook(cells=CELLS))  # the first one reads templates and imports
    exporter = page_exporter(Brief)
    exporter.filters = {**exporter.filters, name: trouble}
    about = {"notebook": "n", "score": 0, "max_score": 1, "late_penalty": 0}
    html, _ = exporter.from_notebook_node(new_notebook(cells=CELLS), {"nbgrader": about})
    text = BeautifulSoup(html, "html.parser").get_text()
    assert REMARKS[level] in text
    assert "the card" in text
    assert "def f(): pass" in text
    assert ("a table" in text) == (level < Level.TEXT)
    assert ("*words* of $x$" in text) == (level is Level.TEXT)
    # What one page cost no other pays for.
    exporter.filters = page_exporter(Brief).filters
    html, _ = exporter.from_notebook_node(new_notebook(cells=CELLS), {"nbgrader": about})
    assert "<em>words</em>" in html
    assert 'class="k"' in html


def test_a_page_that_cannot_be_made_at_all_raises_why(monkeypatch):
    for trouble, kind in ((endless, TimeoutError), (broken, RecursionError)):
        monkeypatch.setattr(TemplateExporter, "from_notebook_node", trouble)
        with pytest.raises(kind):
            page(Brief, new_notebook(cells=CELLS))


def test_the_language_that_a_notebook_names_colours_nothing():
    for name in ("text", "no-such-language", "html", "../x", "ipython3"):
        notebook = new_notebook(cells=CELLS, metadata={"language_info": {"name": name, "pygments_lexer": name}})
        assert 'class="k"' in page(PageExporter, notebook)


def test_a_budget_is_of_computing_and_comes_again():
    began, rings = process_time(), 0
    while process_time() - began < 1.5 and rings < 2:
        try:
            with budget(0.1):
                try:
                    endless()
                except TooLong:
                    rings += 1
                endless()
        except TooLong:
            rings += 1
    assert rings == 2
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


DEAF = """
import signal
from autograder.grading.pages.rendering import budget
budget.SPARE = 0.2
with budget.budget(0.1, ends_process=True):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGVTALRM])  # as a call in C does not hear it
    while True: pass
"""


def test_a_process_that_does_not_heed_its_budget_ends():
    assert subprocess.run([sys.executable, "-c", DEAF], cwd=ROOT).returncode == -signal.SIGPROF


def test_the_fuzz_ends_within_its_limits():
    done = subprocess.run(
        [sys.executable, "-m", "tests.grading.pages.fuzz"], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
