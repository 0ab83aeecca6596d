"""An environment with few distributions in it, made of links to those of this one: quick, and without a network.

And without Linux, as far as a Python on Linux can be: what only Linux has is refused.
"""

import re
import sys
import sysconfig
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.course import ROOT

# What Python lacks where there is no Linux, and a program's first lines by which it lacks it here too.
MODULES = "fcntl grp pty pwd resource syslog termios tty"
SIGNALS = "SIGALRM ITIMER_REAL alarm getitimer setitimer"

BLOCKER = f"""
import signal, sys

class Refusal:
    def find_spec(self, name, path=None, target=None):
        if name in {MODULES.split()!r}:
            raise ModuleNotFoundError(f"{{name}} is not there on this system", name=name)

for name in {MODULES.split()!r}:
    sys.modules.pop(name, None)
for name in {SIGNALS.split()!r}:
    delattr(signal, name)
sys.meta_path.insert(0, Refusal())
"""


def environment(folder: Path, names: Iterable[str], package: bool = True) -> Path:
    """Its Python: it sees the package, if wanted, these distributions and what they require, and nothing else."""
    venv.create(folder, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    if package:
        (packages / "autograder").symlink_to(ROOT / "autograder")
    for each in _closure(names).values():
        for place in {file.parts[0] for file in each.files or () if file.parts[0] not in ("..", "__pycache__")}:
            (packages / place).symlink_to(Path(str(each.locate_file(place))))
    return folder / "bin" / Path(sys.executable).name


def _closure(names: Iterable[str]) -> dict[str, Distribution]:
    """The distributions by name, with all that they require here, extras left out."""
    closure: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name not in closure:
            closure[name] = distribution(name)
            required = map(Requirement, closure[name].requires or ())
            waiting += [each.name for each in required if each.marker is None or each.marker.evaluate({"extra": ""})]
    return closure
