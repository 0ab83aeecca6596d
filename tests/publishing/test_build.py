"""One source: the same text makes the same bytes, anywhere, and nothing else is committed."""

import errno
import json
import re
import shutil
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.publishing import build
from autograder.publishing.folder import BrokenLesson, Course, find_course
from autograder.publishing.lesson_text import read
from autograder.publishing.release import release
from tests.support.course import ROOT

LESSON = "05-xwt-plus-b"


def silent(_lesson):
    pass


@pytest.fixture
def small(course):
    """A course of one lesson, so that a build is quick."""
    for kind in ("solutions", "notebooks"):
        for path in (course / kind).iterdir():
            if not path.name.startswith(LESSON):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    return Course(course)


def notebooks(course):
    return {path.relative_to(course.root): path.read_bytes() for path in sorted(course.root.glob("*/*/*.ipynb"))}


def test_the_same_text_makes_the_same_bytes_in_another_folder_and_again(small):
    committed = notebooks(small)
    assert len(committed) == 2
    build.make(small, (), silent)
    assert notebooks(small) == committed
    assert committed == {name: (ROOT / name).read_bytes() for name in committed}


def test_check_names_the_file_and_the_cell_that_was_touched(small):
    released = small.notebooks / LESSON / f"{LESSON}.ipynb"
    released.write_text(released.read_text().replace("check(linear_grad_W)", "check(linear_grad_X)"))
    solution = small.solutions / LESSON / f"{LESSON}.ipynb"
    solution.write_text(solution.read_text().replace("G.T @ X", "X.T @ G"))
    complaints = build.differences(small, (), silent)
    assert len(complaints) == 2
    assert any(f"solutions/{LESSON}/{LESSON}.ipynb" in text and "linear_grad_W" in text for text in complaints)
    assert any(f"notebooks/{LESSON}/{LESSON}.ipynb" in text and "linear_grad_W-check" in text for text in complaints)


def test_check_misses_neither_a_missing_notebook_nor_one_without_a_text(small):
    (small.notebooks / LESSON / f"{LESSON}.ipynb").unlink()
    (small.solutions / "99-forgotten").mkdir()
    complaints = build.differences(small, (), silent)
    assert any("is missing" in text for text in complaints)
    assert any("99-forgotten has no text" in text and "git rm -r solutions/99-forgotten" in text for text in complaints)


def test_a_broken_solution_is_named_and_leaves_everything_as_it_was(small):
    text = small.solutions / f"{LESSON}.md"
    text.write_text(text.read_text().replace("    return G.T @ X\n", "    return G @ X\n"))
    before = notebooks(small)
    with pytest.raises(BrokenLesson, match="cell linear_grad_W-check: CheckFailed") as refused:
        build.make(small, (), silent)
    line = text.read_text().splitlines().index("check(linear_grad_W)") + 1
    assert str(refused.value).startswith(f"solutions/{LESSON}.md:{line}, cell")
    for words in ("\n  what    ", "\n  suspicion    ", "\n  next step    "):  # the whole verdict
        assert words in str(refused.value)
    assert notebooks(small) == before


def test_what_jupyterlab_saves_builds_the_same(small, tmp_path):
    """jupytext's own round trip, with the full metadata that the Create Assignment panel writes."""
    text = small.solutions / f"{LESSON}.md"
    opened = jupytext.read(text)
    for cell in opened.cells:
        role = cell.metadata.get("nbgrader")
        if role:
            full = {"grade": False, "locked": False, "schema_version": 3, "solution": False, "task": False, **role}
            cell.metadata["nbgrader"] = full
    jupytext.write(opened, text, fmt="md")
    assert '"schema_version": 3' in text.read_text()
    assert build.differences(small, (), silent) == []


def test_cell_ids_are_the_exercises_names_and_else_depend_on_the_text_alone():
    first, again = (read(ROOT / "solutions" / f"{LESSON}.md") for _ in range(2))
    ids = [cell.id for cell in first.cells]
    assert ids == [cell.id for cell in again.cells]
    assert len(set(ids)) == len(ids)
    assert {"linear_grad_W", "linear_grad_W-check"} <= set(ids)


def test_a_locked_check_and_an_open_answer_get_nbgraders_full_roles():
    cells = {cell.id: cell for cell in read(ROOT / "solutions" / f"{LESSON}.md").cells}
    assert cells["linear_grad_W-check"].metadata.nbgrader == {
        "grade": True, "grade_id": "linear_grad_W-check", "locked": True, "points": 3,
        "schema_version": 3, "solution": False, "task": False,
    }  # fmt: skip
    assert not cells["linear_open_question"].metadata.nbgrader["locked"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"grade_id": "linear_grad_W", ', "", "without a grade_id"),
        ('"grade_id": "linear_grad_X"', '"grade_id": "linear_grad_W"', "two cells are called"),
        ('"points": 3', '"worth": 3', "has no points"),
        ('"points": 3', '"points": "three"', "the points 'three': they must be a number"),
        ('"points": 3', '"points": -3', "the points -3: they must be a number, 0 or more"),
        ('"points": 3', '"points": true', "the points True: they must be a number"),
        ('"points": 3', '"points": NaN', "the points nan: they must be a number"),
        ('"solution": true', '"solution": tru', "is not JSON"),
        ("figures/linear-layer.svg", "figures/gone.svg", "gone.svg cannot be read"),
        ("![Block diagram", "![](../docs/figures/linear-layer.svg) ![Block", "no alt text"),
    ],
)
def test_a_slip_in_the_text_gets_one_clear_sentence(small, old, new, complaint):
    text = small.solutions / f"{LESSON}.md"
    source = text.read_text()
    assert old in source
    text.write_text(source.replace(old, new, 1))
    with pytest.raises(BrokenLesson, match=rf"{LESSON}\.md:\d+: .*{complaint}"):
        read(text)


