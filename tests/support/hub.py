"""A JupyterHub as docs/jupyterhub.md sets it up, with an instructor and two students, in a machine of its own.

bubblewrap makes that machine of this one: the same programs, but another /srv and /home, a list of accounts of its own,
and a network that ends in it. So the paths, ports and accounts are those of the document, and nothing of it is left.
`run` starts this module as a program in there, which plays the scene and writes what was seen as JSON.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from tests.support.course import ROOT, copy_course
from tests.support.processes import PATIENCE, until

COURSE, SHARED, STATE = Path("/srv/matrix-gradients"), Path("/srv/nbgrader"), Path("/srv/jupyterhub")
HUB = "http://127.0.0.1:8000"
LESSON = {"course_id": "matrix-gradients", "assignment_id": "05-xwt-plus-b"}
NAME = LESSON["assignment_id"]
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", (ROOT / "docs" / "jupyterhub.md").read_text(), re.M | re.S)
OWNERSHIP, INSTALLATION, EXCHANGE, START, LESSONS = (block for kind, block in BLOCKS if kind == "sh")
(SETTING,) = (block for kind, block in BLOCKS if kind == "python")
ACCOUNTS = {"root": 0, "instructor": 20001, "ada": 20002, "bo": 20003}
ANSWERS = {"ada": "G.T @ X", "bo": "X.T @ G"}  # to linear_grad_W: one is right, the other is its transpose
PROXY = "configurable-http-proxy"
SCRIPTS = [sysconfig.get_path("scripts"), str(Path(sys.prefix, "proxy", "node_modules", ".bin"))]
PATH = os.pathsep.join([*SCRIPTS, os.environ.get("PATH", os.defpath)])


def missing():
    """Why there can be no hub here; "" where there can."""
    if os.geteuid():
        return "JupyterHub starts servers for other accounts, which needs root"
    if shutil.which("bwrap") is None:
        return "the hub's own machine is made with bubblewrap: apt install bubblewrap"
    programs = {
        "jupyterhub": "pip install jupyterhub",
        PROXY: f"npm install --prefix {os.path.relpath(sys.prefix, ROOT)}/proxy {PROXY}",
    }
    return "; ".join(
        f"there is no {program}: {remedy}"
        for program, remedy in programs.items()
        if shutil.which(program, path=PATH) is None
    )


def run(folder):
    """Plays the scene and gives what was seen in it."""
    everybodys = ["root:x:0:0::/root:/bin/sh", "nobody:x:65534:65534::/nonexistent:/bin/false"]
    people = [f"{name}:x:{uid}:{uid}::/home/{name}:/bin/sh" for name, uid in ACCOUNTS.items() if uid]
    (folder / "passwd").write_text("\n".join([*everybodys, *people, ""]))
    (folder / "group").write_text("".join(f"{name}:x:{uid}:\n" for name, uid in ACCOUNTS.items()))
    command = [
        *("bwrap", "--dev-bind", "/", "/", "--proc", "/proc", "--tmpfs", "/srv", "--tmpfs", "/home"),
        *("--unshare-pid", "--unshare-net", "--die-with-parent", "--cap-add", "ALL"),
        *_opened({Path(sys.prefix), Path(sys.base_prefix), ROOT}),
        *("--bind", folder, folder),
        *("--ro-bind", folder / "passwd", "/etc/passwd", "--ro-bind", folder / "group", "/etc/group"),
        *("--chdir", ROOT, "--setenv", "PATH", PATH, "--setenv", "HOME", "/root"),
        *(sys.executable, "-m", "tests.support.hub", folder / "seen.json"),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE)
    log = Path(folder, "hub.log")
    assert done.returncode == 0, done.stdout + (log.read_text()[-5000:] if log.exists() else "")
    return json.loads((folder / "seen.json").read_text())


def _opened(needed):
    """Options by which every account reaches what the programs need, where it lies in a folder of root's alone."""
    closed = {}
    for place in needed:
        if hiding := [folder for folder in reversed(place.parents) if not folder.stat().st_mode & 0o001]:
            closed.setdefault(hiding[0], set()).add(place)
    for folder, places in closed.items():
        yield from ("--perms", "0755", "--tmpfs", folder)
        on_the_way = {each for place in places for each in place.parents if folder in each.parents}
        for each in sorted(on_the_way):
            yield from ("--perms", "0755", "--dir", each)
        for place in sorted(places):
            yield from ("--ro-bind", place, place)


