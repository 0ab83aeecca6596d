"""Messenger: a process that speaks with the Dask scheduler, so that the one beside the gradebook never has to.

Dask's protocol is made of pickles: results, errors, warnings, and any message at all may be one, and who sends it has
his code run where it is read. No setting of Dask's forbids all of them. So its client lives here, where it can read
Python's own files, write nothing, start nothing and reach no port but the scheduler's, as far as the kernel has
Landlock and seccomp; and what it hands on to the coordinator are bytes of JSON.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import signal
import struct
import sys
import sysconfig
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import autograder
from autograder.grading.errors import CannotGrade
from autograder.grading.workers.machine import on_worker
from autograder.grading.workers.results import LARGEST, LOST
from autograder.grading.workers.software import INSTALL, require, software
from autograder.sandbox.backends import has_seccomp
from autograder.sandbox.inside import lockdown

if TYPE_CHECKING:
    from distributed import Client

LENGTH = struct.Struct("<II")  # of a frame: the job's number, how many bytes follow
NO_JOB = 0  # the number of a frame about all of them
LOOK_SECONDS = 1.0  # between two counts of the workers, each a question to the scheduler
GONE = "the Dask scheduler does not answer any more: start it again, then grade again; it goes on."
INERT = ("msgpack", "error")  # families of Dask's that make bytes, text and numbers; its others are pickles
SYSTEM_FILES = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ssl", "/etc/pki", "/dev/urandom", "/proc/self"),
    *("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/localtime"),
)
TLS_FILES = ("ca-file", "client.cert", "client.key")


def write(stream: IO[bytes], number: int, data: bytes) -> None:
    """A frame about the job of this number."""
    stream.write(LENGTH.pack(number, len(data)) + data)
    stream.flush()


def frames(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The frames that come, until there are no more or one is longer than a result may be."""
    while len(head := stream.read(LENGTH.size)) == LENGTH.size:
        number, length = LENGTH.unpack(head)
        if length > LARGEST or len(data := stream.read(length)) < length:
            return
        yield number, data


def main() -> None:
    """The process. First it is told where the scheduler is, then submissions, until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    turn = threading.Lock()

    def say(number: int, data: bytes) -> None:
        with turn, suppress(BrokenPipeError):
            write(answers, number, data)

    def tell(**values: object) -> None:
        say(NO_JOB, json.dumps(values).encode())

    address, connect_seconds, start_seconds, wanted = pickle.load(sys.stdin.buffer)
    try:
        from distributed.comm import get_address_host_port

        port = _port(get_address_host_port, address)
        confined = confine(port)
        client = _connect(address, connect_seconds)
        _check(client, address, start_seconds, wanted)
        tell(threads=_threads(client), confined=confined)
    except CannotGrade as error:
        tell(cannot=str(error))
        return
    except ImportError:
        tell(cannot="grading on a cluster needs Dask: pip install 'distributed>=2024.8'.")
        return
    threading.Thread(target=_look, args=(client, tell), daemon=True).start()
    _serve(client, say)
    os._exit(0)  # Dask's own farewell may take long, and nobody waits for anything


def _serve(client: Client, say: Any) -> None:
    """Sends out what comes on standard input; None means that nobody waits for what is under way."""
    under_way: set[Any] = set()

    def done(number: int, future: Any) -> None:
        under_way.discard(future)
        say(number, _result(future))

    with suppress(EOFError):
        while True:
            call = pickle.load(sys.stdin.buffer)
            if call is None:
                client.cancel(list(under_way))
                under_way.clear()
                continue
            number, *given = call
            future = client.submit(on_worker, *given, pure=False)  # a job that is sent again is graded again
            under_way.add(future)
            future.add_done_callback(partial(done, number))


def _result(future: Any) -> bytes:
    """What a job came to, in bytes that the coordinator judges."""
    from distributed import KilledWorker

    try:
        result = future.result()
    except KilledWorker:
        return LOST
    except (CancelledError, ConnectionError, TimeoutError):
        return json.dumps({"cannot": GONE}).encode()
    except ImportError as error:
        return json.dumps({"cannot": f"a worker lacks what this course needs ({error}): {INSTALL}."}).encode()
    except Exception as error:
        return json.dumps({"strange": type(error).__name__}).encode()
    return result if isinstance(result, bytes) and len(result) <= LARGEST else b"{}"


def _look(client: Client, tell: Any) -> None:
    while True:
        try:
            tell(threads=_threads(client))
        except Exception:  # whatever Dask makes of a scheduler that is lost
            tell(cannot=GONE)
            return
        threading.Event().wait(LOOK_SECONDS)


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())


def _port(parsed: Any, address: str) -> int:
    """Raises CannotGrade for what is no address."""
    try:
        return int(parsed(address, strict=True)[1])
    except ValueError as error:
        raise CannotGrade(_nobody(address)) from error


def _connect(address: str, seconds: float) -> Client:
    from distributed import Client

    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said in one sentence
    try:
        return Client(address, timeout=seconds, set_as_default=False, deserializers=INERT)
    except (OSError, ValueError) as error:
        raise CannotGrade(_nobody(address)) from error


def _nobody(address: str) -> str:
    return f"no Dask scheduler answers at {address}: start one with `dask scheduler`, and give the address it says."


def _check(client: Client, address: str, seconds: float, wanted: str) -> None:
    """Raises CannotGrade unless there are workers, and all machines are alike."""
    try:
        client.wait_for_workers(1, seconds)
    except TimeoutError as error:
        raise CannotGrade(f"the scheduler has no workers: start some with `dask worker {address}`.") from error
    try:
        answers = client.run(software, on_error="return") | {address: client.run_on_scheduler(software)}
    except ImportError as error:
        answers = {address: error}
    except OSError as error:
        raise CannotGrade(GONE) from error
    for place, answer in answers.items():
        require(wanted, answer, place)


def confine(port: int) -> bool:
    """Gives up all that this process does not need for its errands; whether the kernel could do that."""
    if lockdown.landlock_version() < lockdown.LEAST_ABI or not has_seccomp():
        return False
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - what a thread began with it keeps
        raise CannotGrade("the process that speaks with the scheduler has threads already, and cannot be confined.")
    lockdown.no_new_privileges()
    lockdown.only_files([*_readable()], None, port)
    lockdown.only_calls(may_fork=False, network=True)
    return True


def _readable() -> Iterator[Path]:
    import dask

    yield from map(Path, SYSTEM_FILES)
    yield from (Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield Path(autograder.__file__).parent
    for name in TLS_FILES:
        if file := dask.config.get(f"distributed.comm.tls.{name}", None):
            yield Path(file).expanduser()