def tiny(course, *cells):
    """A course of one page with these cells of code."""
    for text in course.solutions.glob("*.md"):
        text.unlink()
    blocks = "".join(f"\n```python\n{cell}\n```\n" for cell in cells)
    (course.solutions / "21-tiny.md").write_text(f"# 21 · Tiny\n{blocks}", encoding="utf-8-sig")
    return course


def test_a_full_disk_leaves_each_notebook_whole(small, monkeypatch):
    course = tiny(small, "print(1)")
    build.make(course, (), silent)
    before = {path for path in course.root.rglob("*") if path.is_file()}, notebooks(course)
    tiny(small, "print(2)")

    def half(source, target):
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", half)
        with pytest.raises(OSError, match="No space") as refused:
            build.make(course, (), silent)
    assert Path(refused.value.filename).suffix == ".ipynb"
    assert ({path for path in course.root.rglob("*") if path.is_file()}, notebooks(course)) == before
    build.make(course, (), silent)


def test_a_cell_that_raises_is_told_with_the_line_that_did(small):
    with pytest.raises(BrokenLesson, match=r"^solutions/21-tiny\.md:9, cell \w+: ZeroDivisionError: division by zero$"):
        build.make(tiny(small, "zero = 0", "one = 1\none / zero"), (), silent)
    assert not (small.solutions / "21-tiny").exists()


def test_a_cell_whose_output_is_another_one_at_each_run_is_named_and_a_mark_at_the_beginning_is_no_text(small):
    course = tiny(small, "import random", "print(random.random())\nprint(1)")
    with pytest.raises(BrokenLesson, match=r"^solutions/21-tiny\.md:8, cell \w+: its output is another one at ea"):
        build.make(course, (), silent)
    tiny(course, "print(1)")
    strays = build.make(course, (), silent)
    assert nbformat.read(course.notebooks / "21-tiny" / "21-tiny.ipynb", as_version=4).cells[0].source == "# 21 · Tiny"
    assert [stray.split(" has no text")[0] for stray in strays] == [f"solutions/{LESSON}", f"notebooks/{LESSON}"]


def test_a_lesson_with_another_number_is_told_where_its_old_folders_are(small):
    text = small.solutions / f"{LESSON}.md"
    text.rename(text.with_name("06-xwt-plus-b.md"))
    for stray in build._strays(small):
        assert "The lesson is 06-xwt-plus-b now. If nobody's work is in it, remove it: git rm -r " in stray


def test_what_nbgrader_refuses_is_told_in_its_own_words(small):
    path = small.solutions / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "linear_grad_W")
    cell.source = cell.source.replace("### END SOLUTION", "")
    nbformat.write(notebook, path)
    with pytest.raises(BrokenLesson, match=f"notebooks/{LESSON} from .*{LESSON}.md: .*no end solution statement"):
        release(small.root, small.root, [LESSON])


def test_a_wrong_name_or_folder_gets_one_clear_sentence(small, tmp_path):
    with pytest.raises(BrokenLesson, match=f"there are {LESSON}"):
        small.lessons(["77"])
    with pytest.raises(BrokenLesson, match="no lesson"):
        Course(tmp_path).lessons()
    for name in ("05-forms", "05-forms-again"):
        (tmp_path / "solutions").mkdir(exist_ok=True)
        (tmp_path / "solutions" / f"{name}.md").touch()
    with pytest.raises(BrokenLesson, match="'05' may be 05-forms-again or 05-forms: give the whole name"):
        Course(tmp_path).lesson("05")
    assert Course(tmp_path).lesson("05-forms").stem == "05-forms"
    with pytest.raises(BrokenLesson, match=r"no nbgrader_config\.py"):
        find_course(tmp_path)
    with pytest.raises(BrokenLesson, match="nowhere is not there"):
        find_course(small.root / "nowhere")


def test_a_page_to_read_sets_nothing_that_is_marked():
    course = Course(ROOT)
    assert [text.stem for text in course.lessons() if not course.sets_exercises(text)] == ["00-notation"]


def test_a_lesson_that_is_not_text_gets_one_clear_sentence(small):
    (small.solutions / f"{LESSON}.md").write_bytes(b"\xff\xfe\x00 not text")
    with pytest.raises(BrokenLesson, match="cannot be read as a lesson"):
        read(small.solutions / f"{LESSON}.md")


def test_no_committed_notebook_holds_a_time_or_a_path():
    for path in sorted(ROOT.glob("*/[0-9][0-9]-*/*.ipynb")):
        text = path.read_text()
        notebook = nbformat.reads(text, as_version=4)
        assert notebook.metadata.language_info == {"name": "python"}
        assert str(ROOT) not in text
        assert not re.search(r"\b20\d\d-\d\d-\d\dT|iopub\.", text)
        assert json.loads(text)["nbformat_minor"] == 5
