"""The wall: what a cell may not do behind it, what each limit says, and that nothing is left afterwards."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic

import numpy as np
import psutil
import pytest

from autograder import judge
from autograder.grading.submission.remote import Remote
from autograder.judging.time_limit import Patience
from autograder.sandbox import backends, launch
from autograder.sandbox.backends import BACKENDS, NoWall, Offer, choose
from autograder.sandbox.inside import box
from autograder.sandbox.limits import MB, Limits
from autograder.sandbox.session import Ended, Reply
from autograder.sandbox.wall import Wall
from tests.support.walls import MAY_FORK, offered

NAMES = [backend.name for backend in BACKENDS]
CHANNEL = 3  # the descriptor of the worker's end of its channel


@pytest.fixture(scope="module", params=NAMES)
def wall(request):
    with Wall(offered(request.param)) as wall:
        yield wall


def session(wall, seconds=30.0):
    return closing(wall.session(monotonic() + seconds))


def run(wall, source):
    with session(wall) as opened:
        return opened.run(source)


def text(ran):
    return "".join(output.get("text", output.get("evalue", "")) for output in ran.outputs)


def test_a_cell_runs_and_a_function_is_called(wall):
    with session(wall) as opened:
        ran = opened.run("print('one')\ndef double(x):\n    return 2 * x\ndouble(21)")
        assert ran.ok
        assert [output["output_type"] for output in ran.outputs] == ["stream", "execute_result"]
        assert Remote(opened, "double").invoke([np.arange(3.0)], 5).tolist() == [0, 2, 4]
        assert not opened.run("1 / 0").ok


FORBIDDEN = {
    "read a file of this machine": "open('/etc/passwd').read()",
    "list a folder of this machine": "import os; os.listdir('/home'), os.listdir('/var')",
    "read the course": f"open({str(launch.PACKAGE / 'course.py')!r}).read()",
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


@pytest.mark.parametrize(
    ("wall", "what"),
    [(name, what) for name in NAMES for what in FORBIDDEN if what not in ITS_OWN.get(name, ())],
    indirect=["wall"],
)
def test_a_cell_may_not(wall, what):
    assert not run(wall, FORBIDDEN[what]).ok


HELD = """
import os, stat
for descriptor in range(256):
    try:
        print(descriptor, stat.S_IFMT(os.fstat(descriptor).st_mode))
    except OSError:
        pass
"""


def test_a_cell_holds_no_descriptor_but_its_channel(wall):
    kinds = dict(map(int, line.split()) for line in text(run(wall, HELD)).splitlines())
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


FORK = """
import os, time
for _ in range(%d):
    if os.fork() == 0:
        %s
        time.sleep(30)
"""
TRICKLE = f"""
import os, struct, time
os.write({CHANNEL}, struct.pack("<IQ", 2, 60_000_000) + b"{{}}")
while True:
    os.write({CHANNEL}, b"x")
    time.sleep(0.05)
"""
LIMITS = {
    "cell": (Limits(cell_seconds=0.5), "while True: pass", "too_slow", "within 0.5 seconds"),
    "asleep": (Limits(cell_seconds=0.5), "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "too_slow", "0.5"),
    "trickle": (Limits(cell_seconds=0.5), TRICKLE, "too_slow", "within 0.5 seconds"),
    "in all": (Limits(seconds=0.8), "while True: pass", "too_slow", "the notebook did not finish within 0.8 seconds"),
    "memory": (Limits(memory=200 * MB), "x = b'x' * 600_000_000; input()", "out_of_memory", "more than 200 MB"),
    "memory of many": (
        Limits(memory=200 * MB),
        FORK % (6, "x = b'x' * 60_000_000") + "time.sleep(30)",
        "out_of_memory",
        "more than 200 MB",
    ),
    "files": (
        Limits(),
        "for i in range(40_000): open(f'{i}', 'w').close()\nimport time; time.sleep(5)",
        "out_of_disk",
        "20000 files",
    ),
    "exit": (Limits(), "import os; os._exit(0)", "died", "as os._exit"),
    "kill": (Limits(), "import os; os.kill(os.getpid(), 11)", "died", "signal 11"),
    "noise": (Limits(), f"import os; os.write({CHANNEL}, b'x' * 100)", "died", "the grader's own channel"),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", LIMITS)
def test_each_limit_has_its_own_words(name, limit):
    limits, source, slug, words = LIMITS[limit]
    if "fork" in source and not MAY_FORK[name]:
        pytest.skip("here a submission may start no process: run the tests as root")
    started = monotonic()
    with Wall(offered(name), limits) as wall, session(wall, limits.seconds) as opened:
        with pytest.raises(Ended, match=words) as ended:
            opened.run(source)
        assert ended.value.slug == slug
        with pytest.raises(Ended, match=words):  # and so for whatever comes after
            opened.run("1")
    assert monotonic() - started < 30


def test_a_call_has_its_own_time(wall):
    with session(wall) as opened:
        opened.run("def f():\n    while True: pass")
        fault = Remote(opened, "f").invoke([], 0.4)
        assert fault.slug == "too_slow"
        assert "0.4 seconds" in fault.sentence


COUNTED = """
import time
calls = 0
def linear_grad_W(X, W, B, G):
    global calls
    calls += 1
    {then}
    return G.T @ X
