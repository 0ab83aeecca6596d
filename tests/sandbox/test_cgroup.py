"""Control groups: where they can be made, what is asked of the kernel, and what is done where there are none."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.cgroup import Group, enclose, find
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.session import Ended
from tests.support.walls import session

BOTH = "cpu memory pids"


def folder(path, controllers=BOTH, handed_down="", processes=""):
    path.mkdir(exist_ok=True)
    for name, words in (("controllers", controllers), ("subtree_control", handed_down), ("procs", processes)):
        (path / f"cgroup.{name}").write_text(f"{words}\n")
    return path


def tree(top, own, above=""):
    """A hierarchy of two: what is above hands these controllers down, and `own` is made by these words."""
    return folder(top, handed_down=above), folder(top / "own", **own)


ME, PARENT, STRANGER = os.getpid(), os.getppid(), 2**22 - 1


@pytest.mark.parametrize(
    ("own", "above", "found"),
    [
        ({"handed_down": BOTH, "processes": STRANGER}, "", "own"),
        ({"processes": STRANGER}, BOTH, "."),
        ({"processes": STRANGER}, "", None),
        ({"controllers": "cpu pids", "processes": ME}, "pids", None),
        ({"processes": f"{ME}\n{PARENT}"}, "", "own"),
        ({"processes": f"{ME}\n{STRANGER}"}, "", None),
        ({"processes": f"{ME}\n{STRANGER}"}, BOTH, "."),
    ],
)
def test_groups_are_made_where_both_controllers_are_handed_down_and_nobody_else_is_moved(tmp_path, own, above, found):
    top, place = tree(tmp_path / "top", own, above)
    assert find(top, place) == (found and top / found)
    moved = place / cgroup.GRADERS
    assert moved.exists() == (found == "own" and "handed_down" not in own)
    if moved.exists():
        assert (moved / "cgroup.procs").read_text() in (str(ME), str(PARENT))  # the last one that was moved
        assert (place / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert [path.name for path in top.rglob(f"{cgroup.NAME}*")] == []


def test_a_folder_that_is_not_ours_to_write_to_is_passed_over(tmp_path, monkeypatch):
    def refused(self, *given, **named):
        raise PermissionError

    top, own = tree(tmp_path / "top", {"processes": ME, "handed_down": BOTH}, BOTH)
    monkeypatch.setattr(Path, "mkdir", refused)
    assert find(top, own) is None
    assert enclose(ME, Limits(), True, own) is None
    assert enclose(ME, Limits(), True, None) is None


@pytest.mark.parametrize(("in_memory", "most"), [(True, 150 * MB), (False, 100 * MB)])
def test_the_kernel_is_asked_for_what_the_limits_say(tmp_path, in_memory, most):
    left = tmp_path / f"{cgroup.NAME}{STRANGER}-0"
    left.mkdir()
    group = enclose(ME, Limits(memory=100 * MB, disk=50 * MB, processes=7), in_memory, tmp_path)
    assert {path.name: path.read_text() for path in group.path.iterdir()} == {
        "memory.max": str(most),
        "memory.swap.max": "0",
        "memory.oom.group": "1",
        "pids.max": "7",
        "cgroup.procs": str(ME),
    }
    assert group.processes() == [ME]
    assert not left.exists()  # of a grader that was killed


def test_what_the_kernel_ends_for_its_memory_is_told_so(wall, tmp_path, monkeypatch):
    monkeypatch.setattr(cgroup, "home", lambda: tmp_path)
    monkeypatch.setattr(cgroup, "TRIES", 0)
    with session(wall) as opened:
        assert opened.run("1").ok
        (child,) = opened._group.processes()
        assert child == wall._warm.processes()[0]
        (opened._group.path / "memory.events").write_text("low 0\noom 1\noom_kill 1\n")
        os.kill(child, signal.SIGKILL)
        with pytest.raises(Ended, match="of memory") as ended:
            opened.run("1")
        assert ended.value.slug == "out_of_memory"


def test_a_group_of_this_kernel_holds_a_process_and_what_it_starts_and_is_removed_after_them(monkeypatch):
    monkeypatch.setattr(cgroup, "TRIES", 10_000)  # a busy machine buries late
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    top = next((Path(line.split()[4]) for line in lines if " - cgroup2 " in line), None)
    if top is None or not os.access(top, os.W_OK) or os.geteuid():
        pytest.skip("this machine lets nobody here make control groups of version 2")
    assert find(top, top, ()) == top
    for _ in range(20):  # the kernel is slow to bury in some of them
        _in_and_out(Group(top, {}))


def _in_and_out(group):
    with subprocess.Popen(["sh", "-c", "read line; sleep 3600 & echo $!; wait"], stdin=-1, stdout=-1) as process:
        group.add(process.pid)
        process.stdin.write(b"\n")
        process.stdin.close()
        child = int(process.stdout.readline())
        assert sorted(group.processes()) == sorted([process.pid, child])
        for each in (child, process.pid):
            os.kill(each, signal.SIGKILL)
    group.remove()
    assert not group.path.exists()
