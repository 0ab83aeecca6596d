"""Builds the course: a lesson's text → the executed solution notebook → the students' notebook.

`solutions/NN-name.md` is the only source. From it come `solutions/NN-name/NN-name.ipynb`, executed, and by nbgrader's
own generate_assignment `notebooks/NN-name/NN-name.ipynb`: the same bytes on every run and in any folder.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from itertools import count
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.publishing.folder import BrokenLesson, Course, LessonSlips
from autograder.publishing.lesson_text import read_with_places
from autograder.publishing.proofreading.places import Text
from autograder.publishing.proofreading.proofread import proofread
from autograder.publishing.release import release
from autograder.publishing.stamp import is_as_made, stamp

CELL_SECONDS = 120  # a lesson's cells take a second or two: only an endless one gets there
KINDS = ("solutions", "notebooks")  # both are folders of the course, with a folder for each lesson
CELLS_NAMED = 3  # enough to find the place
LINE = re.compile(r"Cell In\[\d+\], line (\d+)")  # in a traceback of IPython's, whose colours are taken out before
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def execute(notebook: NotebookNode, text: Text) -> NotebookNode:
    """Runs every cell in a fresh kernel and keeps the outputs.

    Raises BrokenLesson, which names the cell and its line in the text, and says all that is said there, when a cell
    raises or takes more than CELL_SECONDS.
    """
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,  # a slow machine sends one text in two pieces
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise LessonSlips(_reason(error, notebook, text)) from error
    notebook.metadata.language_info = {"name": "python"}
    stamp(notebook)
    return notebook


def _reason(error: Exception, notebook: NotebookNode, text: Text) -> str:
    """Where a cell failed, and why: of a wrong solution the whole verdict."""
    cell = next((cell for cell in notebook.cells if _failed(cell)), None)
    if cell is None:
        running = [each for each in notebook.cells if each.cell_type == "code" and each.get("execution_count") is None]
        cell = running[0] if running else notebook.cells[-1]
    if not isinstance(error, CellExecutionError):
        return f"{text.cell(cell)}, cell {cell.id}: {str(error).splitlines()[0]}"
    raised = next(output for output in cell.outputs if output.output_type == "error")
    lines = LINE.findall(COLOURS.sub("", "\n".join(raised.traceback)))
    return f"{text.cell(cell, int(lines[0]) if lines else 1)}, cell {cell.id}: {error.ename}: {error.evalue.strip()}"


def _failed(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and any(output.output_type == "error" for output in cell.get("outputs", []))


def build(
    course: Course, names: Sequence[str], into: Course, report: Callable[[str], None], twice: bool = False
) -> None:
    """Makes both notebooks of the lessons named, in the folders of `into`; `report` hears each name as it starts.

    With `twice` a lesson that does not make what it made before is run once more: a cell whose output is another one at
    each run could never be compared with what is committed. Raises BrokenLesson.
    """
    texts = course.lessons(names)
    for text in texts:
        report(text.stem)
        notebook, places = read_with_places(text)
        proofread(places, notebook)
        again = deepcopy(notebook)
        notebook = execute(notebook, places)
        if twice and _is_changed(course.solutions / text.stem / f"{text.stem}.ipynb", notebook):
            _same(notebook, execute(again, places), places)
        target = into.solutions / text.stem / f"{text.stem}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)
    release(course.root, into.root, [text.stem for text in texts])


def _is_changed(path: Path, notebook: NotebookNode) -> bool:
    """Whether what was made before is not what is made now."""
    try:
        return nbformat.read(path, as_version=4) != notebook
    except Exception:  # what cannot be read is not the same
        return True


def _same(notebook: NotebookNode, again: NotebookNode, text: Text) -> None:
    """Raises BrokenLesson where two runs of a lesson do not show the same."""
    differing = [
        f"{text.cell(cell)}, cell {cell.id}: its output is another one at each run: seed what is random, and show no "
        "time, no address and nothing that warns."
        for cell, other in zip(notebook.cells, again.cells, strict=True)
        if cell != other
    ]
    if differing:
        raise LessonSlips("\n".join(differing))


def make(course: Course, names: Sequence[str], report: Callable[[str], None]) -> list[str]:
    """Builds in a scratch folder first, so that a lesson that does not build leaves what is there as it was.

    Gives a sentence for each folder that no text makes, such as that of a lesson which has another number now.

    Raises BrokenLesson too where a notebook would be replaced that holds what no build has made, such as answers.
    """
    with tempfile.TemporaryDirectory() as folder:
        scratch = Course(Path(folder))
        build(course, names, scratch, report, twice=True)
        made = [path.relative_to(scratch.root) for kind in KINDS for path in sorted((scratch.root / kind).glob("*/*"))]
        if own := [path for path in made if _is_somebodys(course.root / path, scratch.root / path)]:
            raise BrokenLesson(_kept(course, own))
        for path in made:
            _put(scratch.root / path, course.root / path)
    return list(_strays(course))


def _put(made: Path, place: Path) -> None:
    """Puts a notebook in its place, whole or not at all: the next build would take half of one for somebody's work."""
    unfinished = place.with_suffix(".unfinished")
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(made, unfinished)
        unfinished.replace(place)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(place)) from error


