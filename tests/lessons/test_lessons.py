"""The lessons keep their form: what a student may rely on in each of them."""

import base64
import re
from functools import cache

import nbformat
import pytest

from autograder.grading.pages.formulas import to_mathml
from autograder.lessons import LESSONS
from autograder.lessons.course import find_lesson
from autograder.publishing.lesson_text import read
from tests.support import house
from tests.support.course import ROOT

PAGES = sorted((ROOT / "solutions").glob("*.md"))
NOTATION = "00-notation"  # a page to read: it sets nothing, and nothing of it is marked
TEXTS = [path for path in PAGES if path.stem != NOTATION]
STUB = "raise NotImplementedError()"


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def text(request):
    """Every text of the course."""
    return request.param


@pytest.fixture
def cells(text):
    return read(text).cells


@pytest.mark.parametrize("rule", house.RULES, ids=lambda rule: rule.__name__)
def test_it_keeps_the_rule_of_the_house(text, rule):
    """CONTRIBUTING.md has them all; what is not kept is named by file and line, with what to do."""
    assert list(rule(page_of(text))) == []


@cache
def page_of(text):
    return house.Page(text, next((lesson.exercises for lesson in LESSONS if lesson.name == text.stem), []))


(ALT,) = re.findall(r"^!\[Block diagram of [^\]]*\]", (ROOT / "solutions" / "05-xwt-plus-b.md").read_text(), re.M)
OPEN = '"grade_id": "linear_open_question", "grade": true, "solution": true, "points": 2'
SLIPS = [
    ("# 05 · ", "# 5 · ", 13, "it begins with its title: # 05 · Title"),
    ("You will be able to", "You can", 13, "the first cell says what one learns"),
    ("70 minutes · before this", "Before this", 13, "the first cell says how long it takes"),
    ("70 minutes", "20 minutes", 17, "it takes about .* minutes, not 20"),
    ("| symbol | shape |", "| sign | shape |", 13, "a table of the symbols is missing"),
    ("## Summary", "## The end", None, "the section ## Summary is missing"),
    ("## The layer", "### The layer", 20, "a heading of level 2 comes first: ##"),
    ("## The layer", "# The layer", 20, "a lesson has one title"),
    ("A linear layer takes", "word " * 80 + "A linear layer takes", 20, "at most 80 words .*: two blank lines begin"),
    ("import numpy as np\n", "import numpy as np\n" * 18, None, "at most 18 lines, and this has 20: make two of it"),
    (ALT, "![The layer]", None, "the alt text 'The layer' has fewer than 8 words"),
    ("[00 · Notation](../00-notation/00-notation.ipynb)", "00", 13, "links to the notation"),
    ("<details><summary>Hint 1: a nudge</summary>", "<b>", None, "linear_forward has 3 hints, .*; there are 2"),
    ("●○○ · 3 minutes", "easy", None, "linear_forward has its difficulty and minutes in a line: ●●○ · 5 minutes"),
    ("### Exercise: the forward pass", "### Forward", None, "linear_forward is set under a heading: ### Exercise"),
    ("`linear_forward(X, W, b)`", "It", None, "says how linear_forward is called"),
    (OPEN, '"grade_id": "x", "locked": true', None, "answer in words"),
]


@pytest.mark.parametrize(("old", "new", "line", "remedy"), SLIPS)
def test_a_rule_that_is_not_kept_is_told_by_file_line_and_remedy(tmp_path, old, new, line, remedy):
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    source = (ROOT / "solutions" / "05-xwt-plus-b.md").read_text()
    assert old in source
    path = tmp_path / "solutions" / "05-xwt-plus-b.md"
    path.parent.mkdir()
    path.write_text(source.replace(old, new, 1))
    told = house.slips(house.Page(path, find_lesson("05").exercises))
    place = rf"solutions/05-xwt-plus-b\.md:{line or '[0-9]+'}: "
    assert any(re.match(place + ".*" + remedy, slip) for slip in told), told


def test_the_exercises_are_declared_in_the_order_in_which_they_are_set():
    lesson = find_lesson("05")
    (slip,) = house.course_order(house.Page(ROOT / "solutions" / f"{lesson.name}.md", lesson.exercises[::-1]))
    assert "declare them in that order" in slip


def test_the_rules_of_the_house_are_written_down():
    rules = (ROOT / "CONTRIBUTING.md").read_text().partition("## House rules")[2].partition("\n## ")[0]
    for number in (house.WORDS, house.LINES, house.PICTURES, house.ALT, house.HINTS, house.A_MINUTE, house.WRITTEN):
        assert re.search(rf"\b{number}\b", rules), number


