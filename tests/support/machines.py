"""Many machines on one: a PostgreSQL server, computers with a network between them, Dask's programs on these."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.processes import until

BIN = Path(sysconfig.get_path("scripts"))


@contextmanager
def postgresql():
    """A server on a socket in a folder of its own: a function that makes a database and gives its db_url."""
    initdb = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default="")
    if not initdb:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    programs = Path(initdb).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="gradebook-", dir="/tmp"))
    user = _unprivileged()
    if user:
        shutil.chown(folder, user["user"], user["group"])

    def call(program, *arguments):
        command = [programs / program, *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user)
        assert done.returncode == 0, (program, *(log.read_text() for log in folder.glob("log")))

    def database(name):
        call("createdb", "-h", folder, "-U", "grader", name)
        return f"postgresql+psycopg://grader@/{name}?host={folder}"

    data = folder / "data"
    try:
        call("initdb", "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        call("pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", f"-k {folder} -h '' -c fsync=off")
        yield database
    finally:
        with suppress(AssertionError):
            call("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
        shutil.rmtree(folder)


def _unprivileged():
    """How to start a program that root may not run."""
    if os.geteuid() != 0:
        return {}
    with suppress(KeyError):
        return {"user": "postgres", "group": pwd.getpwnam("postgres").pw_gid, "extra_groups": []}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


@dataclass(frozen=True)
class Computer:
    """What is started on it begins with `prefix`; the others reach it at `address`."""

    prefix: tuple[str, ...] = ()
    address: str = "127.0.0.1"


@contextmanager
def computers(count):
    """So many, each in a network namespace of its own where that is permitted, else all the same one."""
    name, net = f"mg{os.getpid()}", f"198.18.{os.getpid() % 256}"
    with ExitStack() as stack:
        try:
            stack.callback(_ip, "link", "delete", name, ok=False)
            _ip("link", "add", name, "type", "bridge")
            _ip("address", "add", f"{net}.1/24", "dev", name)
            _ip("link", "set", name, "up")
            made = []
            for number in range(2, count + 2):
                space, plug = f"{name}-{number}", f"{name}v{number}"
                stack.callback(_ip, "netns", "delete", space, ok=False)
                _ip("netns", "add", space)
                _ip("link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", space)
                _ip("link", "set", plug, "master", name, "up")
                _ip("-n", space, "address", "add", f"{net}.{number}/24", "dev", "eth0")
                _ip("-n", space, "link", "set", "eth0", "up")
                _ip("-n", space, "link", "set", "lo", "up")
                made.append(Computer(("ip", "netns", "exec", space), f"{net}.{number}"))
        except (OSError, subprocess.CalledProcessError):
            made = [Computer()] * count
        yield made


def _ip(*arguments, ok=True):
    with suppress(*(() if ok else (OSError,))):
        subprocess.run(["ip", *arguments], check=ok, stdin=subprocess.DEVNULL, capture_output=True)


@dataclass
class Dask:
    """Dask's programs, each started on a computer; `folder` takes what they write."""

    folder: Path
    running: list[subprocess.Popen] = field(default_factory=list)

    def scheduler(self, computer=None):
        """Starts the scheduler and gives it and its address."""
        computer = computer or Computer()
        file = self.folder / "scheduler.json"
        process = self._start(computer, "scheduler", "--port", "0", "--scheduler-file", str(file))
        until(lambda: file.exists() and file.read_text().endswith("}"))
        return process, json.loads(file.read_text())["address"]

    def worker(self, scheduler, computer=None, **environment):
        """Starts a worker of one thread and gives it, and its name to be found by."""
        name = f"worker{len(self.running)}"
        options = ("--name", name, "--nthreads", "1", "--no-nanny")
        return self._start(computer or Computer(), "worker", scheduler, *options, **environment), name

    def _start(self, computer, program, *arguments, **environment):
        place = self.folder / f"{program}{len(self.running)}"
        place.mkdir()
        command = [*computer.prefix, sys.executable, BIN / "dask", program, "--host", computer.address]
        with (place / "log").open("w") as log:
            process = subprocess.Popen(
                [*command, "--no-dashboard", *arguments],
                cwd=place,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def stop(self):
        """Ends all of them."""
        for process in self.running:
            process.kill()
            process.wait()