def _is_somebodys(path: Path, made: Path) -> bool:
    """Whether what lies at `path` is neither what the text makes now nor what it made before."""
    return path.exists() and path.read_bytes() != made.read_bytes() and not is_as_made(path)


def _kept(course: Course, own: Sequence[Path]) -> str:
    """Which notebooks stand in the way of a build, and how their work is kept: beside all that is in work/ already."""
    path, *others = own
    more = f" So do {', '.join(map(str, others))}." if others else ""
    taken = {place.name for place in course.work.iterdir()} if course.work.is_dir() else set()
    moves = []
    for one in own:
        names = (f"{one.stem}-kept{number or ''}{one.suffix}" for number in count())
        taken.add(name := next(name for name in names if name not in taken))
        moves.append(f"mv {one} work/{name}")
    return (
        f"{path} holds what its text does not make, perhaps somebody's answers, so nothing was written.{more} "
        f"To keep them: `{' && '.join(['mkdir -p work', *moves])}`, and build again; what is of no use is deleted."
    )


def differences(course: Course, names: Sequence[str], report: Callable[[str], None]) -> list[str]:
    """What is committed and not what the text makes: one sentence each, naming the file and the cell."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Course(Path(folder))
        build(course, names, scratch, report)
        lessons = [text.stem for text in course.lessons(names)]
        return [
            sentence
            for lesson in lessons
            for kind in KINDS
            for sentence in _compare(course.root, scratch.root, kind, lesson)
        ] + ([] if names else list(_strays(course)))


def _compare(root: Path, made: Path, kind: str, lesson: str) -> Iterator[str]:
    path = Path(kind) / lesson / f"{lesson}.ipynb"
    if not (root / path).is_file():
        yield f"{path} is missing."
        return
    committed, fresh = (root / path).read_bytes(), (made / path).read_bytes()
    if committed == fresh:
        return
    try:
        old, new = json.loads(committed), json.loads(fresh)
    except ValueError:
        yield f"{path} is not a notebook any more."
        return
    before, after = ({cell["id"]: cell for cell in notebook["cells"]} for notebook in (old, new))
    changed = [name for name in {**after, **before} if before.get(name) != after.get(name)]
    where = (
        f"cell {', '.join(changed[:CELLS_NAMED])}" if changed else "the notebook's metadata or the order of its cells"
    )
    yield f"{path} is not what solutions/{lesson}.md makes: {where}."


def _strays(course: Course) -> Iterator[str]:
    """Lessons' folders that no text makes."""
    texts = {text.stem for text in course.lessons()}
    for kind in (course.solutions, course.notebooks):
        for folder in sorted(kind.iterdir() if kind.is_dir() else ()):
            if folder.is_dir() and not folder.name.startswith(".") and folder.name not in texts:
                where, name = folder.relative_to(course.root), folder.name.partition("-")[2]
                now = next((text for text in sorted(texts) if text.partition("-")[2] == name), "")
                renamed = f" The lesson is {now} now." if now else ""
                yield (
                    f"{where} has no text: solutions/{folder.name}.md is missing.{renamed} "
                    f"If nobody's work is in it, remove it: git rm -r {where}"
                )
