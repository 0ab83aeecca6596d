"""Many machines: a Dask cluster on a network of its own, the gradebook on PostgreSQL, and a worker that is lost."""

import csv
import json
import signal
from collections import Counter

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.publishing.folder import course_config
from tests.support.classes import LESSON, WORK, finish, hand_in_answers, slow_down, start
from tests.support.course import copy_course
from tests.support.machines import computers, postgresql
from tests.support.once import copy, once
from tests.support.processes import below, running, until
from tests.support.programs import run
from tests.support.walls import best

EVERYBODY = [(student, lesson) for student, lesson in WORK if lesson == LESSON]
LAST = [student for student, _ in EVERYBODY][-6:]  # they take their time, so that a worker is lost in the midst of it
# One of the answers is an endless loop; each other call is over in a thousandth of this.
CALL_SECONDS = 2


@pytest.fixture(scope="module")
def database():
    with postgresql() as make:
        yield make


def set_up(folder, db_url=""):
    """The sample class has handed in to this course, and its gradebook is at this address."""
    best()
    hand_in_answers(folder, EVERYBODY)
    for student in LAST:
        slow_down(folder, student, 1.0)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(f"\nc.Wall.call_seconds = {CALL_SECONDS}\n")
        if db_url:
            config.write(f"c.CourseDirectory.db_url = {db_url!r}\n")
    return folder


def students(out):
    """Who was graded, as the command says it."""
    return [json.loads(line)["student"] for line in out.splitlines()]


def marks(folder):
    """Every grade in the gradebook: points by the autograder, points by hand, the most there is, what is left to do."""
    coursedir = CourseDirectory(config=course_config(folder))
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return {
            (submission.student_id, grade.name): (
                *(grade.auto_score, grade.manual_score, grade.max_score),
                *(grade.needs_manual_grade, submission.score, submission.needs_manual_grade),
            )
            for submission in gradebook.assignment_submissions(LESSON)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def exported(file):
    """The rows of a file of marks."""
    with file.open() as rows:
        return sorted(tuple(sorted(row.items())) for row in csv.DictReader(rows))


def times_recorded(folder):
    """How often each student was written down."""
    lines = (folder / "var" / "graded.jsonl").read_text().splitlines()
    return Counter(json.loads(line)["student"] for line in lines)


@pytest.fixture(scope="module")
def usual(assigned, tmp_path_factory):
    """The class graded on this machine, the gradebook in SQLite."""
    return once(tmp_path_factory, "usual", lambda folder: finish(start(set_up(copy(assigned, folder)))))


def test_a_gradebook_on_postgresql_is_the_one_on_sqlite(tmp_path, database, usual):
    folder = set_up(copy_course(tmp_path / "course"), database("alone"))
    out, _ = finish(start(folder))
    assert sorted(students(out)) == sorted(times_recorded(usual))
    assert marks(folder) == marks(usual)
    run("nbgrader", "export", f"--to={tmp_path}/exported.csv", cwd=folder).check_returncode()
    assert exported(tmp_path / "exported.csv") == exported(usual / "var" / "grades.csv")
    assert not (folder / "var" / "gradebook.db").exists()
    out, _ = finish(start(folder))
    assert students(out) == []


def test_every_student_is_graded_once_though_a_worker_is_killed(tmp_path, database, dask, usual):
    from distributed import Client

    folder = set_up(copy_course(tmp_path / "course"), database("cluster"))
    with computers(3) as (first, second, third):
        _, address = dask.scheduler(first)
        victim, name = dask.worker(address, second)
        dask.worker(address, third)
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)
            place = next(place for place, its in client.scheduler_info()["workers"].items() if its["id"] == name)
            run = start(folder, "--scheduler", address, "--trust-network")
            first_ones = [run.stdout.readline() for _ in range(3)]
            until(lambda: client.processing([place])[place])
            left = below(victim.pid)
            victim.send_signal(signal.SIGKILL)
        rest = run.stdout.readlines()
        finish(run)
        assert len(left) >= 3  # a process that grades, and a wall behind it
        until(lambda: not running(left))
    assert sorted(students("".join(first_ones + rest))) == sorted(times_recorded(usual))
    assert set(times_recorded(folder).values()) == {1}
    assert marks(folder) == marks(usual)
