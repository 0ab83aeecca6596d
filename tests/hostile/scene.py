"""The scene of a run: a course with a class in it, secrets to be found, and traps that tell who got out.

Everything is open to everyone as far as file permissions go, so that only the wall stands between.
"""

from __future__ import annotations

import errno
import secrets
import socket
import stat
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import nbformat

from tests.hostile.answers import POINTS
from tests.hostile.case import LESSON, Hostile, notebook, right, text
from tests.support.course import ROOT
from tests.support.once import copy

NEIGHBOUR = "neighbour-a"
NEIGHBOURS = ("a-neighbour", NEIGHBOUR, "z-neighbour")
LISTENING, DATAGRAMS = "listening", "datagrams"


@dataclass
class Scene:
    """A course folder, a home folder, a folder for marks, a temporary folder, sockets that listen, and secrets.

    `called` collects what was said to the sockets; `name` is that of the abstract ones, which all of the machine share.
    """

    root: Path
    secrets: dict[str, str] = field(default_factory=dict)
    called: list[str] = field(default_factory=list)
    port: int = 0
    name: str = field(default_factory=lambda: f"hostile-{secrets.token_hex(8)}")

    @property
    def course(self) -> Path:
        """The folder with nbgrader_config.py."""
        return self.root / "course"

    @property
    def home(self) -> Path:
        """The instructor's home folder."""
        return self.root / "home"

    @property
    def marks(self) -> Path:
        """Where an attack makes a file of its own name if it can."""
        return self.root / "marks"

    @property
    def temporary(self) -> Path:
        """The TMPDIR of the run."""
        return self.root / "tmp"

    @property
    def sockets(self) -> Path:
        """Where the listening sockets lie."""
        return self.root / "sockets"

    def words(self, student: str) -> dict[str, str]:
        """What the words in a source stand for."""
        return {
            "@COURSE@": str(self.course),
            "@HOME@": str(self.home),
            "@MARK@": str(self.marks / student),
            "@TMP@": str(self.temporary),
            "@PORT@": str(self.port),
            "@SOCKETS@": str(self.sockets),
            "@SOCKET@": self.name,
        }

    def environment(self) -> dict[str, str]:
        """What the run's environment has besides the usual."""
        return {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "MATRIX_GRADIENTS_TOKEN": self.secrets["environment"],
        }

    def hand_in(self, case: Hostile) -> Path:
        """Puts a case's submission in place; the student has the case's name."""
        released = nbformat.read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", as_version=4)
        folder = self.course / "var" / "submitted" / case.name / case.lesson
        folder.mkdir(parents=True)
        path = folder / f"{case.lesson}.ipynb"
        case.place(path, self._fill(case.name, case.build(released)))
        for helper in folder.glob("*.py"):
            helper.write_bytes(self._fill(case.name, helper.read_bytes()))
        return path

    def _fill(self, student: str, contents: bytes) -> bytes:
        for word, meaning in self.words(student).items():
            contents = contents.replace(word.encode(), meaning.encode())
        return contents

    def hand_in_neighbours(self) -> None:
        """Honest students with everything right, and a secret in their text."""
        for student in NEIGHBOURS:
            build = notebook(right(*POINTS), text(f"# {self.hide(student)}"))
            self.hand_in(Hostile(student, build, dict(POINTS)))

    def hide(self, where: str) -> str:
        """A new secret."""
        self.secrets[where] = f"secret-{secrets.token_hex(16)}"
        return self.secrets[where]

    def leaked_to(self, *texts: str) -> list[str]:
        """Which secrets are in these texts."""
        return [where for where, secret in self.secrets.items() if any(secret in text for text in texts)]

    def state(self) -> dict[str, str]:
        """A digest of every file that no run may change: the course, what was handed in, the home folder."""
        kept = [self.home, self.temporary, self.marks, self.course / "var" / "submitted"]
        kept += [path for path in self.course.iterdir() if path.name != "var"]
        return {str(path.relative_to(self.root)): _digest(path) for path in _everything_in(kept)}


def _everything_in(places: list[Path]) -> Iterator[Path]:
    """These files, and all in these folders, however deep they are nested."""
    while places:
        path = places.pop()
        yield path
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                places.extend(path.iterdir())


def _digest(path: Path) -> str:
    kind = stat.S_IFMT(path.lstat().st_mode)
    if kind == stat.S_IFLNK:
        return f"link to {path.readlink()}"
    return sha256(path.read_bytes()).hexdigest() if kind == stat.S_IFREG else stat.filemode(kind)


@contextmanager
def scene(course: Path, root: Path, cases: Sequence[Hostile]) -> Iterator[Scene]:
    """Sets the scene at `root`: a class has handed in to a copy of the course, every file is open to everyone, the
    sockets listen.
    """
    made = Scene(root)
    for folder in (made.home, made.marks, made.temporary, made.sockets):
        folder.mkdir(parents=True)
    copy(course, made.course)
    (made.course / "solutions" / "secret.txt").write_text(made.hide("solutions"))
    (made.home / ".netrc").write_text(made.hide("home"))
    (made.home / ".ssh").mkdir()
    (made.home / ".ssh" / "id_ed25519").write_text(made.hide("key"))
    made.hide("environment")
    _commit(made.course, made.hide("history"))
    with _listening(made):
        made.hand_in_neighbours()
        for case in cases:
            made.hand_in(case)
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o777 if path.is_dir() else path.stat().st_mode | 0o666)
        yield made


def _commit(course: Path, secret: str) -> None:
    """A git history with a secret that is no longer in any file."""
    git = ["git", "-C", str(course), "-c", "user.name=i", "-c", "user.email=i@localhost"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", secret]):
        subprocess.run([*git, *command], check=True, capture_output=True)


@contextmanager
def _listening(made: Scene) -> Iterator[None]:
    """Sockets of every kind that an attack may call, on loopback, abstract and in the file system."""
    name = f"\0{made.name}"
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    opened = [*zip(_on_one_port(stream, datagram), (stream, datagram), strict=True)]
    made.port = opened[0][0].getsockname()[1]
    for kind, abstract, path in ((stream, name, LISTENING), (datagram, f"{name}-datagrams", DATAGRAMS)):
        for address in (abstract, str(made.sockets / path)):
            opened.append((socket.socket(socket.AF_UNIX, kind), kind))
            opened[-1][0].bind(address)
    for server, kind in opened:
        if kind == stream:
            server.listen()
        threading.Thread(target=_collect, args=(server, kind == stream, made.called), daemon=True).start()
    try:
        yield
    finally:
        for server, _ in opened:
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()


def _on_one_port(*kinds: socket.SocketKind) -> list[socket.socket]:
    """Sockets of these kinds on a port that is free for all of them."""
    while True:
        made = [socket.socket(socket.AF_INET, kind) for kind in kinds]
        port = 0
        try:
            for one in made:
                one.bind(("127.0.0.1", port))
                port = one.getsockname()[1]
            return made
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            for one in made:
                one.close()


def _collect(server: socket.socket, stream: bool, called: list[str]) -> None:
    with suppress(OSError):
        while True:
            if stream:
                caller, who = server.accept()
                caller.close()
            else:
                _, who = server.recvfrom(100)
            called.append(f"{server.family.name}: {who!r}")
