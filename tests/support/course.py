"""The project's own folder, copies of the course, and the bank of answers."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "tests" / "answers"


def load(path: Path) -> ModuleType:
    """A Python file as a module of its own, fresh each time."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copy_course(folder: Path) -> Path:
    """Copies the course's own files into a new folder."""
    for name in ("solutions", "notebooks", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


def files_of(folder: Path) -> dict[Path, tuple[int, int, bytes]]:
    """Everything below a folder, itself included: when it was changed, its mode, and what is in it."""
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }
