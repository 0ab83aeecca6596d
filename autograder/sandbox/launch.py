"""Launch: the command that starts a warm Python behind a wall, and what it can see from there."""

from __future__ import annotations

import itertools
import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from autograder.sandbox import inside
from autograder.sandbox.backends import Backend, bubblewrap_program, has_seccomp, namespaces
from autograder.sandbox.limits import MB, Limits

INSIDE = Path(inside.__file__).resolve().parent
PACKAGE = INSIDE.parent.parent
SEEN_INSIDE = "/wall"
BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from inside.template import main; main(*sys.argv[2:])"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32")
PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")  # of a Python's own folder, which may hold a whole project as well
CHECKOUT = "pyproject.toml"  # where this lies beside the package, so does a whole project
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
FIRST_UID = 500_000_000  # far above every user that a machine gives by itself
UIDS_EACH = 100  # one is in use at a time, so none comes again while something of its last start could be left
PROCESSES = 4_000_000  # as many process numbers as Linux has at most, but for a few
CPU_SLACK = 20  # seconds: the limit on wall time, which says what happened, is to come first
MAPPED_SLACK = 1000 * MB  # libraries map so much that they never touch; what is touched is counted by `usage`
MOST_SECRETS = 1000  # entries of a folder that the wall is tried on: they are hidden together or not at all
FEW_FILES = 64  # as many as a submission may well need: the fewer, the larger each may be

ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",  # only a process of one thread may be forked
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

_starts = itertools.count()


def own_uid() -> int:
    """For root: a user that nobody else is, for this start alone; else 0, for no change."""
    if os.geteuid() != 0:
        return 0
    return FIRST_UID + os.getpid() % PROCESSES * UIDS_EACH + next(_starts) % UIDS_EACH


def command(backend: Backend, limits: Limits, folder: Path | None, uid: int, control: int) -> list[str]:
    """The whole command line; `control` is the control socket's descriptor, `folder` where boxes are made."""
    bubblewrap = backend.bubblewrap
    settings = {
        "folder": str(folder or "/tmp"),
        "uid": uid,
        "search": bool(uid) and not bubblewrap and _is_private(Path(sys.base_prefix)),
        "alone": bubblewrap or bool(uid),
        "landlock": backend.landlock,
        "seccomp": backend.safe and has_seccomp(),
        "disk": limits.disk,
        "readable": [str(path) for path in _readable(hidden(limits))],
        "amounts": _amounts(limits) | ({} if bubblewrap or uid else _unwatched(limits)),
    }
    place = SEEN_INSIDE if bubblewrap else str(INSIDE.parent)
    python = [sys.executable, "-I", "-B", "-c", BOOT, place, str(control), json.dumps(settings)]
    return [*_bubblewrap(limits), *python] if bubblewrap else python


def _amounts(limits: Limits) -> dict[str, int]:
    return {
        "AS": limits.memory + MAPPED_SLACK,
        "NPROC": limits.processes,
        "FSIZE": limits.disk,
        "NOFILE": limits.files,
        "CPU": int(limits.seconds) + CPU_SLACK,
        "CORE": 0,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
    }


