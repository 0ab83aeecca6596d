"""What many tests start from is made once in a run, by whichever of its processes asks first, and copied."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name` that `make` has filled. Nobody may change it: copy it.

    Every process of a run finds the same one; while the first fills it, the others wait.
    """
    common = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each has a folder of its own in the run's
        common = common.parent
    folder = common / name
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
    return folder


def copy(folder: Path, to: Path) -> Path:
    """A copy that may be changed; its links stay links."""
    return Path(shutil.copytree(folder, to, symlinks=True))
