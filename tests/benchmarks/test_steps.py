"""The profile of the grader: it puts its clock at functions by their names, and each name must be there."""

import json
import subprocess
import sys

from tests.support.course import ROOT
from tests.support.processes import PATIENCE

MISSING = """
import json
from steps import STEPS
print(json.dumps([f"{place.__name__}.{name}" for place, name, _ in STEPS if not callable(getattr(place, name, None))]))
"""


def test_each_step_is_a_function_of_the_grader():
    command = [sys.executable, "-c", MISSING]
    done = subprocess.run(command, cwd=ROOT / "benchmarks", capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
