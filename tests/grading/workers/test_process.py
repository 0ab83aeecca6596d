"""A process that grades for a thread of a Dask worker: it ends with the thread, and comes up again when it was lost."""

import os
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures.process import BrokenProcessPool

import psutil
import pytest

from autograder.grading.workers.process import GradingProcess, Lost
from autograder.sandbox.backends import NoWall, choose
from tests.support.processes import running, until


def test_a_process_that_ends_is_a_lost_worker_and_another_one_comes_up():
    process = GradingProcess()
    first = process.call(os.getpid)
    assert first not in (os.getpid(), process.call(os.getppid))
    assert process.call(os.getpid) == first
    with pytest.raises(BrokenProcessPool):
        process.call(os._exit, 0)
    assert process.call(os.getpid) != first
    process.close()


def test_a_process_grades_in_its_main_thread_and_prints_to_nobody():
    process = GradingProcess()
    process.call(print, "this is no answer")
    assert process.call(signal.signal, signal.SIGUSR1, signal.SIG_IGN) == signal.SIG_DFL  # a main thread's right
    with pytest.raises(NoWall):
        process.call(choose, "paper")
    process.close()


def test_a_process_ends_with_its_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(psutil.Process(GradingProcess().call(os.getpid))))
    thread.start()
    thread.join()
    until(lambda: not running(found))


def test_a_fork_has_what_this_process_has_and_a_bound_on_its_memory():
    here = resource.getrlimit(resource.RLIMIT_AS)
    with GradingProcess(fork=True) as process:
        assert process.call(os.getppid) == os.getpid()
        assert process.call(resource.getrlimit, resource.RLIMIT_AS)[0] > 0
        with pytest.raises(Lost):
            process.call(signal.raise_signal, signal.SIGKILL)
        pid = process.call(os.getpid)
    assert not psutil.pid_exists(pid)
    assert resource.getrlimit(resource.RLIMIT_AS) == here


FORKED = "forkserver.start(); one = forkserver.context().Process(target=os.getpid); one.start(); one.join()"


@pytest.mark.parametrize("started", ["process.GradingProcess().call(os.getpid)", FORKED])
def test_no_module_is_taken_from_the_folder_that_it_is_run_in(tmp_path, started):
    folder, script = tmp_path / "eve", tmp_path / "script.py"
    folder.mkdir()
    for name in ("signal", "multiprocessing", "socket", "numpy", "nbformat", "autograder"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'loaded')!r}, 'a').write('{name} ')\n")
    script.write_text(
        f"import os\nfrom autograder.grading.workers import forkserver, process\nif __name__ == '__main__': {started}"
    )
    subprocess.run([sys.executable, script], cwd=folder, check=False)
    assert not (tmp_path / "loaded").exists()
