"""nbgrader's and the course's own commands, each in a process of its own, forked from one that has imported them.

A command's imports take more than a second, and what it is tested for some hundredths. The warm process imports what
the command's own script and the course's configuration would, in that order. Each command gets its working directory,
environment, arguments and files for what it says, and ends as the script does. How one starts is tested elsewhere.
"""

import json
import os
import select
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

from tests.support.course import ROOT
from tests.support.processes import PATIENCE

BIN = sysconfig.get_path("scripts")
WARM = {
    "nbgrader": f"""
from pathlib import Path
from nbgrader.apps.nbgraderapp import main
from autograder.publishing.folder import course_config
course_config(Path({str(ROOT)!r}))
""",
    "autograder": """
from autograder.cli import app as main
from autograder.grading import lean
with lean.importing():
    from autograder.grading.classroom import classroom
""",
}
SERVE = """
import gc, json, os, sys
gc.freeze()
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(job["cwd"])
        os.environ.clear()
        os.environ.update(job["environment"])
        for descriptor, name in enumerate((os.devnull, job["out"], job["err"])):
            os.dup2(os.open(name, os.O_RDWR), descriptor)
        sys.argv = job["command"]
        sys.exit(main())
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def run(
    program: str, *words: str, cwd: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """One command of `nbgrader` or `autograder`, with its exit code and what it said."""
    server = _server(program)
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        command = [f"{BIN}/{program}", *words]
        job = {
            "command": command,
            "cwd": str(cwd),
            "environment": dict(os.environ if environment is None else environment),
            "out": out.name,
            "err": err.name,
        }
        server.stdin.write(json.dumps(job).encode() + b"\n")
        server.stdin.flush()
        if not select.select([server.stdout], [], [], PATIENCE)[0]:
            server.kill()
            raise subprocess.TimeoutExpired(command, PATIENCE)
        code = server.stdout.readline()
        assert code, f"the warm {program} ended"
        return subprocess.CompletedProcess(command, int(code), _text(out.name), _text(err.name))


def _text(file: str) -> str:
    return Path(file).read_bytes().decode().replace("\r\n", "\n")


@cache
def _server(program: str) -> subprocess.Popen[bytes]:
    """The warm process, which ends when this one does."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", WARM[program] + SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
