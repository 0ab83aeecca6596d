"""Demo course: a course beside the real one, for a made-up class, whose marks nobody must take for real ones."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.publishing.folder import BrokenLesson, Course

PARTS = ("nbgrader_config.py", "solutions", "notebooks", "docs")  # what grading and its pages read


def demo_course(course: Course) -> Course:
    """A copy of the course in its var/demo, with folders of submissions and a gradebook of its own.

    What a demo made before is still in it. Raises BrokenLesson where it cannot be written.
    """
    demo = Course(course.root / "var" / "demo")
    try:
        for name in PARTS:
            _copy(course.root / name, demo.root / name)
    except OSError as error:
        raise BrokenLesson(f"{demo.root} cannot be written: {error.strerror or error}.") from error
    return demo


def _copy(source: Path, target: Path) -> None:
    """Copies one part; whatever was there before is gone."""
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
