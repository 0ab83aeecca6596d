"""The box: the one folder that a submission may write to. How much lies in it, and how it is emptied.

A box may hold folders nested deeper than any path is long, so nothing here goes down into them by recursion.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from itertools import count
from pathlib import Path

MOST_FILES = 20_000  # an empty file has no size, and yet takes memory of the kernel's
BLOCK = 512  # bytes: what stat counts in, whatever the disk does


def holds_too_much(box: Path, disk: int) -> bool:
    """Whether it holds more than `disk` bytes, too many files, or what cannot be looked at."""
    size = files = 0
    waiting, device = [box], box.stat().st_dev
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    status = entry.stat(follow_symlinks=False)
                    if status.st_dev != device:  # another folder that is shown here
                        continue
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        size += BLOCK * status.st_blocks
                    if size > disk or files > MOST_FILES:
                        return True
        except FileNotFoundError:  # it comes and goes meanwhile
            continue
        except OSError:
            return True
    return False


def remove(box: Path) -> bool:
    """Removes the box: what is nested in it is moved up first. False when something of it stays."""
    numbers, token = count(), secrets.token_hex(8)
    with suppress(OSError):
        while folders := _without_files(box):
            for folder in folders:
                for nested in _without_files(folder):
                    nested.chmod(0o700)
                    nested.rename(box / f"{token}-{next(numbers)}")
                folder.rmdir()
        box.rmdir()
    return not box.exists()


def _without_files(folder: Path) -> list[Path]:
    """Removes all that is no folder; gives the folders that are left."""
    folder.chmod(0o700)
    with os.scandir(folder) as entries:
        every = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
    for path, is_folder in every:
        if not is_folder:
            path.unlink()
    return [path for path, is_folder in every if is_folder]
