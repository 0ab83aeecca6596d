"""What processes are below one, by each way that kernels tell it."""

import os
import subprocess

import psutil

from autograder.sandbox import usage


def test_all_that_are_below_a_process_are_found():
    with subprocess.Popen(["sh", "-c", "sleep 3600 & sleep 3600 & echo; wait"], stdout=-1) as process:
        process.stdout.readline()
        children = [child.pid for child in psutil.Process(process.pid).children()]
        assert len(children) == 2
        assert sorted(usage.below(process.pid)) == sorted(children)
        assert {process.pid, *children} <= set(usage.below(os.getpid()))
        assert usage.parent(children[0]) == process.pid
        for child in children:
            os.kill(child, 9)


def test_kernels_that_list_children_are_asked_for_those_of_each_thread(tmp_path, monkeypatch):
    monkeypatch.setattr(usage, "PROC", str(tmp_path))
    for process, thread, children in ((10, 10, "11 "), (10, 15, "12 "), (11, 11, ""), (12, 12, "13 "), (13, 13, "")):
        task = tmp_path / str(process) / "task" / str(thread)
        task.mkdir(parents=True)
        (task / "children").write_text(children)
    assert sorted(usage.below(10)) == [11, 12, 13]


def test_memory_counts_what_was_moved_out_of_it_and_nothing_of_whom_is_gone(tmp_path, monkeypatch):
    assert usage.memory(os.getpid()) > 1_000_000
    monkeypatch.setattr(usage, "PROC", str(tmp_path))
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "status").write_text(
        "VmRSS: 9 kB\nRssAnon: 1 kB\nRssFile: 9 kB\nRssShmem: 2 kB\nVmPTE: 8 kB\nVmSwap: 4 kB\n"
    )
    assert usage.memory(7) == 15 * 1024
    assert (usage.memory(8), usage.parent(8), usage.below(8)) == (0, 0, [])