"""


@pytest.mark.parametrize(("then", "calls"), [("raise NotImplementedError", 1), ("return None", 1), ("pass", 36)])
def test_after_a_fault_that_says_all_there_are_no_more_calls(wall, then, calls):
    with session(wall) as opened:
        opened.run(COUNTED.format(then=then))
        judge("linear_grad_W", Remote(opened, "linear_grad_W"))
        assert opened.settles()
        assert f"'text/plain': '{calls}'" in str(opened.run("calls").outputs)


def test_calls_that_nobody_waits_for_any_more_hold_nothing_up(wall):
    with session(wall) as opened:
        opened.run(COUNTED.format(then="calls == 3 and X.fill(0); calls > 3 and time.sleep(0.3)"))
        started = monotonic()
        assert judge("linear_grad_W", Remote(opened, "linear_grad_W")).mistake == "mutates_input"
        assert not opened.settles()
        assert monotonic() - started < 3


def test_the_call_that_hangs_is_the_one_that_is_told_of(wall):
    with session(wall) as opened:
        opened.run(COUNTED.format(then="while X.shape[0] == 1: pass"))
        verdict = judge("linear_grad_W", Remote(opened, "linear_grad_W"), seconds=0.5)
        assert verdict.mistake == "too_slow"
        assert "X (1, " in str(verdict)


def test_memory_is_watched_between_calls_that_come_one_after_the_other(wall):
    limits = Limits(memory=200 * MB)
    with Wall(wall.backend.name, limits) as small, session(small) as opened:
        opened.run("held = []\ndef f():\n    held.append(np.ones(500_000))\n    time.sleep(0.01)")
        opened.run("import time, numpy as np")
        faults = [reply for reply in Remote(opened, "f").invoke_each([()] * 500, Patience(5)) if reply is not None]
        assert {fault.sentence for fault in faults} == {"it used more than 200 MB of memory."}


def test_output_is_cut(wall):
    ran = run(wall, "print('x' * 3_000_000)\nfor _ in range(3000): display(1)")
    assert ran.cut
    assert len(json.dumps(ran.outputs)) < 1.2 * MB


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("files = [open('f', 'w') for _ in range(100)]", "Too many open files"),
        ("import os\nfor i in range(10):\n    open(f'f{i}', 'wb').write(bytes(10**6))", "No space|too large|disk"),
        (
            "import threading, time\nfor _ in range(30): threading.Thread(target=time.sleep, args=(3,)).start()",
            "thread",
        ),
    ],
)
def test_open_files_disk_and_threads_are_limited(name, source, said):
    limits = Limits(files=40, disk=4 * MB, processes=10)
    with Wall(offered(name), limits) as wall, session(wall) as opened:
        try:
            ran = opened.run(f"{source}\nimport time; time.sleep(1)")
            assert not ran.ok
            words = text(ran)
        except Ended as ended:
            words = str(ended)
        assert any(word in words for word in said.split("|")), words


def below(process):
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(process).children(recursive=True)
    return []


STRAY = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
time.sleep(0.2)
"""


def test_no_process_outlives_its_session(wall):
    if not MAY_FORK[wall.backend.name]:
        pytest.skip("here a submission may start no process: run the tests as root")
    run(wall, "1")
    before = len(below(os.getpid()))
    with session(wall) as opened:
        opened.run(STRAY)
        assert len(below(os.getpid())) >= 3 + before - (not wall.backend.shared)
    assert len(below(os.getpid())) <= before


