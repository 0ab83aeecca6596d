"""Writes a new lesson: a gradient, an einsum string and a derivation, to be changed into what it is to teach."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from autograder.publishing.folder import BrokenLesson, Course

NAME = re.compile(r"(\d\d)-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")
MINUTES = 25  # what the template takes; a test of the house rules counts them
LONGEST_NAME = 50  # characters: with what a cell does besides, its grade_id has at most 64
LONGEST_TITLE = 60  # characters: it stands in one line of a table
PARTS = {  # what is written, below the course's folder, and from which template
    "solutions/@LESSON@.md": "text.md",
    "autograder/lessons/@MODULE@.py": "declaration.txt",
    "docs/figures/@SLUG@-shapes.svg": "shapes.svg",
    "docs/figures/@SLUG@-slope.svg": "slope.svg",
}


def new_lesson(course: Course, name: str, title: str = "") -> list[Path]:
    """Writes the lesson "NN-name" into the course, and says which files. What is there is never replaced.

    Raises BrokenLesson, and leaves nothing, where the name, the number or the title cannot be taken, or a file cannot
    be written.
    """
    words = _words(course, name, title)
    written = {course.root / _filled(path, words): template for path, template in PARTS.items()}
    for path in written:
        if path.exists() or path.is_symlink():
            raise BrokenLesson(f"{path} is there already, and nothing is overwritten: choose another name.")
    folder = files(__package__).joinpath("template")
    begun: list[Path] = []
    for path, template in written.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                begun.append(path)
                file.write(_filled(folder.joinpath(template).read_text(encoding="utf-8"), words))
        except OSError as error:
            for one in begun:  # else the same name could not be taken once there is room
                one.unlink(missing_ok=True)
            raise BrokenLesson(f"{path} cannot be written: {error.strerror or error}.") from error
    return list(written)


def _words(course: Course, name: str, title: str) -> Mapping[str, str]:
    """What stands in the places of the templates. Raises BrokenLesson."""
    match = NAME.fullmatch(name)
    if match is None or len(name) > LONGEST_NAME:
        raise BrokenLesson(
            f"{name!r} is no name for a lesson: two digits, then small letters and digits with a hyphen between words, "
            f"{LONGEST_NAME} at most, such as 11-quadratic-forms."
        )
    number, slug = match.groups()
    module = slug.replace("-", "_")
    if keyword.iskeyword(module):
        raise BrokenLesson(f"{slug!r} is a word of Python's: choose another for the lesson.")
    taken = [text.stem for text in course.solutions.glob(f"{number}-*.md")]
    if taken:
        raise BrokenLesson(f"the number {number} is that of {taken[0]}: choose another.")
    for path in sorted((course.root / "autograder" / "lessons").glob("*.py")):
        if called := re.search(rf'"{module}_(?:einsum|grad_x|derivation)"', path.read_text("utf-8", "replace")):
            raise BrokenLesson(f"{path.name} has an exercise {called[0]} already: choose another name.")
    title = title.strip() or slug.replace("-", " ").capitalize()
    if len(title) > LONGEST_TITLE or not title.isprintable() or re.search(r'[\\"#`$<>@]', title):
        raise BrokenLesson(
            f'{title!r} is no title: one line of at most {LONGEST_TITLE} characters, and none of \\ " # ` $ < > @.'
        )
    if not (course.root / "autograder" / "lessons").is_dir():
        raise BrokenLesson(
            f"{course.root} has no autograder/lessons/, where exercises are declared: write lessons in a clone of the "
            "project, and give your class the package that is built of it."
        )
    return {
        "LESSON": name, "NUMBER": number, "SLUG": slug, "MODULE": module, "PREFIX": module, "TITLE": title,
        "MINUTES": str(MINUTES),
    }  # fmt: skip


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"@([A-Z]+)@", lambda match: words[match[1]], text)
