"""Wheel: the package as students install it, built from the source that runs here, without a network."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from autograder.lessons.version import WHEEL
from autograder.publishing.folder import BrokenLesson

SOURCE = Path(__file__).resolve().parents[3]
NAME = re.compile(r"matrix_gradients-[\w.!+]+-py3-none-any\.whl")


def wheel_file(built: Path | None = None) -> tuple[str, bytes]:
    """The wheel's name and content; those of `built` where one is given.

    Raises BrokenLesson where it is another version's, cannot be read, or cannot be built.
    """
    if built is not None:
        return _given(built)
    if not (SOURCE / "pyproject.toml").is_file():
        raise BrokenLesson(
            f"the package's source is not in {SOURCE}, only what was installed of it: give the file that it was "
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
            (made,) = WheelBuilder(str(SOURCE)).build(directory=folder, versions=["standard"])
            path = Path(made)
            return path.name, path.read_bytes()
        except Exception as error:  # hatchling's own, and those of what it reads
            raise BrokenLesson(f"{SOURCE} does not make a wheel: {type(error).__name__}: {error}") from error


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
