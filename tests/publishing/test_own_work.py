"""Nobody's work is lost: what a person wrote is never replaced by a build, and never released by mistake."""

import errno
import json
import platform
import re
import subprocess
from pathlib import Path

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from nbgrader.exchange import ExchangeError

from autograder.lessons.version import STAMP
from autograder.publishing import build, own_copy, stamp
from autograder.publishing.folder import BrokenLesson, Course
from autograder.publishing.release_what_is_built import ReleaseWhatIsBuilt

LESSON = "05-xwt-plus-b"
ANSWER = "def linear_grad_W(X, W, B, G):\n    return G.T @ X\n"


@pytest.fixture
def small(course):
    """A course of one lesson, so that a build is quick."""
    for path in course.glob("solutions/*.md"):
        if path.stem != LESSON:
            path.unlink()
    return Course(course)


def released(course):
    return course.notebooks / LESSON / f"{LESSON}.ipynb"


def answer(notebook):
    next(cell for cell in notebook.cells if cell.id == "linear_grad_W").source = ANSWER


def run_only(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 1
            cell.outputs = [nbformat.v4.new_output("stream", text="seen")]


def add_a_cell(notebook):
    notebook.cells.insert(1, nbformat.v4.new_code_cell("my_own = 1"))


def drop_a_cell(notebook):
    del notebook.cells[-1]


def move_a_cell(notebook):
    notebook.cells.append(notebook.cells.pop(2))


def change_points(notebook):
    next(cell for cell in notebook.cells if cell.id == "linear_grad_W-check").metadata.nbgrader.points = 40


def write_in_words(notebook):
    next(cell for cell in notebook.cells if cell.id == "linear_open_question").source = "Because."


def lose_the_stamp(notebook):
    del notebook.metadata[STAMP]


def touched(path, change):
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    return path.read_bytes()


WORK = (answer, add_a_cell, drop_a_cell, move_a_cell, change_points, write_in_words, lose_the_stamp)


@pytest.mark.parametrize("change", WORK)
@pytest.mark.parametrize("kind", ["notebooks", "solutions"])
def test_what_a_person_wrote_is_not_as_any_build_made_it(small, change, kind):
    path = small.root / kind / LESSON / f"{LESSON}.ipynb"
    assert stamp.is_as_made(path)
    touched(path, change)
    assert not stamp.is_as_made(path)


def test_a_notebook_that_was_only_run_is_still_as_made(small):
    touched(released(small), run_only)
    assert stamp.is_as_made(released(small))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"nbformat": 4}', b"\xff\xfe", b"<<<<<<< HEAD"])
def test_what_is_no_notebook_is_not_as_made(tmp_path, content):
    path = tmp_path / "x.ipynb"
    path.write_bytes(content)
    assert not stamp.is_as_made(path)
    assert stamp.written(path) == ""


def test_a_build_replaces_what_was_only_run_and_refuses_what_holds_answers(small):
    fresh = released(small).read_bytes()
    touched(released(small), run_only)
    build.make(small, (), lambda _: None)
    assert released(small).read_bytes() == fresh
    mine = touched(released(small), answer)
    before = {path: path.read_bytes() for path in small.root.glob("*/*/*.ipynb")}
    with pytest.raises(BrokenLesson, match=f"notebooks/{LESSON}/{LESSON}.ipynb holds what its text does not make.*mv"):
        build.make(small, (), lambda _: None)
    assert {path: path.read_bytes() for path in small.root.glob("*/*/*.ipynb")} == before
    assert released(small).read_bytes() == mine


def test_what_a_refused_build_advises_loses_nobodys_work_either(small):
    """The advice, done as it stands: own copies of the same name are still there, and so is what moved."""
    (own,) = own_copy.start(small, ["05"])
    kept = {touched(own.path, answer), touched(released(small), add_a_cell)}
    kept.add(touched(small.solutions / LESSON / f"{LESSON}.ipynb", write_in_words))
    (small.work / f"{LESSON}-kept.ipynb").write_bytes(b"of another day")
    with pytest.raises(BrokenLesson) as refused:
        build.make(small, (), lambda _: None)
    (command,) = re.findall("`([^`]*)`", str(refused.value))
    subprocess.run(command, shell=True, cwd=small.root, check=True)
    assert {path.read_bytes() for path in small.work.iterdir()} == kept | {b"of another day"}
    build.make(small, (), lambda _: None)
    assert stamp.is_as_made(released(small))


