"""The lesson's notebook is found whatever it is called; what cannot be it is named."""

import logging
import os
import tracemalloc

import pytest
from nbformat.v4 import new_code_cell

from autograder.grading.inbox import notebook_file
from tests.support.made import ANSWER, as_bytes, lesson, submission

MASTER = lesson()
MINE = submission(MASTER, {"frobenius": ANSWER})
RETYPED = as_bytes([new_code_cell(ANSWER)])
OTHER = as_bytes([new_code_cell("1 + 1")])
NAME = "made.ipynb"
RENAMED = [NAME, "made (1).ipynb", "made-1.ipynb", "Ada_late_made.ipynb", "MADE.IPYNB", "x.ipynb.txt", "Ü\u202e.ipynb"]


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "ada" / "made"
    made.mkdir(parents=True)
    return made


def contents(folder):
    return notebook_file.contents(folder, "made", MASTER.answers)


@pytest.mark.parametrize(
    "name", [NAME, "made (1).ipynb", "made-1.ipynb", "Ada_late_made.ipynb", "MADE.IPYNB", "x.ipynb.txt", "Ünï ‮.ipynb"]
)
@pytest.mark.parametrize("raw", [MINE, RETYPED])
def test_the_one_notebook_of_the_lesson_is_taken_whatever_its_name(folder, name, raw):
    (folder / name).write_bytes(raw)
    (folder / "scratch.ipynb").write_bytes(OTHER)
    (folder / "notes.txt").write_bytes(MINE)
    (folder / ".hidden.ipynb").write_bytes(MINE)
    (folder / "broken.ipynb").symlink_to("/dev/zero")
    assert contents(folder) == (raw, "")


def test_the_right_name_counts_and_what_lies_beside_it_is_said(folder, caplog):
    (folder / NAME).write_bytes(OTHER)
    (folder / "made-Copy1.ipynb").write_bytes(MINE)
    with caplog.at_level(logging.WARNING):
        assert contents(folder) == (OTHER, "")
    assert "not looked at: 'made-Copy1.ipynb'" in caplog.text


def test_of_several_under_other_names_none_is_chosen_and_all_are_named(folder):
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_bytes(MINE)
    raw, reason = contents(folder)
    assert raw == b""
    assert "('a.ipynb', 'b.ipynb'): which one counts?" in reason


def test_what_is_there_instead_is_named(folder):
    raw, reason = contents(folder)
    assert (raw, reason) == (b"", f"there is no {NAME} in what was handed in, or it cannot be looked at.")
    for name in ("made.html", "made.py", "timestamp.txt", ".DS_Store"):
        (folder / name).write_bytes(MINE)
    assert contents(folder)[1].endswith(": there is 'made.html', 'made.py', and nothing that is called .ipynb.")
    (folder / "x\x1b[2J.ipynb").write_bytes(OTHER)
    raw, reason = contents(folder)
    assert raw == b""
    assert r"there is 'x\x1b[2J.ipynb', which is not this lesson's" in reason


def test_many_notebooks_cost_no_more_than_a_few(folder):
    for number in range(300):
        (folder / f"{number:03}.ipynb").write_bytes(OTHER)
    (folder / "zzz.ipynb").write_bytes(MINE)
    raw, reason = contents(folder)
    assert raw == b""
    assert "and 298 more" in reason


def test_of_many_notebooks_one_at_a_time_is_in_memory(folder, monkeypatch):
    size = 1_000_000
    monkeypatch.setattr(notebook_file, "LARGEST_FILE", size)
    for number in range(10):
        (folder / f"{number}.ipynb").write_bytes(MINE.ljust(size))
    tracemalloc.start()
    _, reason = contents(folder)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "which one counts?" in reason
    assert most < 4 * size  # the first, the next one, and its copy while it is read


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "large", "linked folder"])
@pytest.mark.parametrize("name", [NAME, "made (1).ipynb"])
def test_only_a_plain_file_of_a_bearable_size_is_read(folder, kind, name):
    path = folder / name
    match kind:
        case "link":
            (folder.parent / "other").write_bytes(MINE)
            path.symlink_to(folder.parent / "other")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "large":
            with path.open("wb") as file:
                file.truncate(notebook_file.LARGEST_FILE + 1)
        case "linked folder":
            path.write_bytes(MINE)
            folder.rename(folder.parent / "elsewhere")
            folder.symlink_to(folder.parent / "elsewhere")
    raw, reason = contents(folder)
    assert raw == b""
    assert reason.endswith(".")
    expected = {"large": "20 MB", "linked folder": "no link is followed"}.get(kind, "cannot be read")
    assert expected in reason or name != NAME
