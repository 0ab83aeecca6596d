"""What a cell may not do behind the wall, and what it holds and sees of others."""

import os

import pytest

from autograder.sandbox import launch
from tests.support.walls import NAMES, run, text

CHANNEL = 3  # the descriptor of the worker's end of its channel

FORBIDDEN = {
    "read a file of this machine": "open('/etc/passwd').read()",
    "list a folder of this machine": "import os; os.listdir('/home'), os.listdir('/var')",
    "read the course": f"open({str(launch.PACKAGE / 'lessons' / 'course.py')!r}).read()",
    "see the course": f"import os; os.listdir({str(launch.PACKAGE / 'lessons')!r})",
    "import the course": "import autograder.lessons",
    "look into processes": "import os; os.listdir('/proc')",
    "write into Python": "import numpy; open(numpy.__file__, 'a')",
    "write to the temporary folder": "open('/tmp/written', 'w')",
    "open a socket": "import socket; socket.socket()",
    "call from a pair of sockets": "import socket; socket.socketpair(type=socket.SOCK_DGRAM)",
    "become root": "import os; os.setuid(0)",
    "end what it does not own": f"import os; os.kill({os.getpid()}, 9)",
    "end its template": "import os; os.kill(os.getppid(), 0)" if os.geteuid() else "import os; os.setgid(0)",
    "limit its template": "import os, resource; resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (3, 3))",
    "pin its template": "import os; os.sched_setaffinity(os.getppid(), {0})",
    "slow its template": "import os; os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "raise its limits": "import resource; resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6))",
    "keep memory in the kernel": "import os; os.memfd_create('x')",
    "make a namespace": "import ctypes; c = ctypes.CDLL(None, use_errno=True)\nassert c.unshare(0x10000000) == 0",
    "trace its parent": "import ctypes, os; c = ctypes.CDLL(None)\nassert c.ptrace(16, os.getppid(), 0, 0) == 0",
}


# Behind bubblewrap alone each submission has a /tmp and a template of its own, and may do with them what it likes.
ITS_OWN = {"bubblewrap": {"write to the temporary folder", "end its template"}}
HARMLESS = [what for what in FORBIDDEN if what.startswith(("read", "list", "see", "import", "look", "open", "call"))]


@pytest.mark.parametrize(
    ("wall", "what"),
    [(name, what) for name in NAMES for what in FORBIDDEN if what not in ITS_OWN.get(name, ())],
    indirect=["wall"],
)
def test_a_cell_may_not(wall, what):
    assert not run(wall, FORBIDDEN[what]).ok


@pytest.mark.parametrize("what", HARMLESS)
def test_it_is_the_wall_that_keeps_a_cell_from_it(what):
    exec(FORBIDDEN[what])


HELD = """
import os, stat
for descriptor in range(256):
    try:
        print(descriptor, stat.S_IFMT(os.fstat(descriptor).st_mode))
    except OSError:
        pass
"""


def test_a_cell_holds_no_descriptor_but_its_channel(wall):
    kinds = {int(held): int(kind) for held, kind in map(str.split, text(run(wall, HELD)).splitlines())}
    sockets = [descriptor for descriptor, kind in kinds.items() if kind == 0o140000]
    assert sockets == [CHANNEL]
    assert set(kinds.values()) == {0o140000, 0o020000}


LEFT = """
import os, signal, sys, warnings, resource
import numpy as np
os.environ["LEFT"] = "1"
os.umask(0)
open("left", "w").close()
sys.modules["left"] = np.left = 1
np.random.seed(0)
warnings.simplefilter("error")
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0.05)
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
left = 1
os.chdir("/")
"""
SEEN = """
import os, signal, sys, warnings, resource
import numpy as np
print([
    "LEFT" in os.environ, os.umask(0), os.listdir(), "left" in sys.modules, hasattr(np, "left"), "left" in globals(),
    [f[0] for f in warnings.filters if f[0] == "error"], signal.getsignal(signal.SIGALRM) == signal.SIG_DFL,
    resource.getrlimit(resource.RLIMIT_NOFILE)[0],
])
print(np.random.rand())
"""


def test_a_fresh_process_sees_nothing_of_the_one_before(wall):
    first, number = text(run(wall, SEEN)).splitlines()
    assert run(wall, LEFT).ok
    second, other = text(run(wall, SEEN)).splitlines()
    assert first == second == "[False, 18, [], False, False, False, [], True, 256]"
    assert number != other
