"""Abridging: what no page could be made of is cut, after the marks."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.pages.abridge import LEFT_OUT, MOST_CODE, MOST_FORMULAS, abridge
from tests.support.course import ROOT


def test_a_lesson_stays_as_it_is():
    import nbformat

    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        before = [cell.source for cell in notebook.cells]
        abridge(notebook)
        assert [cell.source for cell in notebook.cells] == before


def test_code_and_text_without_end_are_cut_and_say_so():
    formulas = "$a$ " * (MOST_FORMULAS // 2)
    long = "(" * (MOST_CODE - 10)
    cells = [new_code_cell(long), new_code_cell(long), *(new_markdown_cell(formulas) for _ in range(4))]
    notebook = new_notebook(cells=cells)
    abridge(notebook)
    first, second, *texts = [cell.source for cell in notebook.cells]
    assert first == long
    assert len(second) < 200
    assert second.startswith("((((((((((\n#")
    assert texts == [formulas, formulas, LEFT_OUT, LEFT_OUT]
