"""Folder: where a course lies, which lessons it has, and its nbgrader configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader


class BrokenLesson(Exception):
    """Something about a course that keeps it from being built: one sentence that says where and what to do."""


class LessonSlips(BrokenLesson):
    """What is wrong with a lesson, in several lines, each slip by its file and line."""


@dataclass(frozen=True)
class Course:
    """The folders of a course below its root, the folder with nbgrader_config.py."""

    root: Path

    @property
    def solutions(self) -> Path:
        """The lessons' texts and the executed notebooks made of them."""
        return self.root / "solutions"

    @property
    def notebooks(self) -> Path:
        """What students get."""
        return self.root / "notebooks"

    @property
    def work(self) -> Path:
        """Where students of this folder work, each lesson in a copy of their own."""
        return self.root / "work"

    @property
    def assignments(self) -> set[str]:
        """The names of all that students may hand in: lessons with a text, and what nbgrader has without one."""
        folders = (path for kind in (self.solutions, self.notebooks) if kind.is_dir() for path in kind.iterdir())
        return {text.stem for text in self.solutions.glob("*.md")} | {path.name for path in folders if path.is_dir()}

    def lessons(self, names: Sequence[str] = ()) -> list[Path]:
        """The texts of the lessons named by name or number, of all when none is.

        Raises BrokenLesson when the course has no lesson, or none of that name.
        """
        texts = sorted(self.solutions.glob("[0-9][0-9]-*.md"))
        if not texts:
            raise BrokenLesson(
                f"{self.solutions} holds no lesson: run this in the folder of the course, or name it with --root."
            )
        whole = {text.stem for text in texts} & set(names)  # 12-forms is not 12-forms-and-more, where both are there
        parts = set(names) - whole
        chosen = [
            text for text in texts if not names or text.stem in whole or any(_is_named(text, part) for part in parts)
        ]
        for name in names:
            if not any(_is_named(text, name) for text in texts):
                raise BrokenLesson(f"no lesson is called {name!r}; there are {', '.join(text.stem for text in texts)}.")
        return chosen

    def lesson(self, name: str) -> Path:
        """The text of the one lesson of this name or number. Raises BrokenLesson where there is none, or another."""
        found = self.lessons([name])
        if len(found) > 1:
            raise BrokenLesson(f"{name!r} may be {' or '.join(text.stem for text in found)}: give the whole name.")
        return found[0]

    def sets_exercises(self, text: Path) -> bool:
        """Whether a lesson's text sets anything that is marked: a page to read, as that of the notation, does not."""
        return '"grade_id"' in text.read_text(encoding="utf-8", errors="replace")


def _is_named(text: Path, name: str) -> bool:
    return text.stem == name or text.stem.startswith(f"{name}-") or text.name == Path(name).name


def find_course(start: Path) -> Course:
    """The course that holds the folder `start`: the nearest folder upwards with an nbgrader_config.py.

    Raises BrokenLesson when there is none, or no such folder: a slip in its name must not choose the course around it.
    """
    if not start.exists():
        raise BrokenLesson(f"{start} is not there: change to the course's folder, or name it with --root.")
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "nbgrader_config.py").is_file():
            return Course(folder)
    raise BrokenLesson(
        f"{start} is not in a course: there is no nbgrader_config.py there or above. "
        "Change to the course's folder, or name it with --root."
    )


def course_config(root: Path) -> Config:
    """The course's nbgrader_config.py, loaded. Raises BrokenLesson when it does not run."""
    try:
        return PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()
    except Exception as error:
        raise BrokenLesson(f"{root / 'nbgrader_config.py'} does not run: {type(error).__name__}: {error}") from error
