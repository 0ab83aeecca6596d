"""Declaration: an author's module of autograder/lessons/ that does not run is told by its file and line."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

LESSONS = Path(__file__).parents[1] / "lessons"
SERVING = {"__init__", "course", "lesson", "version"}  # modules there that declare no lesson


def broken_declaration(error: Exception) -> str:
    """What a lesson's module raised when it was imported, and where; "" where the error is none of a lesson's."""
    lines = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__) if frame.name == "<module>"]
    if isinstance(error, SyntaxError):
        lines.append((error.filename or "", error.lineno))
    modules = [(Path(file), line) for file, line in lines if Path(file).parent == LESSONS]
    declaring = [(path, line) for path, line in modules if path.stem not in SERVING]
    if not declaring:
        return ""
    path, line = declaring[-1]
    kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
    return f"autograder/lessons/{path.name}:{line}: {kind}{error.msg if isinstance(error, SyntaxError) else error}."