HOLDER = """
import sys, time
from time import monotonic
from autograder.sandbox.wall import Wall
with Wall(sys.argv[1]) as wall:
    session = wall.session(monotonic() + 60)
    session.run(sys.argv[2])
    print(wall._warm._uid, wall._warm._process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("killed", ["grader", "wall"])
def test_nothing_outlives_a_kill(name, killed, tmp_path):
    offered(name)
    tmp_path.chmod(0o777)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    mounts = Path("/proc/mounts").read_text()
    stray = STRAY if MAY_FORK[name] else "1"
    command = [sys.executable, "-c", HOLDER, name, f"open('left', 'w').close()\n{stray}"]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)})
    uid, template = map(int, holder.stdout.readline().split())
    children = psutil.Process(holder.pid).children(recursive=True)
    assert len(children) >= 2
    if killed == "wall":
        os.kill(template, signal.SIGKILL)
        holder.send_signal(signal.SIGINT)
    else:
        holder.kill()
    holder.wait(20)
    end = monotonic() + 10
    while monotonic() < end and (alive(children) or any(tmp_path.iterdir())):
        time.sleep(0.05)
    assert not alive(children)
    assert not any(tmp_path.iterdir())
    assert not uid or not alive(each for each in psutil.process_iter(["uids"]) if each.info["uids"].real == uid)
    assert Path("/proc/mounts").read_text() == mounts


def alive(processes):
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def test_a_wall_that_was_killed_is_started_again_and_not_held_against_the_submission(wall):
    with session(wall) as opened:
        opened.run("1")
        os.kill(wall._warm._template, signal.SIGKILL)
        with pytest.raises(Ended) as ended:
            opened.run("import time; time.sleep(5)")
        assert ended.value.killed
    assert run(wall, "1").ok
    if wall._warm is not None and wall._warm.alive:
        os.kill(wall._warm._template, signal.SIGKILL)
    assert run(wall, "1").ok


DEEP = """
import os
for _ in range(2200):
    os.mkdir("d")
    os.chdir("d")
