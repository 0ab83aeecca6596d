"""One zip for a class: what is in it, that no solution is, and that a student can work with it and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.lessons.version import VERSION, WHEEL
from autograder.publishing import bundle as bundling
from autograder.publishing.bundle import FOLDER, bundle, default_place
from autograder.publishing.bundle import wheel as wheels
from autograder.publishing.folder import BrokenLesson, Course
from tests.support.bare import BLOCKER, environment
from tests.support.course import ROOT
from tests.support.once import once

LESSON = "05-xwt-plus-b"
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
LESSONS = [path.stem for path in sorted((ROOT / "notebooks").glob("*"))]

# A notebook as a student runs it, with the answer to its first exercise: all that needs no other answer runs.
WORKING = """
import importlib.metadata, json, re, sys
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
cells = [cell for cell in json.load(open(sys.argv[1]))["cells"] if cell["cell_type"] == "code"]
roles = [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in cells]
place = roles.index(sys.argv[3])
cells[place - 1]["source"] = sys.argv[2]
shell = InteractiveShell.instance()
with capture_output() as captured:
    done = [shell.run_cell("".join(cell["source"])) for cell in cells[: place + 1]]
    rest = [(cell, shell.run_cell("".join(cell["source"]))) for cell in cells[place + 1 :]]
cards = [output.data["text/html"] for output in captured.outputs if "text/html" in output.data]
checked = [card for card in cards if f"<b>{roles[place - 1]}</b>" in card]
assert all(each.success for each in done), captured.stdout
assert ">right</b>" in checked[0] and "installed" not in checked[0], checked
for cell, outcome in rest:
    needing = "nbval-raises-exception" in cell["metadata"].get("tags", [])
    error = type(outcome.error_in_exec).__name__
    assert outcome.success or needing or "nbgrader" in cell["metadata"], (error, cell["source"])
    assert error in ("NoneType", "CheckFailed", "NotImplementedError", "NameError"), (error, cell["source"])
version = importlib.metadata.version
print(*sys.version_info[:2], version("numpy"), version("ipython"), version("matrix-gradients"))
"""
ANSWER = "def linear_forward(X, W, b):\n    return X @ W.T + b"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The bundle of lesson 05, unpacked; the zip lies beside."""

    def make(folder):
        folder.mkdir()
        _, names = bundle(Course(ROOT), ["05"], None, folder / "class.zip", lambda _: None)
        assert "START-HERE.html" in names
        with zipfile.ZipFile(folder / "class.zip") as archive:
            archive.extractall(folder)

    return once(tmp_path_factory, "bundle", make)


@pytest.fixture
def as_built(monkeypatch):
    """Takes it that the notebooks are what their texts make, as other tests see that they are."""
    monkeypatch.setattr(bundling, "differences", lambda *_: [])


def test_it_holds_the_lesson_the_notation_the_wheel_and_two_pages(made):
    files = {path.name for path in (made / FOLDER).iterdir()}
    assert files == {"START-HERE.html", "INSTALL.txt", WHEEL, f"{LESSON}.ipynb", "00-notation.ipynb"}


def test_the_same_notebooks_and_source_give_the_same_bytes(made, tmp_path, as_built):
    bundle(Course(ROOT), ["05"], None, tmp_path / "again.zip", lambda _: None)
    assert (tmp_path / "again.zip").read_bytes() == (made / "class.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "again.zip") as archive:
        assert {(each.date_time, each.external_attr, each.create_system) for each in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 0o644 << 16, 3)
        }


def test_no_solution_is_in_it(tmp_path, as_built):
    bundle(Course(ROOT), (), None, tmp_path / "class.zip", lambda _: None)
    texts = [path.read_text() for path in (ROOT / "solutions").glob("*.md")]
    solutions = {lines(solution) for text in texts for solution in SOLUTION.findall(text)}
    assert len(solutions) >= 20
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        names = archive.namelist()
        notebooks = {name: json.loads(archive.read(name)) for name in names if name.endswith(".ipynb")}
        pages = [archive.read(name).decode() for name in names if name.endswith((".html", ".txt"))]
        with zipfile.ZipFile(archive.open(f"{FOLDER}/{WHEEL}")) as wheel:
            package = {name: wheel.read(name).decode() for name in wheel.namelist()}
    assert sorted(notebooks) == [f"{FOLDER}/{lesson}.ipynb" for lesson in LESSONS]
    cells = [lines("".join(cell["source"])) for each in notebooks.values() for cell in each["cells"]]
    assert [solution for solution in solutions for cell in cells if solution in cell] == []
    marked = [text for text in (*cells, *pages, *package.values()) if re.search(r"### (BEGIN|END) SOLUTION\n", text)]
    assert [text for text in marked if "nbgrader" not in text] == []  # what says how a lesson is written
    assert [
        name for name in package if name.split("/")[0] not in ("autograder", f"{WHEEL.split('-py3')[0]}.dist-info")
    ] == []


def lines(source):
    """A source without its indentation and empty lines."""
    return "\n".join(line.strip() for line in source.splitlines() if line.strip())


def test_links_lead_to_what_lies_beside(made):
    found = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.extend(value for name, value in attributes if name in ("href", "src"))

    page = (made / FOLDER / "START-HERE.html").read_text()
    Links().feed(page)
    assert found == ["00-notation.ipynb", f"{LESSON}.ipynb"]
    assert all((made / FOLDER / target).is_file() for target in found)
    assert "](../" not in (made / FOLDER / f"{LESSON}.ipynb").read_text()
    assert "<script" not in page
    assert "://" not in page  # nothing is fetched: it is read from the file, without a network
    assert "by differentials" in page