def _unwatched(limits: Limits) -> dict[str, int]:
    """Where the disk is the machine's own, and nobody may count what is deleted but still open: so much in all."""
    files = min(limits.files, FEW_FILES)
    return {"NOFILE": files, "FSIZE": limits.disk // files}


def _bubblewrap(limits: Limits) -> list[str]:
    """Nothing to see but the system and Python, read-only; nothing to write to but a small /tmp in memory."""
    options = [
        bubblewrap_program() or "bwrap",
        *namespaces(),
        "--as-pid-1",
        "--die-with-parent",
        "--new-session",
        "--hostname",
        "wall",
        *("--perms", "1777", "--size", str(limits.disk), "--tmpfs", "/tmp"),
    ]
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            options += [*_open_way_to(path), "--ro-bind", name, name]
    options += [*_open_way_to(Path("/dev/null")), *_open_way_to(Path("/etc/localtime"))]
    for file in filter(os.path.exists, SYSTEM_FILES):
        options += ["--ro-bind", file, file]
    for device in DEVICES:
        options += ["--dev-bind", device, device]
    options += _layers(hidden(limits))
    seen = Path(SEEN_INSIDE, "inside")
    return [*options, *_open_way_to(seen), "--ro-bind", str(INSIDE), str(seen), "--remount-ro", "/", "--chdir", "/tmp"]


def hidden(limits: Limits) -> list[Path]:
    """What nothing behind the wall may see, though it may lie among what is shown: by their real paths.

    It is this package, the project around it where it lies in one, and what the limits name. Within them Python's own
    parts are shown nevertheless, for it runs from there.
    """
    project = [PACKAGE.parent] if (PACKAGE.parent / CHECKOUT).is_file() else []
    places = {place.resolve() for place in (PACKAGE, *project, *map(Path, limits.hidden))}
    return sorted(filter(os.path.exists, places))


def secrets(limits: Limits) -> dict[Path, list[Path]]:
    """For each hidden place what of it may be tried: where one of these can be read inside, the wall has a hole."""
    places = hidden(limits)
    shown = [*map(Path, (*SYSTEM, *SYSTEM_FILES, *DEVICES, "/tmp", SEEN_INSIDE)), *_python(places)]
    return {
        place: [entry for entry in _entries(place) if not any(path.is_relative_to(entry) for path in shown)]
        for place in places
    }


def _entries(place: Path) -> Iterator[Path]:
    """Files and folders in a folder, as many as are tried, nothing that makes its reader wait; a file itself."""
    for entry in sorted(_first(place)) if place.is_dir() else [place]:
        if entry.is_dir() or (entry.exists() and stat.S_ISREG(entry.stat().st_mode)):
            yield entry


def _first(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [folder / entry.name for entry in islice(entries, MOST_SECRETS)]


def _layers(places: Sequence[Path]) -> list[str]:
    """Python's parts, and covers over what is hidden, the deepest last: what lies in an outer one is covered by it."""
    parts = _python(places)
    options: list[str] = []
    laid: list[tuple[Path, bool]] = []
    covers = dict.fromkeys(_covers(places, parts))
    for path, cover in sorted(
        [*((part, False) for part in parts), *((path, True) for path in covers)],
        key=lambda layer: (len(layer[0].parts), layer[1]),
    ):
        below = [is_cover for place, is_cover in laid if path.is_relative_to(place)]
        if not cover:
            options += [*_open_way_to(path), "--ro-bind", str(path), str(path)]
        elif below and below[-1]:
            continue
        elif path.is_dir():
            options += ["--perms", "0555", "--tmpfs", str(path)]
        else:
            options += ["--ro-bind", os.devnull, str(path)]
        laid.append((path, cover))
    for path, cover in laid:
        if cover and path.is_dir():
            options += ["--remount-ro", str(path)]
    return options


def _covers(places: Sequence[Path], parts: Sequence[Path]) -> Iterator[Path]:
    """Where what is hidden would be seen: the same folder may be shown by several paths."""
    for shown in (*(path for path in map(Path, SYSTEM) if path.is_dir() and not path.is_symlink()), *parts):
        real = shown.resolve()
        yield from (shown / place.relative_to(real) for place in places if place.is_relative_to(real))


def _open_way_to(path: Path) -> list[str]:
    """The folders above it, open to every user: bubblewrap by itself makes them for its own user only."""
    return [word for folder in reversed(path.parents[:-1]) for word in ("--perms", "0755", "--dir", str(folder))]


def _python(places: Sequence[Path]) -> list[Path]:
    """What this Python needs of the folders it lies in, where the system's do not show them already.

    Both by the path it was started from, which may be a link, and by the real one. `places` are hidden.
    """
    roots = dict.fromkeys(
        root for prefix in (sys.prefix, sys.base_prefix) for root in (Path(prefix), Path(prefix).resolve())
    )
    system = [place for place in SYSTEM if Path(place).is_dir()]
    unseen = [
        root for root in roots if not any(map(root.is_relative_to, system)) or any(map(root.is_relative_to, places))
    ]
    return [root / part for root in unseen for part in PARTS if (root / part).exists()]


def _readable(places: Sequence[Path]) -> Iterator[Path]:
    """Every file and folder that a submission may read: the system's and Python's, but nothing that is hidden."""
    yield from map(Path, (*SYSTEM_FILES, "/dev/zero", "/dev/urandom", "/dev/random"))
    for root in (*map(Path, SYSTEM), *_python(places)):
        real = root.resolve()
        yield from _without(root, [place for place in places if place.is_relative_to(real)])


def _without(folder: Path, places: Sequence[Path]) -> Iterator[Path]:
    """The folder, or of what lies in it all but the hidden places. What links lead to is allowed by its own path."""
    real = folder.resolve()
    if not any(place.is_relative_to(real) for place in places):
        yield folder
    elif real not in places:
        for entry in folder.iterdir():
            if not entry.is_symlink():
                yield from _without(entry, places)


def _is_private(folder: Path) -> bool:
    """Whether some folder on the way is closed to other users."""
    return any(not place.stat().st_mode & 0o001 for place in (folder, *folder.parents))
