"""Writing: the course, the gradebook, other students' work, and whatever outlives the submission."""

import ctypes
from pathlib import Path

from tests.hostile.case import WON, Hostile, all_wrong, before, notebook, put, right
from tests.hostile.scene import Scene

IMPORTS = "import ctypes, glob, os, pathlib, shutil, site, sqlite3, subprocess, sys, tempfile\n"
SYSTEM_V_KEY = 0x40571E
POISON = "open('@MARK@', 'w').close()\n"


def writer(name: str, source: str, harm=None, place=put) -> Hostile:
    """Wrong answers to all but `linear_forward`; a cell that writes where it should not."""
    build = notebook(all_wrong(), right("linear_forward"), before("linear_grad_W-check", IMPORTS + source))
    more = {} if harm is None else {"harm": harm}
    return Hostile(name, build, {"linear_forward": 1.0}, place=place, **more)


def at_least(paths: str, write: str) -> str:
    """Tries each path by itself: one refusal must not spare the others."""
    return f"""
for path in {paths}:
    try:
        {write}
    except OSError:
        pass
"""


def left_behind(*paths: str):
    """Harm: one of these files exists."""

    def harm(scene: Scene) -> str | None:
        found = [path for pattern in paths for path in Path("/").glob(pattern)]
        return f"{found} was left" if found else None

    return harm


def system_v(scene: Scene) -> str | None:
    """Harm: shared memory, a queue or a semaphore of our key is still there."""
    kinds = {kind: Path("/proc/sysvipc", kind) for kind in ("shm", "msg", "sem")}
    keys = {kind: [int(line.split()[0]) for line in path.read_text().splitlines()[1:]] for kind, path in kinds.items()}
    left = [kind for kind, found in keys.items() if SYSTEM_V_KEY in found]
    return f"System V {left} was left" if left else None


def message_queue(scene: Scene) -> str | None:
    """Harm: a POSIX message queue of ours is still there."""
    library = ctypes.CDLL("librt.so.1")
    return "a message queue was left" if library.mq_unlink(b"/hostile-mark") == 0 else None


def key_ring(scene: Scene) -> str | None:
    """Harm: a key of ours is still in a key ring."""
    return "a key was left" if "hostile-key" in Path("/proc/keys").read_text() else None


def beside(**files: str):
    """Hands in other files beside the notebook."""

    def place(path: Path, contents: bytes) -> None:
        put(path, contents)
        for name, source in files.items():
            (path.parent / f"{name}.py").write_text(source)

    return place


