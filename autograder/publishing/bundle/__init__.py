"""Bundle: one zip for a class: the released notebooks, the package as a wheel, a start page and an install line.

The same notebooks and the same source give the same bytes. No solution is in it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from autograder.lessons.version import VERSION
from autograder.publishing.build import differences
from autograder.publishing.bundle.start_page import install_lines, start_page
from autograder.publishing.bundle.wheel import wheel_file
from autograder.publishing.folder import BrokenLesson, Course
from autograder.publishing.own_copy import text_of

FOLDER = "matrix-gradients"  # what the zip unpacks to
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can tell: none of ours
UNIX, READABLE = 3, 0o644 << 16  # of whatever system it is made on


NAME = f"{FOLDER}-{VERSION}.zip"


def default_place(course: Course) -> Path:
    """Where a bundle is written that is not told where."""
    return course.root / "var" / NAME


def bundle(
    course: Course, names: Sequence[str], built: Path | None, place: Path, report: Callable[[str], None]
) -> tuple[Path, list[str]]:
    """Writes the bundle of the lessons named, of all when none is; gives where it is, and the names of what is in it.

    A folder gets a file in it. Pages that set nothing, as that of the notation, come along. `built` is a wheel to take
    instead of making one. Raises BrokenLesson where a notebook is not what its text makes, no wheel can be made, or
    nothing can be written.
    """
    chosen = {text.stem for text in course.lessons(names)}
    lessons = [text.stem for text in course.lessons() if text.stem in chosen or not course.sets_exercises(text)]
    if complaints := differences(course, lessons, report):
        raise BrokenLesson(f"nothing is bundled. {' '.join(complaints)} Run `autograder build` first.")
    report("the package")
    package, content = wheel_file(course.root, built)
    notebooks = {f"{lesson}.ipynb": text_of(course, lesson) for lesson in lessons}
    files = {
        "START-HERE.html": start_page(notebooks, package).encode(),
        "INSTALL.txt": install_lines(package).encode(),
        package: content,
        **{name: text.encode() for name, text in notebooks.items()},
    }
    place = place / NAME if place.is_dir() else place
    unfinished = place.with_name(f"{place.name}.unfinished")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(_zipped(files))
        unfinished.replace(place)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise BrokenLesson(f"{place} cannot be written: {error.strerror}.") from error
    return place, list(files)


def _zipped(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", EPOCH)
            entry.create_system, entry.external_attr, entry.compress_type = UNIX, READABLE, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return memory.getvalue()
