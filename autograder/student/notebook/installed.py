"""Installed: what the reader of a check should know of what is installed, and nothing where all is as it should be.

The notebook may be of another version than the package that checks it; PyPI has another project whose import name is
also `autograder`, and each of the two spoils the other. Both are said once in a kernel, at the first check.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from autograder.lessons.version import STAMP, VERSION
from autograder.student.notebook.saved import content

OTHER = "autograder"  # as pip knows the other project; it knows this one as matrix-gradients
NAMED = re.compile(r"^\s*#.*matrix_gradients-(\d[\w.!+]*)-py3-none-any\.whl", re.MULTILINE)  # in the first code cell
LONGEST = 40  # characters of a version: a longer one is none


def doubts(cells: Sequence[str]) -> str:
    """What is in doubt about the installation, in sentences; "" where nothing is, or nobody knows."""
    return " ".join(filter(None, (_of_another_version(_made_by(cells)), _beside_another(_other()))))


class Once:
    """Says what is in doubt the first time it is asked, and nothing later."""

    def __init__(self) -> None:
        self._is_said = False

    def __call__(self, cells: Sequence[str]) -> str:
        """The sentences, or ""; `cells` are those that were run."""
        if self._is_said:
            return ""
        self._is_said = True
        return doubts(cells)


def _made_by(cells: Sequence[str]) -> str:
    """The version that made the notebook, by its file or else by the comment in its first code cell; "" if unknown."""
    stamp = content().get("metadata", {})
    stamp = stamp.get(STAMP) if isinstance(stamp, dict) else None
    written = stamp.get("version") if isinstance(stamp, dict) else None
    if isinstance(written, str) and 0 < len(written) <= LONGEST:
        return json.dumps(written, ensure_ascii=True)[1:-1]
    found = next((match for cell in cells if (match := NAMED.search(cell))), None)
    return found[1] if found and len(found[1]) <= LONGEST else ""


def _of_another_version(made_by: str) -> str:
    if made_by in ("", VERSION):
        return ""
    both = (
        f"This notebook is of version {made_by} of the course, and what checks it is version {VERSION}. "
        "Your course marks with its own version, so a check here may say something else."
    )
    if _order(made_by) > _order(VERSION):
        return f"{both} Install the .whl file that belongs to the notebook, then restart the kernel."
    return f"{both} Ask your course whether there is a newer notebook; what you wrote in this one stays yours."


def _order(number: str) -> tuple[list[int], bool, str]:
    """By which versions can be sorted: what is still in development comes before what is released."""
    release = re.match(r"[\d.]*", number)
    numbers = [int(part) for part in release[0].split(".") if part] if release else []
    suffix = number[release.end() :] if release else number
    return numbers, not suffix and not number.endswith("."), suffix


def _other() -> str:
    """The version of the other project of our import name; "" where it is not installed."""
    try:
        return str(version(OTHER))
    except PackageNotFoundError:
        return ""
    except Exception:  # what another's broken metadata can raise
        return ""


def _beside_another(other: str) -> str:
    if not other:
        return ""
    return (
        f"Another project called autograder, version {other}, is installed here too, under the same import name: "
        "updating or removing it breaks these checks. In a terminal: `pip uninstall autograder`, then `pip install "
        "--force-reinstall --no-deps` with your course's .whl file after it; then restart the kernel."
    )