CASES = [
    writer("writes-a-mark-outside", at_least("['@MARK@']", "open(path, 'w').write('was here')")),
    writer(
        "changes-marks-in-the-gradebook",
        """
try:
    with sqlite3.connect("@COURSE@/var/gradebook.db", timeout=1) as gradebook:
        gradebook.execute("update grade set auto_score = 1000, manual_score = 1000")
except sqlite3.Error:
    pass
""",
    ),
    writer(
        "deletes-the-gradebook", at_least("glob.glob('@COURSE@/var/*')", "os.path.isfile(path) and os.remove(path)")
    ),
    writer(
        "locks-the-gradebook",
        """
try:
    gradebook = sqlite3.connect("@COURSE@/var/gradebook.db", timeout=1)
    gradebook.execute("begin exclusive")
    import time
    time.sleep(5)
except sqlite3.Error:
    pass
""",
    ),
    writer(
        "empties-other-submissions",
        at_least("glob.glob('@COURSE@/var/submitted/*/*/*.ipynb')", "open(path, 'w').write('{}')"),
    ),
    writer("deletes-the-class", "shutil.rmtree('@COURSE@/var/submitted', ignore_errors=True)"),
    writer(
        "writes-feedback-and-marks",
        at_least(
            "['@COURSE@/var/grades.csv', *glob.glob('@COURSE@/var/feedback/*/*/*'),"
            " *glob.glob('@COURSE@/var/autograded/*/*/*')]",
            "open(path, 'w').write('hostile')",
        ),
    ),
    writer(
        "rewrites-the-course",
        at_least(
            "glob.glob('@COURSE@/solutions/*') + glob.glob('@COURSE@/notebooks/*/*') + ['@COURSE@/nbgrader_config.py']",
            "open(path, 'a').write('# hostile')",
        ),
    ),
    writer(
        "plants-code-at-start-up",
        at_least(
            "['@HOME@/.bashrc', '@HOME@/.profile', '@HOME@/.ipython/profile_default/startup/00.py',"
            " '@HOME@/sitecustomize.py', '@COURSE@/sitecustomize.py', '@COURSE@/numpy.py', '@COURSE@/autograder.py']",
            "os.makedirs(os.path.dirname(path), exist_ok=True); open(path, 'a').write('# hostile')",
        ),
    ),
    writer(
        "plants-code-in-site-packages",
        at_least(
            "[os.path.join(p, 'hostile_mark.pth') for p in (*site.getsitepackages(), os.path.dirname(os.__file__))]",
            f"open(path, 'w').write('# hostile'); print('{WON}'); os.remove(path)",
        ),
    ),
    writer(
        "plants-bytecode",
        at_least(
            "glob.glob(os.path.dirname(os.__file__) + '/__pycache__/base64.*')",
            f"open(path, 'ab').close(); print('{WON}')",
        ),
    ),
    writer(
        "plants-a-job",
        at_least(
            "['/etc/cron.d/hostile-mark', '/var/spool/cron/crontabs/hostile-mark', '/etc/profile.d/hostile-mark.sh']",
            "open(path, 'w').write('# hostile\\n')",
        ),
        harm=left_behind("etc/*/hostile-mark*", "var/spool/cron/*/hostile-mark*"),
    ),
    writer(
        "leaves-temporary-files",
        at_least(
            "[f + '/hostile-mark' for f in ('/tmp', '/var/tmp', '/dev/shm', '/run', '@TMP@')]",
            "open(path, 'w').write('# hostile\\n')",
        ),
        harm=left_behind("tmp/hostile-mark", "var/tmp/hostile-mark", "dev/shm/hostile-mark", "run/hostile-mark"),
    ),
    writer(
        "poisons-the-next-submission",
        """
for folder in {os.getcwd(), tempfile.gettempdir(), "/tmp", "..", os.path.expanduser("~"), *filter(None, sys.path)}:
    for name in ("numpy.py", "IPython.py", "autograder.py", "sitecustomize.py", "usercustomize.py", "json.py"):
        try:
            with open(os.path.join(folder, name), "x") as file:
                file.write("open('@MARK@', 'w').close(); raise SystemExit('hostile')")
        except OSError:
            pass
""",
    ),
    writer(
        "leaves-system-v-objects",
        f"""
library = ctypes.CDLL(None, use_errno=True)
library.shmget({SYSTEM_V_KEY}, ctypes.c_size_t(4096), 0o1666)
library.msgget({SYSTEM_V_KEY}, 0o1666)
library.semget({SYSTEM_V_KEY}, 1, 0o1666)
""",
        harm=system_v,
    ),
    writer(
        "leaves-a-message-queue",
        """
library = ctypes.CDLL("librt.so.1", use_errno=True)
library.mq_open(b"/hostile-mark", os.O_CREAT | os.O_RDWR, 0o666, None)
""",
        harm=message_queue,
    ),
    writer(
        "leaves-a-key",
        """
library = ctypes.CDLL(None, use_errno=True)
for ring in (-2, -3, -4, -5):
    number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
    library.syscall(number, b"user", b"hostile-key", b"kept", 4, ring)
""",
        harm=key_ring,
    ),
    writer(
        "modules-of-its-own-beside-the-notebook",
        "",
        place=beside(
            **dict.fromkeys(("numpy", "autograder", "IPython", "json", "sitecustomize", "zmq"), POISON),
            nbgrader_config=POISON,
        ),
    ),
]