def test_the_lessons_are_those_of_the_course_and_a_page_of_notation_without_marks():
    assert [path.stem for path in TEXTS] == [lesson.name for lesson in LESSONS]
    (page,) = (path for path in PAGES if path not in TEXTS)
    assert not any("nbgrader" in cell.metadata for cell in read(page).cells)


def test_every_lesson_that_is_named_is_there(text):
    """A reader has no map of lessons that are planned."""
    there = {path.stem[:2] for path in PAGES}
    named = re.findall(r"[Ll]essons? ((?:\d\d(?: \([^)]*\))?(?:, | and )?)+)", text.read_text())
    assert {number for words in named for number in re.findall(r"\b\d\d\b", words)} <= there


def test_every_lesson_links_to_the_notation_and_no_link_to_a_notebook_is_dead(text):
    targets = re.findall(r"\]\((\.\./[^)#]*\.ipynb)[^)]*\)", text.read_text())
    for target in targets:
        for kind in ("solutions", "notebooks"):
            assert (ROOT / kind / text.stem / target).is_file(), target
    assert f"../{NOTATION}/{NOTATION}.ipynb" in targets or text.stem == NOTATION


def test_every_formula_can_be_drawn_without_a_network(cells):
    for cell in cells:
        if cell.cell_type == "markdown":
            html = to_mathml(cell.source)
            outside = re.sub(r"```.*?```|`[^`]*`|data:[^)]*|<math.*?</math>", "", html, flags=re.S)
            assert "$" not in outside, cell.source[:80]
            assert "\\" not in outside.replace("\\_", ""), outside[:200]
            assert "merror" not in html


def test_the_students_copy_holds_no_solution(text):
    """Not in a source, an output, a cell's metadata, an attachment or the notebook's own."""
    solution = nbformat.read(ROOT / "solutions" / text.stem / f"{text.stem}.ipynb", as_version=4)
    released = (ROOT / "notebooks" / text.stem / f"{text.stem}.ipynb").read_text()
    notebook = nbformat.reads(released, as_version=4)
    assert "BEGIN SOLUTION" not in released
    for cell, blank in zip(solution.cells, notebook.cells, strict=True):
        shown = blank.get("outputs", [])
        assert shown in ([], cell.get("outputs"))
        assert blank.get("execution_count") == (cell.execution_count if shown else None)
        if cell.metadata.get("nbgrader") or re.search(r"\b(check|progress)\(", cell.source):
            assert blank.get("outputs", []) == []
        if not cell.metadata.get("nbgrader", {}).get("solution"):
            continue
        assert blank.id == cell.id
        if cell.cell_type == "markdown":
            assert blank.source == "YOUR ANSWER HERE"
            for sentence in re.split(r"(?<=[.!?])\s+", cell.source):
                assert sentence not in released
        else:
            assert STUB in blank.source
            secret = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, re.S)[1]
            for line in (line.strip() for line in secret.splitlines() if re.search(r"\w", line)):
                assert line not in blank.source
                assert f'"{line}\\n"' not in released.replace(" ", ""), line
        assert set(blank.metadata) <= {"nbgrader", "tags", "deletable", "editable"}
    for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", released):
        assert b"SOLUTION" not in base64.b64decode(encoded)


def test_every_code_cell_of_a_solution_has_been_run_and_none_failed(text):
    notebook = nbformat.read(ROOT / "solutions" / text.stem / f"{text.stem}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    assert not any("execution" in cell.metadata for cell in code)


def test_only_cells_that_need_an_answer_may_raise(text):
    notebook = nbformat.read(ROOT / "notebooks" / text.stem / f"{text.stem}.ipynb", as_version=4)
    solution = (ROOT / "solutions" / text.stem / f"{text.stem}.ipynb").read_text()
    tagged = {cell.id for cell in notebook.cells if "nbval-raises-exception" in cell.metadata.get("tags", [])}
    assert {cell.id for cell in notebook.cells if cell.id.endswith("-check")} <= tagged
    assert notebook.cells[0].id not in tagged
    assert "nbval-raises-exception" not in solution


@pytest.mark.parametrize("broken", [r"$\frac{a}{$", r"$\begin{cases}$", "$ $", r"$\unknown{$"])
def test_a_formula_of_a_students_that_is_none_does_no_harm(broken):
    assert isinstance(to_mathml(f"so {broken} and `$x$`"), str)
    assert to_mathml("and `$x$`") == "and `$x$`"
