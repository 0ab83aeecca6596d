"""Wheel: the package as students install it, built from the source that runs here, without a network."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from autograder.lessons.version import WHEEL
from autograder.publishing.folder import BrokenLesson

SOURCE = Path(__file__).resolve().parents[3]  # of what runs here, unless only the package was installed
OWN = Path("autograder", "lessons", "version.py")
_RUNNING = SOURCE / OWN
NAME = re.compile(r"matrix_gradients-[\w.!+]+-py3-none-any\.whl")


def wheel_file(root: Path, built: Path | None = None) -> tuple[str, bytes]:
    """The wheel's name and content, from the source that runs here or that of this version in the course's folder.

    Where one is given, `built`, it is that one. Raises BrokenLesson where it is another version's, cannot be read, or
    cannot be built.
    """
    if built is not None:
        return _given(built)
    source = next((place for place in (SOURCE, root) if _is_source(place)), None)
    if source is None:
        raise BrokenLesson(
            f"the package's source is neither in {SOURCE} nor, in this version, in {root}: give the file that it was "
            f"installed from, --wheel {WHEEL}, or install the source with `pip install --editable`."
        )
    try:
        from hatchling.builders.wheel import WheelBuilder
    except ImportError:
        raise BrokenLesson(
            "the package's wheel is built by hatchling, which is not installed: `pip install hatchling`, "
            f"or give a wheel that is built already: --wheel {WHEEL}."
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        try:
            (made,) = WheelBuilder(str(source)).build(directory=folder, versions=["standard"])
            path = Path(made)
            return path.name, path.read_bytes()
        except Exception as error:  # hatchling's own, and those of what it reads
            raise BrokenLesson(f"{source} does not make a wheel: {type(error).__name__}: {error}") from error


def _is_source(place: Path) -> bool:
    """Whether this is the project's folder, in the version that runs here."""
    version = place / OWN
    return (place / "pyproject.toml").is_file() and version.is_file() and version.read_bytes() == _RUNNING.read_bytes()


def _given(path: Path) -> tuple[str, bytes]:
    if path.name != WHEEL:
        raise BrokenLesson(
            f"{path.name} is not {WHEEL}, which these notebooks name in their first cell"
            + (": it is another version's." if NAME.fullmatch(path.name) else ".")
        )
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise BrokenLesson(f"{path} cannot be read: {error.strerror}.") from error
