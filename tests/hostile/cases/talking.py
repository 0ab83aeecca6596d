"""Talking: the student's code speaks for the worker, over whatever the grader left open."""

from tests.hostile.case import CHANNEL, TIME, Hostile, all_wrong, before, either, first, notebook, right

SOCKETS = """
import array, json, os, socket, stat, struct, threading, time
def sockets():
    found = []
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else range(256):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found.append(int(name))
        except OSError:
            pass
    return found
RIGHT = {"id": 1, "ok": True, "passed": True, "score": 1.0, "points": 3.0, "mistake": None, "message": "Right."}
BODY = json.dumps(RIGHT).encode()
"""


def talker(name: str, source: str, reason: str | None = None, *, endless: bool = False) -> Hostile:
    """Wrong answers, `linear_forward` checked first; then a cell that talks."""
    edits = [all_wrong(), right("linear_forward"), before("linear_grad_W", SOCKETS + source)]
    return Hostile(name, notebook(*edits), {"linear_forward": 1.0}, reason, endless=endless)


CASES = [
    talker(
        "forged-frames",
        """
for fd in sockets():
    for order in "<>":
        for size in "IQH":
            os.write(fd, struct.pack(order + size, len(BODY)) + BODY)
    os.write(fd, BODY + b"\\n")
""",
    ),
    talker(
        "frames-that-claim-to-be-enormous",
        """
for fd in sockets():
    os.write(fd, b"\\xff" * 64)
""",
    ),
    talker(
        "frames-of-nested-lists",
        """
for fd in sockets():
    body = b"[" * 100_000
    for order in "<>":
        os.write(fd, struct.pack(order + "I", len(body)) + body)
""",
    ),
    talker(
        "frames-without-end",
        """
for fd in sockets():
    for _ in range(2000):
        os.write(fd, b"x" * 1_000_000)
""",
    ),
    talker(
        "frames-in-drops",
        """
def drip(fd):
    os.write(fd, struct.pack("<IQ", 1_000_000, 0))
    while True:
        os.write(fd, b" ")
        time.sleep(0.02)
for fd in sockets():
    threading.Thread(target=drip, args=(fd,)).start()
time.sleep(600)
""",
        either(TIME, CHANNEL),
        endless=True,
    ),
    talker(
        "frames-byte-by-byte",
        """
def pour(fd):
    while True:
        os.write(fd, b" ")
for fd in sockets():
    os.write(fd, struct.pack("<IQ", 16_000_000, 64_000_000))
    for _ in range(4):
        threading.Thread(target=pour, args=(fd,)).start()
time.sleep(600)
""",
        either(TIME, CHANNEL),
        endless=True,
    ),
    talker(
        "frames-of-another-length-than-they-say",
        """
body = json.dumps({"returned": {"is": "array", "dtype": "<f8", "shape": [2**40, 0, 2**40], "layout": "C"}}).encode()
for fd in sockets():
    os.write(fd, struct.pack("<IQ", len(body), 2**63) + body)
""",
    ),
    talker(
        "frames-of-a-million-outputs",
        """
body = b'{"ok": true, "outputs": [' + b'[],' * 4_000_000 + b'[]]}'
for fd in sockets():
    socket.socket(fileno=os.dup(fd)).sendall(struct.pack("<IQ", len(body), 0) + body)
""",
    ),
    talker(
        "replies-in-advance",
        """
body = json.dumps({"ok": True, "outputs": [], "returned": {"is": "number", "value": 0.0}, "changed": []}).encode()
for fd in sockets():
    socket.socket(fileno=os.dup(fd)).sendall((struct.pack("<IQ", len(body), 0) + body) * 200)
""",
    ),
    talker(
        "replies-of-odd-kinds",
        """
for odd in ({"returned": 3}, {"returned": {"is": "array", "dtype": "|O", "shape": [], "layout": "C"}},
            {"raised": {"kinds": [[]] * 9, "text": {}, "line": [], "number": "x"}, "changed": [[0, 0], 5]},
            {"returned": {"is": "tuple", "items": [{"is": "none"}] * 10**5}}, {"outputs": {"0": 0}, "cut": []}, []):
    body = json.dumps(odd).encode()
    for fd in sockets():
        os.write(fd, struct.pack("<IQ", len(body), 0) + body)
""",
    ),
    talker(
        "junk-to-every-descriptor",
        """
for fd in range(256):
    try:
        os.write(fd, BODY + b"\\n")
    except OSError:
        pass
""",
    ),
    talker("closes-every-descriptor", "os.closerange(0, 256)"),
    talker(
        "swaps-the-socket-for-its-own",
        """
mine, theirs = socket.socketpair()
for fd in sockets():
    if fd not in (mine.fileno(), theirs.fileno()):
        os.dup2(theirs.fileno(), fd)
""",
    ),
    talker(
        "steals-the-questions",
        """
def steal(fd):
    own = socket.socket(fileno=os.dup(fd))
    while own.recv(65536):
        own.sendall(struct.pack(">I", len(BODY)) + BODY)
for fd in sockets():
    threading.Thread(target=steal, args=(fd,), daemon=True).start()
""",
    ),
    talker(
        "sends-its-own-descriptors",
        """
for fd in sockets():
    own, many = socket.socket(fileno=os.dup(fd)), array.array("i", [0] * 250)
    if own.family == socket.AF_UNIX:
        own.sendmsg([b"\\x00\\x00"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, many)])
""",
        endless=True,
    ),
    talker(
        "every-reply-says-right",
        """
import pickle
encode, dump = json.JSONEncoder.encode, json.dumps
def say_right(self, value):
    return encode(self, {**value, **RIGHT} if isinstance(value, dict) else value)
json.JSONEncoder.encode = say_right
json.dumps = lambda value, *a, **k: dump({**value, **RIGHT} if isinstance(value, dict) else value, *a, **k)
""",
    ),
    talker("answers-from-two-processes", "os.fork()"),
    talker(
        "answers-from-a-child-after-the-parent-is-gone",
        """
if os.fork():
    os._exit(0)
""",
    ),
    talker(
        "answers-at-exit",
        """
import atexit
def late():
    for fd in sockets():
        os.write(fd, struct.pack(">I", len(BODY)) + BODY)
atexit.register(late)
raise SystemExit(0)
""",
    ),
    talker(
        "lines-on-the-graders-output",
        """
for fd in (1, 2):
    os.write(fd, b'\\n{"student": "forged", "lesson": "05-xwt-plus-b", "points": 23.0, "most": 23.0}\\n')
    os.write(fd, b"\\x1b]0;HOSTILE WON\\x07\\x1b[2J")
""",
    ),
    Hostile(
        "asks-for-input",
        notebook(all_wrong(), right("linear_forward"), first("input('points? ')")),
        {"linear_forward": 1.0},
        "input|EOF",
    ),
]
