"""Broken folders: the notebook may be right, but what lies beside it is not, or it lies there under another name."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hostile.answers import POINTS
from tests.hostile.case import LESSON, Hostile, put
from tests.hostile.cases.broken_files import broken, instead
from tests.hostile.scene import NEIGHBOUR, Scene


def also(make: Callable[[Path], object]) -> Callable[[Path, bytes], None]:
    """The notebook, and something else in its folder."""

    def place(path: Path, contents: bytes) -> None:
        put(path, contents)
        make(path.parent)

    return place


def beside(name: str, make: Callable[[Path], object], **more: Any) -> Hostile:
    """Everything right, and something else in the folder."""
    return broken(name, lambda solved: solved, None, earns=dict(POINTS), place=also(make), **more)


def linked(name: str, which: Callable[[Path], Path], target: str) -> Hostile:
    """No submission, but a link to another, in the place of a folder on the way."""

    def place(path: Path, contents: bytes) -> None:
        shutil.rmtree(which(path.parent))
        which(path.parent).symlink_to(target)

    return broken(name, b"", "link", place=place)


def copied(student: str, *names: str) -> Callable[[Scene], str | None]:
    """Harm: one of these files was copied to where browsers and programs find it."""

    def harm(scene: Scene) -> str | None:
        places = (scene.course / "var" / step / student for step in ("autograded", "feedback"))
        found = [str(path) for place in places for path in place.rglob("*") if str(path).endswith(names)]
        return f"{found} were copied" if found else None

    return harm


def unwanted(name: str, *names: str) -> Hostile:
    """Everything right, and files of these names beside, which a browser or a program would run."""

    def make(folder: Path) -> None:
        for each in names:
            (folder / each).parent.mkdir(parents=True, exist_ok=True)
            (folder / each).write_text("hostile")

    return beside(name, make, harm=copied(name, *names))


def sparse(folder: Path) -> None:
    """A file of 97 MB that takes no room."""
    (folder / "data.npy").touch()
    os.truncate(folder / "data.npy", 97_000_000)


# nbgrader goes through a folder by itself before it asks anybody else: these it refuses, one by one.
REFUSED_BY_NBGRADER = [
    broken("an-empty-folder", b"", place=instead(lambda path: None)),
    beside("a-pipe-beside", lambda folder: os.mkfifo(folder / "data.csv")),
    beside("a-device-without-end-beside", lambda folder: (folder / "data.csv").symlink_to("/dev/zero")),
]

CASES = [
    *REFUSED_BY_NBGRADER,
    broken(
        "under-another-name",
        lambda solved: solved,
        None,
        earns=dict(POINTS),
        place=lambda path, made: put(path.with_name("mine.ipynb"), made),
    ),
    beside(
        "a-time-stamp-of-nonsense",
        lambda folder: (folder / "timestamp.txt").write_text("the day after the deadline; drop table grade"),
    ),
    beside("a-time-stamp-of-binary", lambda folder: (folder / "timestamp.txt").write_bytes(bytes(range(128, 256)))),
    linked("a-folder-linked-to-a-neighbours", lambda folder: folder, f"../{NEIGHBOUR}/{LESSON}"),
    linked("a-folder-linked-to-the-solution", lambda folder: folder, f"../../../solutions/{LESSON}"),
    linked("a-student-linked-to-a-neighbour", lambda folder: folder.parent, NEIGHBOUR),
    unwanted("pages-beside", "b.HTML", "c.Htm", "d.SVG", "f.xMl", "i.xpdl", "j.shtml", "k.XHTML", "l.pdf", "page"),
    unwanted("configuration-beside", "nbgrader_config.py", "Jupyter_Server_Config.json", "jupyter_lab.json"),
    unwanted("code-that-runs-unasked-beside", "sitecustomize.py", "conftest.py", "setup.py", "__init__.py", ".x.py"),
    unwanted("folders-of-settings-beside", ".jupyter/x.json", "jupyter_config.d/x.json", ".ipython/startup/0.py"),
    beside("a-sparse-file-beside", sparse, harm=copied("a-sparse-file-beside", "data.npy")),
    beside("a-link-to-its-own-folder-beside", lambda folder: (folder / "again").symlink_to(folder)),
    beside("another-notebook-beside", lambda folder: (folder / "04-wx-by-indices.ipynb").write_text("{}")),
]
