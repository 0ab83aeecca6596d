"""Kinds: which of the files beside a student's notebook are copied to where browsers and programs find them.

A list of what is harmless, not of what is not: a browser runs more kinds of files than anybody remembers, and programs
take their settings from whatever lies there under the right name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath

HARMLESS = frozenset({".csv", ".txt", ".png", ".jpg", ".jpeg", ".npy", ".npz", ".json", ".md", ".py"})
# What Jupyter, nbgrader, IPython, pytest or Python itself load without being told to, whatever it holds.
LOADED = ("*config*", "jupyter*", "ipython*", "*custom*.py", "*conf.py", "conftest*", "setup.py", "__*__.py")


@dataclass(frozen=True)
class CopyLimits:
    """Which of a student's files are copied: the kinds of files, patterns of names left out, bytes for one file and for
    all together.
    """

    ignored: Sequence[str]
    file_size: int
    total_size: int
    kinds: frozenset[str] = HARMLESS

    def ignores(self, name: str) -> bool:
        """Whether the name matches a pattern, by the rules of the shell: `*` matches no leading dot."""
        return any(
            fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))
            for pattern in self.ignored
        )

    def allows(self, name: str) -> bool:
        """Whether a file of this name is of a harmless kind; capitals are as small letters."""
        name = name.lower()
        kind = PurePath(name).suffix
        is_loaded = name.startswith(".") or any(fnmatchcase(name, pattern) for pattern in LOADED)
        return kind in self.kinds and not is_loaded

    def enters(self, folder: str) -> bool:
        """Whether what lies in a folder of this name is looked at: programs keep their settings in hidden ones."""
        return not folder.startswith(".") and not fnmatchcase(folder.lower(), "*config*") and not self.ignores(folder)
