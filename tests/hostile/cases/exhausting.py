"""Exhausting: time, processes, descriptors; and dying in the midst of it.

What could hurt a machine begins by trying whether there is a wall, and has an end of its own far above the limits.
"""

from tests.hostile.case import (
    ENDED,
    MEMORY,
    TIME,
    WON,
    Hostile,
    answer,
    before,
    behind_a_wall,
    either,
    first,
    notebook,
    right,
)

ONE_RIGHT = {"linear_forward": 1.0}
IMPORTS = "import ctypes, os, re, resource, signal, subprocess, sys, threading, time\n"


def exhausting(name: str, source: str, reason: str | None, *, walled: bool = False, endless: bool = False) -> Hostile:
    """`linear_forward` right and checked first; then a cell that takes all there is. The rest is blank."""
    attack = behind_a_wall(source) if walled else source
    build = notebook(right("linear_forward"), before("linear_grad_W", IMPORTS + attack))
    return Hostile(name, build, ONE_RIGHT, reason, endless=endless)


def when_called(name: str, body: str, reason: str | None, *also: str, endless: bool = False, **earns: float) -> Hostile:
    """`linear_forward` right, and a `linear_grad_W` with this body, on one line after another; `also` is right too."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    source = f"{IMPORTS}def linear_grad_W(X, W, B, G):\n{lines}"
    build = notebook(right("linear_forward", *also), answer(linear_grad_W=source))
    return Hostile(name, build, {**ONE_RIGHT, **earns}, reason, endless=endless)


ENDLESS = [
    exhausting("loops-in-a-cell", "while True:\n    pass", TIME, endless=True),
    exhausting("sleeps-for-ten-minutes", "time.sleep(600)", TIME, endless=True),
    exhausting(
        "loops-and-catches-everything",
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
        TIME,
        endless=True,
    ),
    exhausting(
        "loops-with-all-signals-blocked",
        """
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.setitimer(signal.ITIMER_REAL, 0)
while True:
    pass
""",
        TIME,
        endless=True,
    ),
    exhausting("loops-in-c", "9 ** 9 ** 9 ** 9", either(TIME, MEMORY), endless=True),
    exhausting("loops-in-a-regular-expression", "re.match('(a+)+$', 'a' * 60 + 'b')", TIME, endless=True),
    exhausting("waits-for-a-pipe", "os.read(os.pipe()[0], 1)", TIME, endless=True),
    exhausting("waits-for-a-thread", "threading.Thread(target=time.sleep, args=(600,)).start()", None),
    exhausting("stops-itself", "os.kill(os.getpid(), signal.SIGSTOP)", TIME, endless=True),
    Hostile(
        "loops-at-the-very-start",
        notebook(right("linear_forward"), first("9 ** 9 ** 9 ** 9")),
        ONE_RIGHT,
        either(TIME, MEMORY),
        endless=True,
    ),
    when_called("loops-when-called", "while True:\n    pass", TIME, "linear_grad_X", endless=True, linear_grad_X=2.0),
    when_called("loops-in-c-when-called", "9 ** 9 ** 9 ** 9", either(TIME, MEMORY), endless=True),
    # less than a call may take, and more in all its calls than a notebook may
    when_called("sleeps-a-little-in-every-call", "time.sleep(0.8)\nreturn G.T @ X", TIME, endless=True),
]

DYING = [
    exhausting("exits", "sys.exit(0)", None),
    exhausting("exits-at-once", "os._exit(0)", ENDED),
    exhausting("kills-itself", "os.kill(os.getpid(), signal.SIGKILL)", ENDED),
    exhausting("kills-all-it-may", "os.kill(-1, signal.SIGKILL)", None, walled=True),
    exhausting(
        "kills-its-group-and-its-parents",
        """
for kill, target in ((os.killpg, os.getpgid(0)), (os.kill, os.getppid()), (os.kill, 1)):
    if target:
        kill(target, signal.SIGTERM)
        kill(target, signal.SIGKILL)
os._exit(1)
""",
        ENDED,
        walled=True,
    ),
    exhausting(
        "stops-its-parents", "os.kill(os.getppid() or 1, signal.SIGSTOP); os.kill(1, signal.SIGSTOP)", None, walled=True
    ),
    exhausting("reads-address-zero", "ctypes.string_at(0)", ENDED),
    exhausting("replaces-its-program", "os.execv('/bin/true', ['true'])", ENDED),
    when_called("exits-when-called", "os._exit(0)", ENDED),
    when_called("raises-an-exit-when-called", "raise SystemExit(0)", "SystemExit", "linear_grad_X", linear_grad_X=2.0),
    when_called(
        "recurses-when-called", "return linear_grad_W(X, W, B, G)", "recurs", "linear_grad_X", linear_grad_X=2.0
    ),
    when_called(
        "recurses-in-c",
        "sys.setrecursionlimit(10**9)\nf = None\nfor _ in range(10**7):\n    f = [f]\nrepr(f)\ndel f\nreturn 0",
        None,
        endless=True,
    ),
]

MULTIPLYING = [
    exhausting(
        "forks-without-end",
        """
for _ in range(8):
    try:
        os.fork()
    except OSError:
        pass
time.sleep(600)
""",
        None,
        walled=True,
        endless=True,
    ),
    exhausting(
        "forks-more-than-it-may",
        f"""
children = 0
for children in range(1, 401):
    try:
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
    except OSError:
        break
else:
    print("{WON}")
""",
        None,
        walled=True,
    ),
    exhausting(
        "leaves-a-daemon",
        """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(256):
            try:
                os.close(fd)
            except OSError:
                pass
        for _ in range(100):
            time.sleep(0.2)
            try:
                open('@MARK@', 'w').close()
            except OSError:
                pass
    os._exit(0)
""",
        None,
    ),
    exhausting(
        "leaves-a-program-in-another-session",
        "subprocess.Popen('nohup setsid sh -c \"sleep 3; touch @MARK@; sleep 600\" >/dev/null 2>&1 &', shell=True)",
        None,
    ),
    exhausting(
        "starts-threads-without-end",
        f"""
try:
    for _ in range(2000):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    print("{WON}")
except RuntimeError:
    pass
""",
        None,
        walled=True,
    ),
    exhausting(
        "opens-files-without-end",
        f"""
files = [open(os.devnull) for _ in range(5000)]
print("{WON}")
""",
        "open files|descriptor|Errno 24",
    ),
]

CASES = [*ENDLESS, *DYING, *MULTIPLYING]
