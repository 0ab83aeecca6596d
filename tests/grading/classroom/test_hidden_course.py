"""A course that lies where everybody's programs lie is graded as any other, and its solutions cannot be read."""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from autograder.grading.plugins.settings import Wall
from autograder.publishing.folder import course_config
from tests.hostile.answers import POINTS
from tests.hostile.case import answer, before, notebook
from tests.hostile.cases.broken_files import SOLVED
from tests.support.course import ROOT
from tests.support.once import copy
from tests.support.programs import run
from tests.support.walls import NAMES, offered

LESSON = "05-xwt-plus-b"
COPIES = """
import glob, json
for path in glob.glob({pattern!r}, recursive=True):
    for cell in json.load(open(path))["cells"]:
        if cell["cell_type"] == "code" and "def " in "".join(cell["source"]):
            exec("".join(cell["source"]))
"""


@pytest.fixture
def shown(assigned):
    """A course in a folder that every wall shows: Python's own."""
    place = Path(tempfile.mkdtemp(prefix="course-", dir=Path(sys.prefix) / "lib"))
    place.chmod(0o755)
    try:
        yield copy(assigned, place / "course")
    finally:
        shutil.rmtree(place)


def hand_in(folder, student, contents):
    path = folder / "var" / "submitted" / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(contents)


@pytest.mark.parametrize("wall", NAMES)
def test_what_is_there_for_the_grader_is_not_there_for_a_submission(shown, wall):
    released = nbformat.read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb", as_version=4)
    hand_in(shown, "honest", SOLVED(released))
    for student, where in (("copies-solutions", "solutions"), ("copies-neighbours", "var/submitted")):
        source = COPIES.format(pattern=str(shown / where / "**" / "*.ipynb"))
        hand_in(
            shown,
            student,
            notebook(answer(**dict.fromkeys(POINTS, "")), before("linear_forward-check", source))(released),
        )
    done = run("autograder", "grade", LESSON, "--json", "--no-feedback", "--backend", offered(wall), cwd=shown)
    assert done.returncode == 0, done.stderr
    results = {(line := json.loads(each))["student"]: line["points"] for each in done.stdout.splitlines()}
    assert results == {"honest": sum(POINTS.values()), "copies-solutions": 0, "copies-neighbours": 0}


def test_all_that_a_course_keeps_elsewhere_is_hidden_too(course):
    config = course_config(course)
    config.Exchange.root = "/srv/exchange"
    config.CourseDirectory.db_url = "sqlite:////srv/marks/gradebook.db"
    config.CourseDirectory.submitted_directory = "/srv/submitted"
    hidden = Wall(config=config).limits.hidden
    assert {str(course), "/srv/exchange", "/srv/marks", "/srv/submitted", str(course / "solutions")} <= set(hidden)
    del config.Exchange.root
    assert "/usr/local/share/nbgrader/exchange" in Wall(config=config).limits.hidden