open("f", "w").close()
os.chmod(".", 0)
"""


@pytest.mark.parametrize("name", NAMES)
def test_folders_deeper_than_any_path_are_removed(name):
    with Wall(offered(name)) as wall:
        with session(wall) as opened, suppress(Ended):
            opened.run(DEEP)
        assert run(wall, "import os; assert os.listdir() == []").ok
        folder = wall._warm._folder
        assert folder is None or not any(folder.glob("box*"))
    assert folder is None or not folder.exists()


def test_a_box_is_removed_whatever_lies_in_it(tmp_path):
    made = tmp_path / "box"
    (made / "a" / "b" / "c").mkdir(parents=True)
    (made / "a" / "b" / "c" / "f").write_text("x" * 5000)
    (made / "a" / "link").symlink_to(tmp_path)
    os.mkfifo(made / "a" / "pipe")
    (tmp_path / "kept").write_text("")
    assert not box.holds_too_much(tmp_path, 30_000)
    assert box.holds_too_much(tmp_path, 4_000)
    (made / "a" / "b").chmod(0)
    assert box.remove(made)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert not box.remove(Path("/proc/self"))


def test_a_wall_that_cannot_lock_down_is_not_the_submissions_fault(monkeypatch):
    monkeypatch.setattr(launch, "_amounts", lambda limits: {"NO_SUCH": 1})
    name = next((offer.backend.name for offer in backends.offers() if offer.works), "")
    with Wall(offered(name or NAMES[0])) as wall, pytest.raises(NoWall, match="cannot be locked down"):
        wall.session(monotonic() + 10)


def test_only_the_folders_of_python_are_shown_not_a_course_around_them(monkeypatch, tmp_path):
    for part in ("bin", "lib/python3/site-packages/numpy", "solutions", "var"):
        (tmp_path / part).mkdir(parents=True)
    package = tmp_path / "lib/python3/site-packages/autograder"
    package.mkdir()
    linked = tmp_path.parent / "linked"
    linked.symlink_to(tmp_path)
    monkeypatch.setattr(sys, "prefix", str(linked))
    monkeypatch.setattr(launch, "PACKAGE", package)
    for backend in BACKENDS:
        words = launch.command(backend, Limits(), None, 0, 3)
        settings = json.loads(words[-1])
        ours = [path for path in settings["readable"] if path.startswith((str(tmp_path), str(linked)))]
        assert {Path(path).name for path in ours} == {"bin", "numpy"}
        if backend.bubblewrap:
            bound = {words[place + 2] for place, word in enumerate(words) if word == "--ro-bind"}
            for place in (tmp_path, linked):
                assert {str(place / "bin"), str(place / "lib")} <= bound
                assert str(place) not in bound
            assert words[words.index(str(package)) - 1] == "--tmpfs"


def test_without_any_wall_one_sentence_says_what_to_install(monkeypatch):
    none = tuple(Offer(backend, False, f"install {backend.name}") for backend in BACKENDS)
    monkeypatch.setattr(backends, "offers", lambda: none)
    with pytest.raises(NoWall) as refused:
        choose()
    assert str(refused.value).startswith("students' code cannot be walled off on this machine: install bubblewrap")
    assert "--unsafe-no-sandbox" in str(refused.value)
    with pytest.raises(NoWall, match="install landlock"):
        choose("landlock")
    assert choose("none").safe is False


def test_a_wall_of_no_such_name_is_told_which_there_are():
    with pytest.raises(NoWall, match="no wall is called 'moat': there are bubblewrap"):
        choose("moat")


def test_the_best_wall_that_works_is_chosen(monkeypatch):
    some = tuple(Offer(backend, backend.name == "landlock", "") for backend in BACKENDS)
    monkeypatch.setattr(backends, "offers", lambda: some)
    assert choose().name == "landlock"


class Lying:
    """A session whose every reply is the same."""

    def __init__(self, header, body=b""):
        self.reply = Reply(header, memoryview(body))

    def call(self, name, calls, arrays, seconds_left):
        return iter([self.reply] * len(calls))


def array(shape, dtype="<f8", layout="C"):
    return {"is": "array", "dtype": dtype, "shape": shape, "layout": layout}


REPLIES = {
    "nothing": {},
    "nonsense": {"returned": 7},
    "no number": {"returned": {"is": "number", "value": "7"}},
    "0-d": {"returned": array([])},
    "NaN": {"returned": {"is": "number", "value": float("nan")}},
    "huge": {"returned": {"is": "number", "value": 10**4000}},
    "empty": {"returned": array([0, 2**61])},
    "empty of the right rank": {"returned": array([0, 3])},
    "too many results": {"returned": {"is": "tuple", "items": [array([1])] * 3}},
    "no results": {"returned": {"is": "tuple", "items": []}},
    "large": {"returned": {"is": "large", "dtype": "<f8", "shape": [2**61] * 32}},
    "text": {"returned": {"is": "text", "value": "\ud800"}},
    "strange": {"returned": {"is": "strange", "kind": "\ud800"}},
    "of booleans": {"returned": array([2, 2], "|b1")},
    "raised": {"raised": {"kinds": ["\ud800", 7], "text": 7, "line": ["x"], "number": 10**4000}},
    "raised nothing": {"raised": {}},
    "blank": {"raised": {"kinds": ["NotImplementedError"]}},
    "changed": {"returned": {"is": "none"}, "changed": 7},
    "changed nothing": {"returned": {"is": "none"}, "changed": [[0], ["x", 1], [99, {"is": "none"}], [True, 1]]},
    "changed a lot": {"returned": {"is": "none"}, "changed": [[0, {"is": "none"}]] * 1000},
    "changed to another shape": {"returned": {"is": "none"}, "changed": [[0, array([1])], [1, {"is": "none"}]]},
    "missing": {"missing": True},
}


@pytest.mark.parametrize("exercise", ["linear_grad_W", "linear_grads_nd", "frobenius", "hadamard_bytes"])
@pytest.mark.parametrize("reply", REPLIES)
def test_whatever_is_replied_is_a_verdict(exercise, reply):
    verdict = judge(exercise, Remote(Lying(REPLIES[reply], np.full(8, np.nan).tobytes()), exercise))
    assert not verdict.passed
    assert verdict.score == 0.0
    str(verdict).encode()
    json.dumps(verdict.to_dict(), allow_nan=False)


@pytest.mark.parametrize("exercise", ["wx_counterexample", "frobenius_einsum", "linear_derivation"])
@pytest.mark.parametrize("reply", REPLIES)
def test_whatever_is_replied_for_words_is_a_verdict(exercise, reply):
    verdict = judge(exercise, Remote(Lying(REPLIES[reply], bytes(64)), exercise))
    assert not verdict.passed
    str(verdict).encode()
