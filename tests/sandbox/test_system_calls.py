"""The system calls a submission may make: those of the list, and none that any kernel adds to it."""

import errno
import json
import os

import pyseccomp
import pytest

from autograder.sandbox.inside import lockdown
from tests.support.walls import NAMES, run, session, text

LISTED = {*lockdown.MEMORY, *lockdown.FILES, *lockdown.WAITING, *lockdown.PROCESSES}
BY_ARGUMENT = {"clone", "fork", "vfork", "ioctl", "fcntl", "prlimit64"}  # allowed with some arguments only
NEWEST = 1000  # no kernel has that many calls yet
TRACERS = {335, 336}  # the kernel's own traps for uprobes: no filter is asked, and whoever else calls them is ended
NATIVE = pyseccomp.Arch.NATIVE

ANSWERS = """
import ctypes, json
libc = ctypes.CDLL(None, use_errno=True)
found = {{}}
for number in {numbers}:
    ctypes.set_errno(0)
    found[number] = ctypes.get_errno() if libc.syscall(number, 0, 0, 0, 0, 0, 0) == -1 else 0
print(json.dumps(found))
"""

CHANGES = {
    "the rights of a file": "os.chmod('own', 0)",
    "the rights of an open file": "os.fchmod(file.fileno(), 0)",
    "the owner of a file": "os.chown('own', os.getuid(), os.getgid())",
    "the times of a file": "os.utime('own', (0, 0))",
    "what else is known of a file": "os.setxattr('own', 'user.x', b'x' * 60000)",
    "the names of a file": "os.link('own', 'other')",
    "the flags of a file": "fcntl.ioctl(file, 0x40086602, struct.pack('l', 0x10))",
    "the locks of a file": "fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 7)",
    "its locks, of whoever opened it": "fcntl.fcntl(file, 37, struct.pack('hhqqi4x', 1, 0, 7, 1, 0))",
    "the leases of a file": "fcntl.fcntl(file, 1024, 1)",
    "the size of a pipe": "fcntl.fcntl(os.pipe()[1], 1031, 1 << 20)",
    "its terminal's input": "fcntl.ioctl(0, 0x5412, b'x')",
}


@pytest.mark.parametrize("wall", NAMES, indirect=True)
def test_no_call_gets_through_but_those_of_the_list(wall):
    names = {number: _name(number) for number in range(NEWEST)}
    numbers = [number for number, name in names.items() if name not in LISTED | BY_ARGUMENT and number not in TRACERS]
    answers = json.loads(text(run(wall, ANSWERS.format(numbers=numbers))))
    assert len(answers) == len(numbers) > NEWEST - 250
    through = {names[int(number)] or number: answer for number, answer in answers.items()}
    assert {name: answer for name, answer in through.items() if answer not in (errno.ENOSYS, errno.EPERM)} == {}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("wall", NAMES, indirect=True)
def test_it_changes_nothing_but_what_is_in_files(wall, what):
    start = "import fcntl, os, struct\nfile = open('own', 'w')\nfile.write('1')\n"
    with session(wall) as opened:
        assert opened.run(start).ok
        assert not opened.run(CHANGES[what]).ok


def test_a_filesystem_would_have_allowed_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for what in ("the rights of a file", "the times of a file", "the names of a file"):
        (tmp_path / "own").write_text("1")
        exec(CHANGES[what], {"os": os})
        (tmp_path / "own").unlink()


def _name(number):
    """The call's name; empty where libseccomp knows none of this number."""
    try:
        return pyseccomp.resolve_syscall(NATIVE, number).decode()
    except (ValueError, AttributeError):
        return ""


PLOT = """
import io, matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2, 3])
axes.set_title("$G X^T$")
figure.savefig("plot.svg")
stream = io.BytesIO()
figure.savefig(stream, format="png")
print(stream.getvalue()[1:4].decode())
"""


@pytest.mark.parametrize("wall", NAMES, indirect=True)
def test_a_plot_can_be_drawn(wall):
    assert text(run(wall, PLOT)) == "PNG\n"