def test_an_own_copy_is_made_once_and_kept_forever(small):
    (made,) = own_copy.start(small, ["05"])
    assert made == own_copy.OwnCopy(small.root / "work" / f"{LESSON}.ipynb", is_new=True, is_outdated=False)
    before, after = (nbformat.read(path, as_version=4) for path in (released(small), made.path))
    changed = [new.source for old, new in zip(before.cells, after.cells, strict=True) if old != new]
    assert changed
    for source in changed:  # links to what lies beside
        assert re.search(r"\]\(\d\d-[\w-]+\.ipynb\)", source)
    language = after.metadata.pop("language_info")  # as JupyterLab would write it, on opening, of this Python
    assert language == {**IPythonKernel.language_info, "version": platform.python_version()}
    assert before.metadata.pop("language_info") == {"name": "python"}
    assert before.metadata == after.metadata
    mine = touched(made.path, answer)
    (again,) = own_copy.start(small)
    assert (again.is_new, again.is_outdated) == (False, False)
    assert made.path.read_bytes() == mine


def test_the_page_of_notation_comes_with_every_lesson_and_each_link_to_a_notebook_leads_to_one(course):
    made = [own.path for own in own_copy.start(Course(course), ["05"])]
    assert [path.stem for path in made] == ["00-notation", LESSON]
    every = [own.path for own in own_copy.start(Course(course))]
    for path in every:
        for target in re.findall(r"\]\(([^)#:]*\.ipynb)", path.read_text()):
            assert (path.parent / target).is_file(), (path.stem, target)


def test_an_own_copy_of_an_older_lesson_is_said_to_be_one(small):
    (made,) = own_copy.start(small)
    notebook = json.loads(released(small).read_text())
    notebook["metadata"][STAMP]["sources"] = "of a newer lesson"
    released(small).write_text(json.dumps(notebook))
    (again,) = own_copy.start(small)
    assert again.is_outdated
    assert stamp.written(made.path) != "of a newer lesson"


def test_a_copy_that_cannot_be_written_to_its_end_leaves_nothing_behind(small, monkeypatch):
    def full(path, target):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(BrokenLesson, match=r"work/.*\.ipynb cannot be written: No space"):
        own_copy.start(small)
    assert list(small.work.iterdir()) == []


def test_a_copy_that_cannot_be_made_says_what_to_do(small):
    released(small).unlink()
    with pytest.raises(BrokenLesson, match="autograder build 05-xwt-plus-b"):
        own_copy.start(small)
    (small.root / "work").write_text("in the way")
    small.root.joinpath("notebooks", LESSON, f"{LESSON}.ipynb").write_text("{}")
    with pytest.raises(BrokenLesson, match="cannot be written"):
        own_copy.start(small)


def release(course):
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course.root), "c"
    config.CourseDirectory.source_directory, config.CourseDirectory.release_directory = "solutions", "notebooks"
    config.Exchange.root = str(course.root / "exchange")
    (course.root / "exchange").mkdir(exist_ok=True)
    coursedir = CourseDirectory(config=config, assignment_id=LESSON)
    ReleaseWhatIsBuilt(coursedir=coursedir, config=config).start()
    return course.root / "exchange" / "c" / "outbound" / LESSON / f"{LESSON}.ipynb"


def test_only_what_the_text_makes_is_released(small):
    assert release(small).read_bytes() == released(small).read_bytes()
    touched(released(small), answer)
    release_again = small.root / "exchange" / "c" / "outbound" / LESSON
    for path in release_again.iterdir():
        path.unlink()
    release_again.rmdir()
    with pytest.raises(ExchangeError, match="not released.*linear_grad_W"):
        release(small)
    assert not release_again.exists()
