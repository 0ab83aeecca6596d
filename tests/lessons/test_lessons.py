"""The lessons keep their form: what a student may rely on in each of them."""

import base64
import re

import nbformat
import pytest

from autograder.grading.pages.formulas import to_mathml
from autograder.lessons import LESSONS
from autograder.lessons.course import find_lesson
from autograder.publishing.lesson_text import read
from tests.support.course import ROOT

PAGES = sorted((ROOT / "solutions").glob("*.md"))
NOTATION = "00-notation"  # a page to read: it sets nothing, and nothing of it is marked
TEXTS = [path for path in PAGES if path.stem != NOTATION]
WORDS = 80
A_MINUTE, WRITTEN = 180, 4  # words that are read, and minutes that an answer in words takes
STUB = "raise NotImplementedError()"


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def text(request):
    """Every text of the course."""
    return request.param


@pytest.fixture
def cells(text):
    return read(text).cells


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def set_text(request):
    """Every text that sets exercises."""
    return request.param


@pytest.fixture
def set_cells(set_text):
    return read(set_text).cells


@pytest.fixture
def lesson(set_text):
    return find_lesson(set_text.stem)


def prose(cell):
    """A cell's text without hints, pictures, formulas, tables and code."""
    without = re.sub(r"<details>.*?</details>|!\[[^\]]*\]\([^)]*\)|\$\$.*?\$\$|```.*?```", " ", cell.source, flags=re.S)
    lines = [line for line in without.splitlines() if not line.startswith(("|", "#"))]
    return re.sub(r"\$[^$]*\$|`[^`]*`", "x", " ".join(lines))


def test_every_exercise_is_set_and_checked_in_course_order(set_cells, lesson):
    names = [exercise.name for exercise in lesson.exercises]
    ids = [cell.id for cell in set_cells if cell.metadata.get("nbgrader") and cell.cell_type == "code"]
    assert ids == [cell_id for name in names for cell_id in (name, f"{name}-check")]
    for cell in set_cells:
        if cell.id.endswith("-check"):
            assert cell.source.strip() == f"check({cell.id.removesuffix('-check')})"


def test_every_exercise_has_three_hints_minutes_difficulty_and_its_call(set_cells, lesson):
    before = {cell.id: set_cells[position - 1].source for position, cell in enumerate(set_cells)}
    for exercise in lesson.exercises:
        statement = before[exercise.name]
        assert statement.count("<details>") == 3, exercise.name
        assert re.search(r"^[●○]{3} · \d+ minutes?$", statement, re.M), exercise.name
        assert exercise.name in statement
        assert re.search(r"^### Exercise", statement, re.M)


def test_a_verdict_sends_the_student_to_a_heading_that_exists(set_cells, lesson):
    headings = {
        line.lstrip("# ").strip() for cell in set_cells for line in cell.source.splitlines() if line.startswith("#")
    }
    for exercise in lesson.exercises:
        assert exercise.heading in headings, exercise.name


def test_it_opens_as_every_lesson_does(cells):
    opening = cells[0].source
    assert opening.startswith("# ")
    assert "You will be able to" in opening
    assert re.search(r"\d+ minutes · before this: ", opening)
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    assert any(source.startswith("| symbol | shape |") or "\n| symbol | shape |" in source for source in texts)
    assert any(source.startswith("## Summary") for source in texts)


def test_it_ends_with_an_open_question(set_cells):
    last = set_cells[-1]
    assert last.cell_type == "markdown"
    assert last.metadata.nbgrader["grade"]
    assert last.metadata.nbgrader["solution"]


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


def test_headings_come_in_order(cells):
    levels = [
        len(line.split(" ")[0])
        for cell in cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if re.match(r"#+ ", line)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_text_cell_holds_one_idea_and_a_code_cell_few_lines(cells):
    for cell in cells:
        if cell.metadata.get("nbgrader") and cell.cell_type == "markdown":
            continue
        if cell.cell_type == "markdown":
            assert len(prose(cell).split()) <= WORDS, cell.source[:80]
        else:
            assert len(cell.source.splitlines()) <= 18, cell.id


def test_every_picture_says_what_it_shows(cells):
    alts = [alt for cell in cells for alt in re.findall(r"!\[([^\]]*)\]\(", cell.source)]
    assert len(alts) >= 2
    assert all(len(alt.split()) >= 8 for alt in alts)


def test_both_routes_are_there(text):
    if text.stem.startswith("01"):
        return
    words = text.read_text().lower()
    assert "differential" in words
    assert "indices" in words or "index" in words


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


def test_the_minutes_are_those_that_it_takes(text, cells):
    """Reading without the hints, the exercises' own minutes, a glance at each demonstration, the written answer."""
    spoken, exercises = 0, 0
    for cell in cells:
        if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader"):
            exercises += sum(map(int, re.findall(r"^[●○]{3} · (\d+) minute", cell.source, re.M)))
            spoken += len(read_aloud(cell.source))
    demonstrations = sum(cell.cell_type == "code" and not cell.metadata.get("nbgrader") for cell in cells)
    written = WRITTEN if text in TEXTS else 0
    stated = int(re.search(r"(\d+) minutes", cells[0].source)[1])
    needed = spoken / A_MINUTE + exercises + demonstrations / 2 + written
    assert abs(needed - stated) <= max(5, needed / 10)


def read_aloud(source):
    """The words that are read without opening a hint, tables included; a displayed formula takes as long as six."""
    without = re.sub(r"<details>.*?</details>|!\[[^\]]*\]\([^)]*\)|```.*?```", " ", source, flags=re.S)
    without = re.sub(r"\$\$.*?\$\$", " x x x x x x ", without, flags=re.S)
    return [word for word in re.sub(r"\$[^$]*\$|`[^`]*`", "x", without).split() if re.search(r"\w", word)]
