"""The doctor: what it tries from inside would succeed without a wall, so that a no is the wall's."""

import os
import shutil
import subprocess
import sys

import pytest

from autograder.sandbox import launch
from autograder.sandbox.doctor import TRIALS, _places, examine
from tests.support.course import ROOT
from tests.support.walls import NAMES, best, let_in, offered

HARMLESS = [trial for trial in TRIALS if trial.startswith(("read", "write", "open"))]


@pytest.mark.parametrize("trial", HARMLESS)
def test_what_the_doctor_tries_succeeds_where_there_is_no_wall(trial, tmp_path):
    exec(TRIALS[trial].format(**_places(tmp_path)))


def test_most_trials_are_harmless_enough_to_be_made_here():
    assert len(HARMLESS) == 4
    assert len(TRIALS) == 6


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_finds_no_way_out_of_any_wall(name):
    lines = list(examine(offered(name)))
    assert name in lines[0]
    assert [line.rsplit("? ")[-1] for line in lines if "may a submission" in line] == ["no"] * len(TRIALS)


ALONE = "from autograder.sandbox.doctor import examine\nimport sys\nprint(*examine(sys.argv[1]), sep='\\n')\n"


def test_the_wall_stands_without_the_package_around_it(tmp_path):
    package = tmp_path / "autograder"
    shutil.copytree(launch.INSIDE.parent, package / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").touch()
    let_in(tmp_path)
    command = [sys.executable, "-c", ALONE, best()]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": "."}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("? no") == len(TRIALS)


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_tries_the_course_that_it_is_run_in(name):
    secret = [ROOT / "solutions", ROOT / "tests", ROOT / "no such folder"]
    lines = [line for line in examine(offered(name), ROOT, secret) if "may a submission" in line]
    assert len(lines) == len(TRIALS) + 2
    assert f"  may a submission see what is in {ROOT / 'solutions'}? no" in lines
