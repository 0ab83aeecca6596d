"""Helpers shared by the tests."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "tests" / "answers"


def load(path: Path):
    """A Python file as a module of its own, fresh each time."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copy_course(folder):
    """Copies the course's own files into a new folder."""
    for name in ("solutions", "notebooks", "docs", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


@pytest.fixture
def course(tmp_path):
    """A copy of the course's own files, in a folder of its own."""
    return copy_course(tmp_path / "course")