def play(out):
    """The scene: a lesson is released, fetched, handed in, collected, graded, and its pages come back."""
    _set_up()
    seen = {}
    with _hub(out.parent / "hub.log"):
        instructor = Person("instructor")
        seen["course"] = instructor.names("")
        release, collect, grade, return_pages = LESSONS.splitlines()
        _command(release)
        students = {name: Person(name) for name in ANSWERS}
        for name, student in students.items():
            student.post("assignments/fetch", **LESSON)
            student.answer("linear_grad_W", ANSWERS[name])
            student.post("assignments/submit", **LESSON)
        seen["collects"] = _command(collect)
        _command(grade)
        seen["marks"] = (COURSE / "var" / "grades.csv").read_text()
        _command(return_pages)
        seen["formgrader"] = json.loads(instructor.get(f"formgrader/api/submissions/{NAME}"))
        for name, student in students.items():
            student.post("assignments/fetch_feedback", **LESSON)
            (time,) = student.names(f"{NAME}/feedback")
            seen[f"page of {name}"] = student.file(f"{NAME}/feedback/{time}/{NAME}.html")
        answer = f"def linear_grad_W(X, W, B, G): return {ANSWERS['ada']}"
        checked = _as("ada", "python", "-c", f"from autograder import check\n{answer}\ncheck(linear_grad_W)")
        seen["check"] = checked.stdout + checked.stderr
        inbox = SHARED / "exchange" / LESSON["course_id"] / "inbound"
        looks = {"the course": COURSE, "the inbox": inbox, "another's home": "/home/ada"}
        seen["refused"] = [name for name, place in looks.items() if _as("bo", "ls", place).returncode]
        seen["not another's server"] = students["bo"].status("user/ada/api/contents/")
    out.write_text(json.dumps(seen))


def _set_up():
    """What docs/jupyterhub.md has an operator do, by its own lines, but for the installation and the start."""
    for name, uid in ACCOUNTS.items():
        if uid:
            home = Path("/home", name)
            home.mkdir(mode=0o700)
            shutil.chown(home, name, name)
    copy_course(COURSE)
    with (COURSE / "nbgrader_config.py").open("a") as config:
        config.write(SETTING)
    for block in (OWNERSHIP, EXCHANGE):
        subprocess.run(["/bin/sh", "-e", "-c", block], check=True)
    (STATE / "config.py").write_text(
        f"load_subconfig({START.split('--config ')[1].strip()!r})\n"
        'c.JupyterHub.authenticator_class = "dummy"\n'  # there are no passwords here
        'c.DummyAuthenticator.password = "secret"\n'
    )


@contextmanager
def _hub(log):
    with log.open("wb") as out:
        hub = subprocess.Popen(["jupyterhub", "--config", STATE / "config.py"], cwd=STATE, stdout=out, stderr=out)
        try:
            until(lambda: hub.poll() is not None or _answers())
            assert hub.poll() is None
            yield
        finally:
            hub.terminate()
            hub.wait()


def _answers():
    try:
        with urlopen(f"{HUB}/hub/health", timeout=60) as answer:
            return answer.status == 200
    except OSError:
        return False


def _as(name, *words):
    uid = ACCOUNTS[name]
    environment = {**os.environ, "HOME": f"/home/{name}", "USER": name}
    return subprocess.run(
        words, cwd="/", user=uid, group=uid, extra_groups=[], env=environment, capture_output=True, text=True
    )


def _command(line):
    """A command that the instructor gives in the course's folder."""
    done = _as("instructor", "/bin/sh", "-c", f"cd {COURSE} && exec {line}")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


class Person:
    """Someone who has logged in, and whose JupyterLab runs."""

    def __init__(self, name):
        self.name = name
        self.jar = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.jar))
        login = self._open("hub/login").read().decode()
        token = re.search(r'name="_xsrf" value="([^"]+)"', login)[1]
        form = {"username": name, "password": "secret", "_xsrf": token}
        self._open("hub/login?next=/hub/spawn", urlencode(form).encode()).read()
        until(self._is_served)

    def _open(self, path, data=None, **options):
        return self.opener.open(Request(f"{HUB}/{path}", data, **options), timeout=PATIENCE)

    def _is_served(self):
        try:
            return self._open(f"user/{self.name}/lab").url.startswith(f"{HUB}/user/{self.name}/lab")
        except HTTPError as error:
            error.close()
            return False

    def get(self, path):
        """What this person's own server answers."""
        return self._open(f"user/{self.name}/{quote(path)}").read().decode()

    def status(self, path):
        """The hub's answer by its number."""
        try:
            return self._open(path).status
        except HTTPError as error:
            error.close()
            return error.code

    def post(self, path, **form):
        """A form sent to this person's own server, as nbgrader's panel of assignments sends it."""
        answer = json.loads(self._send(path, urlencode(form).encode(), "POST"))
        assert answer["success"], answer

    def _send(self, path, data, method):
        token = next(
            cookie.value for cookie in self.jar if (cookie.name, cookie.path) == ("_xsrf", f"/user/{self.name}/")
        )
        headers = {"X-XSRFToken": token} | ({"Content-Type": "application/json"} if method == "PUT" else {})
        return self._open(f"user/{self.name}/{path}", data, headers=headers, method=method).read()

    def names(self, folder):
        """What this person sees in a folder."""
        return [file["name"] for file in json.loads(self.get(f"api/contents/{folder}"))["content"]]

    def file(self, path):
        """A text that this person opens."""
        return json.loads(self.get(f"api/contents/{path}"))["content"]

    def answer(self, exercise, expression):
        """Writes a function into the fetched notebook, and saves it."""
        notebook = self.file(f"{NAME}/{NAME}.ipynb")
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == exercise:
                cell["source"] = f"def {exercise}(X, W, B, G):\n    return {expression}"
        body = json.dumps({"type": "notebook", "format": "json", "content": notebook}).encode()
        self._send(f"api/contents/{NAME}/{NAME}.ipynb", body, "PUT")


if __name__ == "__main__":
    play(Path(sys.argv[1]))
