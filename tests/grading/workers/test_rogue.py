"""A rogue among the workers: what it sends runs nowhere here, and who owns the messenger owns nothing else."""

import os
import socket
import subprocess
import sys

import pytest

from autograder.grading.errors import CannotGrade
from autograder.grading.workers import cluster as clusters
from autograder.grading.workers.cluster import Cluster, cluster, is_private
from autograder.sandbox.backends import has_seccomp
from autograder.sandbox.inside.lockdown import LEAST_ABI, landlock_version
from tests.support.made import job
from tests.support.processes import PATIENCE

# Dask unpickles an error also in the worker that raised it: there it may do as it likes.
ROGUE = """
ELSEWHERE = "import os, sys; {{'worker', 'scheduler'}} & set(sys.argv) or os.mkdir({mark!r})"
class Rogue:
    def __reduce__(self):
        return exec, (ELSEWHERE,)
"""
# A worker that gives what it likes for a result, and one that says so by the errors and warnings that Dask carries.
LYING = "machine.on_worker = lambda *_: Rogue()"
RAISING = """
def on_worker(*_):
    error = ValueError()
    error.rogue = Rogue()
    raise error
machine.on_worker = on_worker
"""
WARNING = """
import pickle
from distributed import get_worker
def on_worker(*_):
    get_worker().log_event("warn", {"message": pickle.dumps(Rogue()), "category": pickle.dumps(Rogue())})
    return b"{}"
machine.on_worker = on_worker
"""
OTHER = "machine.on_worker = lambda *_: b'{\"graded\": {}}'"
HUGE = "machine.on_worker = lambda *_: bytes(70_000_000)"


@pytest.mark.parametrize("gives", [LYING, RAISING, WARNING, OTHER, HUGE])
def test_what_a_rogue_worker_sends_is_refused_in_a_sentence_and_none_of_it_runs(dask, tmp_path, gives):
    mark = tmp_path / "it-ran"
    (tmp_path / "rogue.py").write_text(
        f"{ROGUE.format(mark=str(mark))}from autograder.grading.workers import machine\n{gives}"
    )
    _, address = dask.scheduler()
    dask.worker(address, DASK_DISTRIBUTED__WORKER__PRELOAD=str(tmp_path / "rogue.py"))
    with cluster(address) as fleet:
        assert isinstance(fleet, Cluster)
        assert fleet.messenger.confined or landlock_version() < LEAST_ABI
        with pytest.raises(CannotGrade, match="a worker sent something else than the result for ada"):
            list(fleet.grade([job()], None))
        assert not mark.exists()


def test_who_takes_over_the_messenger_reaches_nothing(tmp_path):
    if landlock_version() < LEAST_ABI or not has_seccomp():
        pytest.skip("the kernel has no Landlock")
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    secret.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(("127.0.0.1", 0)) as ours:
        tries = f"""
import os, socket, sys, distributed.client
from autograder.grading.workers.messenger import confine
assert confine({ours.getsockname()[1]})
def refused(name, *given):
    try:
        eval(name)(*given)
    except OSError:
        return
    print("DONE", name, given)
refused("open", {str(secret)!r})
refused("open", {str(secret)!r}, "a")
refused("open", "/etc/passwd")
refused("open", "/tmp/made", "w")
refused("os.listdir", {str(tmp_path)!r})
refused("os.chmod", {str(secret)!r}, 0o777)
refused("os.utime", {str(secret)!r})
refused("os.unlink", {str(secret)!r})
refused("os.posix_spawn", "/bin/true", ["true"], {{}})
refused("os.execv", "/bin/true", ["true"])
refused("os.fork")
refused("os.kill", {os.getpid()}, 0)
refused("socket.socket", socket.AF_UNIX)
refused("socket.create_connection", ("127.0.0.1", {other.getsockname()[1]}), 5)
refused("open", "/proc/{os.getpid()}/environ")
socket.create_connection(("127.0.0.1", {ours.getsockname()[1]}), 5).close()
import json, concurrent.futures, zoneinfo, ssl
print("END")
"""
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-c", tries]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.stdout.split() == ["END"], done.stdout + done.stderr
    assert secret.read_text() == "secret"


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("tcp://127.0.0.1:8786", True),
        ("127.0.0.1:8786", True),
        ("tcp://[::1]:8786", True),
        ("tcp://localhost:8786", True),
        ("tls://10.0.0.1:8786", True),
        ("tcp://10.0.0.1:8786", False),
        ("10.0.0.1:8786", False),
        ("tcp://127.0.0.1.evil.example:8786", False),
        ("tcp://localhost.evil.example:8786", False),
        ("tcp://0.0.0.0:8786", False),
        ("tcp://scheduler:8786", False),
        ("ws://10.0.0.1:8786", False),
        ("tcp://tls://10.0.0.1:8786", False),
        ("nonsense", False),
    ],
)
def test_a_scheduler_that_strangers_may_reach_is_refused_unless_the_network_is_trusted(address, private):
    assert is_private(address) is private
    if not private:
        with pytest.raises(CannotGrade, match=r"tls://…\), or say --trust-network"):
            cluster(address)


def test_the_messenger_is_not_told_the_gradebooks_password(monkeypatch):
    for name in ("PGPASSWORD", "DB_URL", "AWS_SECRET_ACCESS_KEY", "MYPATH"):
        assert not clusters.PASSED_ON.fullmatch(name)
    assert clusters.PASSED_ON.fullmatch("DASK_DISTRIBUTED__COMM__TLS__CA_FILE")