def test_it_says_which_python_is_needed(made):
    least = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(">=")
    for name in ("START-HERE.html", "INSTALL.txt"):
        assert f"Python {least} or newer" in (made / FOLDER / name).read_text()
        assert f"-m pip install jupyterlab {WHEEL}" in (made / FOLDER / name).read_text()


def test_a_stale_notebook_is_refused_and_no_zip_is_written(course, tmp_path):
    released = course / "notebooks" / LESSON / f"{LESSON}.ipynb"
    released.write_text(released.read_text().replace("The layer", "The cake"))
    with pytest.raises(BrokenLesson, match=rf"nothing is bundled.*notebooks/{LESSON}/{LESSON}.ipynb.*autograder build"):
        bundle(Course(course), ["05"], None, tmp_path / "class.zip", lambda _: None)
    assert not list(tmp_path.glob("class*"))


def test_without_hatchling_or_source_it_says_what_is_needed(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "hatchling.builders.wheel", None)
    with pytest.raises(BrokenLesson, match="`pip install hatchling`"):
        wheels.wheel_file(ROOT)
    monkeypatch.setattr(wheels, "SOURCE", tmp_path)
    with pytest.raises(BrokenLesson, match=rf"source is neither in .*--wheel {re.escape(WHEEL)}"):
        wheels.wheel_file(tmp_path)
    with pytest.raises(BrokenLesson, match="`pip install hatchling`"):  # the course's folder has it in this version
        wheels.wheel_file(ROOT)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (WHEEL.replace(VERSION, "0.1.0"), "it is another version's"),
        ("autograder-3.7.7-py3-none-any.whl", f"is not {WHEEL}"),
        (WHEEL, "cannot be read: No such file"),
    ],
)
def test_a_wheel_that_is_given_is_the_one_that_the_notebooks_name(tmp_path, name, words):
    with pytest.raises(BrokenLesson, match=re.escape(words)):
        wheels.wheel_file(ROOT, tmp_path / name)


def test_a_folder_is_filled_and_what_cannot_be_written_is_said(as_built, tmp_path, made):
    wheel = made / FOLDER / WHEEL
    bundle(Course(ROOT), ["05"], wheel, tmp_path, lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == [f"{FOLDER}-{VERSION}.zip"]
    (tmp_path / "file").touch()
    with pytest.raises(BrokenLesson, match="cannot be written"):
        bundle(Course(ROOT), ["05"], wheel, tmp_path / "file" / "class.zip", lambda _: None)
    assert default_place(Course(tmp_path)) == tmp_path / "var" / f"{FOLDER}-{VERSION}.zip"


def works(python, folder, before=""):
    """Runs lesson 05, and gives which versions did."""
    command = [python, "-I", "-B", "-c", before + WORKING, f"{LESSON}.ipynb", ANSWER, "linear_forward-check"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def install(python, *what):
    """pip, for another environment."""
    options = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    command = [sys.executable, "-m", "pip", "--python", python, "install", *options, *what]
    return subprocess.run(command, capture_output=True, text=True)


def test_in_a_clean_environment_the_wheel_has_all_that_the_first_check_needs(made, tmp_path):
    python = environment(tmp_path / "clean", ("numpy", "lark", "ipython", "rich", "typer"), package=False)
    done = install(python, "--no-index", made / FOLDER / WHEEL)
    assert done.returncode == 0, done.stderr
    assert works(python, made / FOLDER)[-1] == VERSION
    assert works(python, made / FOLDER, BLOCKER)[-1] == VERSION  # as on Windows and macOS, as far as that can be here
    program = subprocess.run([python.with_name("autograder"), "--version"], capture_output=True, text=True)
    assert program.stdout == f"matrix-gradients {VERSION}\n", program.stderr
    grading = subprocess.run([python.with_name("autograder"), "grade"], capture_output=True, text=True)
    assert grading.returncode == 1
    assert (
        f'this command needs nbgrader, which only who builds and grades the course installs: `pip install "{WHEEL}'
        in grading.stderr
    )
    judging = f"{BLOCKER}\nfrom autograder.cli import app\napp(['judge', 'wx_grad_W', '-'])"
    elsewhere = subprocess.run([python, "-I", "-c", judging], capture_output=True, text=True, input="")
    assert elsewhere.returncode
    assert "this command needs Linux" in elsewhere.stderr
    assert "Traceback" not in grading.stderr + elsewhere.stderr


def interpreter(version):
    """A Python of this version; None where there is none."""
    pyenv = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob(f"{version}.*/bin/python")
    )
    return shutil.which(f"python{version}") if not pyenv else str(pyenv[-1])


COLAB = ("ipython==7.34.0", "numpy==2.0.2", "setuptools")  # what Google Colab has, as far as is known


@pytest.mark.parametrize(
    ("version", "pins", "seen"),
    [("3.13", (), ["3", "13"]), ("3.12", COLAB, ["3", "12", "2.0.2", "7.34.0"])],
    ids=["newest", "colab"],
)
def test_pip_installs_it_from_the_index_elsewhere(made, tmp_path, version, pins, seen):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    subprocess.run([python, "-m", "venv", "--without-pip", tmp_path / "new"], check=True)
    own = tmp_path / "new" / "bin" / "python"
    done = install(own, made / FOLDER / WHEEL, *pins)
    if "No matching distribution" in done.stderr and "CI" not in os.environ:
        pytest.skip(f"no package index is reached from here: {done.stderr.splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    assert set(seen) <= set(works(own, made / FOLDER))
