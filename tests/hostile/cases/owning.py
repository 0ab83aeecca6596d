"""Owning: what the owner of a file may do without opening it, and what the kernel gives without any file.

Without root a submission may run as the grader's own user, to whom all of these files belong.
"""

import os
from pathlib import Path

from tests.hostile.case import WON, Hostile
from tests.hostile.cases.escaping import escape
from tests.hostile.scene import Scene

TARGETS = """
targets = [p for place in ("@COURSE@", "@HOME@", "@TMP@") for p in
           (place, *(os.path.join(place, *parts) for parts in (
               ("var",), ("var", "gradebook.db"), ("var", "submitted"), ("var", "submitted", "a-neighbour"),
               ("var", "submitted", "z-neighbour", "05-xwt-plus-b", "05-xwt-plus-b.ipynb"), ("solutions",),
               ("solutions", "secret.txt"), ("nbgrader_config.py",), (".ssh",), (".ssh", "id_ed25519"), (".netrc",))))]
def each(*attempts):
    for target in targets:
        for attempt in attempts:
            try:
                attempt(target)
            except (OSError, ValueError, NotImplementedError, AttributeError):
                pass
name = lambda path: ctypes.c_char_p(os.fsencode(path))
"""
OPEN = 0o666  # of a file, as the scene leaves it; of a folder 0o777


def _kept(scene: Scene) -> list[Path]:
    places = (scene.course / "var" / "submitted", scene.course / "solutions", scene.home)
    files = [scene.course / "nbgrader_config.py", scene.course / "var" / "gradebook.db"]
    return [*places, *(path for place in places for path in place.rglob("*")), *files]


def _touched(scene: Scene) -> str | None:
    """What is not as it was handed in, beside contents."""
    for path in _kept(scene):
        if path.is_symlink():
            continue
        status = path.lstat()
        if status.st_mode & OPEN != OPEN or status.st_mode & 0o7000:
            return f"it changed who may use {path}"
        if status.st_uid != os.geteuid() or status.st_mtime < 1e9:
            return f"it changed the owner or the time of {path}"
        if any(word.startswith("user.") for word in os.listxattr(path)):
            return f"it wrote on {path}"
    return None


def owning(name: str, attempts: str) -> Hostile:
    """Wrong answers to all but `linear_forward`; a cell that tries this with many files of others."""
    case = escape(name, TARGETS + attempts, walled=True)
    return Hostile(case.name, case.build, case.earns, harm=_touched)


NUMBERS = {  # x86_64, aarch64
    "fchmodat2": (452, 452),
    "setxattrat": (463, 463),
    "file_setattr": (469, 469),
    "io_setup": (206, 0),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "open_tree": (428, 428),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "memfd_secret": (447, 447),
    "pkey_alloc": (330, 289),
    "mq_open": (240, 180),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    "landlock_create_ruleset": (444, 444),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
}

CASES = [
    owning(
        "takes-away-and-gives-rights",
        """
each(lambda p: os.chmod(p, 0), lambda p: os.chmod(p, 0o7777, follow_symlinks=False),
     lambda p: os.fchmod(os.open(p, os.O_RDONLY), 0), lambda p: library.fchmodat(-100, name(p), 0, 0),
     lambda p: library.syscall(452, -100, name(p), 0, 0), lambda p: library.chmod(name(p), 0))
""",
    ),
    owning(
        "gives-files-to-others",
        """
each(lambda p: os.chown(p, 12345, 12345), lambda p: os.lchown(p, os.getuid(), 0),
     lambda p: library.fchownat(-100, name(p), 12345, 12345, 0))
""",
    ),
    owning(
        "turns-back-the-time-of-files",
        """
each(lambda p: os.utime(p, (0, 0)), lambda p: os.utime(p, ns=(0, 0), follow_symlinks=False),
     lambda p: library.utimes(name(p), (ctypes.c_long * 4)()), lambda p: library.utime(name(p), (ctypes.c_long * 2)()))
""",
    ),
    owning(
        "writes-attributes-on-files",
        """
each(lambda p: os.setxattr(p, "user.hostile", b"x" * 1000), lambda p: library.lsetxattr(name(p), b"user.h", b"x", 1, 0),
     lambda p: library.syscall(463, -100, name(p), 0, b"user.h", (ctypes.c_uint64 * 2)(), 16))
""",
    ),
    owning(
        "links-and-moves-files-of-others",
        """
each(lambda p: os.link(p, "mine"), lambda p: os.rename(p, p + "-gone"), lambda p: os.rename(p, "mine"),
     lambda p: os.truncate(p, 0), lambda p: os.symlink("/etc/passwd", p + "-link"), lambda p: os.mkfifo(p + "-pipe"))
""",
    ),
    escape(
        "calls-that-no-list-of-refusals-names",
        f"""
numbers = {NUMBERS!r}
for call, (x86, arm) in numbers.items():
    number = {{"x86_64": x86, "aarch64": arm}}[MACHINE]
    taken = ctypes.c_ulong(0)
    result = library.syscall(number, 1, ctypes.byref(taken), 0, ctypes.byref((ctypes.c_int * 64)()), 0, 0)
    if result >= 0 or ctypes.get_errno() not in (1, 38):
        print("{WON}", call, result, ctypes.get_errno())
""",
        walled=True,
    ),
    escape(
        "keeps-memory-where-nobody-counts",
        f"""
kept = []
for make in (lambda: socket.socketpair(), lambda: os.memfd_create("x"),
             lambda: os.setxattr(".", "user.x", b"x" * 60_000)):
    try:
        kept.append(make())
        print("{WON}", kept[-1])
    except (OSError, AttributeError):
        pass
""",
        walled=True,
    ),
]
