"""Many machines: a Dask cluster on a network of its own, the gradebook on PostgreSQL, and a worker that is lost."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.grading.classroom.hand_in import hand_in
from autograder.grading.errors import CannotGrade
from autograder.grading.submission.grade import Job
from autograder.grading.workers import cluster as clusters
from autograder.grading.workers.cluster import cluster
from autograder.grading.workers.process import GradingProcess
from autograder.publishing.folder import course_config
from autograder.sandbox.backends import NoWall, choose
from tests.support.course import ROOT, copy_course
from tests.support.machines import BIN, Dask, computers, postgresql, until

LESSON = "05-xwt-plus-b"
CLASS = ROOT / "tests" / "data" / "class"
SECONDS = 300


@pytest.fixture(scope="module", autouse=True)
def _ready():
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'distributed>=2024.8'")
    try:
        choose()
    except NoWall as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def database():
    with postgresql() as make:
        yield make


@pytest.fixture
def dask(tmp_path):
    programs = Dask(tmp_path)
    yield programs
    programs.stop()


def classroom(folder, db_url=""):
    """A copy of the course with the sample class handed in, and the gradebook at this address."""
    copy_course(folder)
    hand_in(CLASS, folder / "notebooks", folder / "var" / "submitted")
    if db_url:
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(f"\nc.CourseDirectory.db_url = {db_url!r}\n")
    return folder


def start(folder, *options):
    """`autograder grade --json` in this course."""
    command = [sys.executable, BIN / "autograder", "grade", LESSON, "--no-feedback", "--json", *options]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process, before=()):
    """The students that it says it graded, those `before` among them."""
    graded = [*before, *(json.loads(line)["student"] for line in process.stdout)]
    assert process.wait(SECONDS) == 0, process.stderr.read()
    return graded


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


def exported(folder):
    """What `nbgrader export` makes of it."""
    to = folder / "exported.csv"
    command = [sys.executable, BIN / "nbgrader", "export", f"--to={to}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
    with to.open() as file:
        return sorted(tuple(sorted(row.items())) for row in csv.DictReader(file))


def times_recorded(folder):
    """How often each student was written down."""
    lines = (folder / "var" / "graded.jsonl").read_text().splitlines()
    return Counter(json.loads(line)["student"] for line in lines)


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The class graded on this machine, the gradebook in SQLite."""
    folder = classroom(tmp_path_factory.mktemp("sqlite") / "course")
    finish(start(folder))
    return folder


def test_a_gradebook_on_postgresql_is_the_one_on_sqlite(tmp_path, database, usual):
    folder = classroom(tmp_path / "course", database("alone"))
    graded = finish(start(folder))
    assert sorted(graded) == sorted(times_recorded(usual))
    assert marks(folder) == marks(usual)
    assert exported(folder) == exported(usual)
    assert not (folder / "var" / "gradebook.db").exists()
    assert finish(start(folder)) == []


def test_every_student_is_graded_once_though_a_worker_is_killed(tmp_path, database, dask, usual):
    from distributed import Client

    folder = classroom(tmp_path / "course", database("cluster"))
    with computers(3) as (first, second, third):
        _, address = dask.scheduler(first)
        victim, name = dask.worker(address, second)
        dask.worker(address, third)
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)
            place = next(place for place, its in client.scheduler_info()["workers"].items() if its["id"] == name)
            run = start(folder, "--scheduler", address)
            first_ones = [json.loads(run.stdout.readline())["student"] for _ in range(3)]
            until(lambda: client.processing([place])[place])
            below = psutil.Process(victim.pid).children(recursive=True)
            victim.send_signal(signal.SIGKILL)
        graded = finish(run, first_ones)
        assert len(below) >= 3  # an engine, and a wall behind it
        until(lambda: not any(_lives(process) for process in below))
    assert sorted(graded) == sorted(times_recorded(usual))
    assert set(times_recorded(folder).values()) == {1}
    assert marks(folder) == marks(usual)


def _lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def job():
    """One that is never graded."""
    return Job("ada", LESSON, Path(), b"", "", seed=0)


def test_what_is_missing_is_said(dask, monkeypatch):
    with pytest.raises(CannotGrade, match="no Dask scheduler answers at nonsense"):
        cluster("nonsense")
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.5)
    with pytest.raises(CannotGrade, match="no Dask scheduler answers at tcp://127.0.0.1:9"):
        cluster("tcp://127.0.0.1:9")
    _, address = dask.scheduler()
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 30)
    monkeypatch.setattr(clusters, "START_SECONDS", 0.5)
    with pytest.raises(CannotGrade, match=f"no workers: start some with `dask worker {address}`"):
        cluster(address)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CannotGrade, match="pip install 'distributed"):
        cluster(address)


def test_a_worker_with_another_course_grades_nobody(dask, tmp_path, monkeypatch):
    package = tmp_path / "other" / "autograder"
    for file in (ROOT / "autograder").rglob("*.py"):
        copy = package / file.relative_to(ROOT / "autograder")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    _, address = dask.scheduler()
    dask.worker(address)
    with cluster(address) as fleet:
        (package / "course.py").open("a").write("# changed")
        dask.worker(address, PYTHONPATH=str(package.parent))
        fleet.client.wait_for_workers(2, SECONDS)
        with pytest.raises(CannotGrade, match=r"has course \w+, Python .* wanted is course \w+, .*install"):
            cluster(address)
        monkeypatch.setattr(clusters, "software", lambda: "another one")  # a worker that came after the check
        with pytest.raises(CannotGrade, match="wanted is another one: install"):
            list(fleet.grade([job()], None))


def test_a_run_ends_when_the_workers_or_the_scheduler_are_gone_for_good(dask, monkeypatch):
    scheduler, address = dask.scheduler()
    worker, _ = dask.worker(address)
    with cluster(address) as fleet:
        worker.kill()
        until(lambda: not fleet.client.nthreads())
        monkeypatch.setattr(clusters, "LOOK_SECONDS", 0.1)
        monkeypatch.setattr(clusters, "PATIENCE", 0.5)
        with pytest.raises(CannotGrade, match="there was no worker: start some, then grade again"):
            list(fleet.grade([job()], None))
        monkeypatch.setattr(clusters, "PATIENCE", 600)
        waiting = fleet.grade([job()], None)
        assert next(waiting) is None
        scheduler.kill()
        with pytest.raises(CannotGrade, match="scheduler does not answer any more"):
            list(waiting)


def test_more_jobs_are_under_way_when_workers_come(dask, monkeypatch):
    _, address = dask.scheduler()
    dask.worker(address)
    with cluster(address) as fleet:
        assert fleet.workers == 1
        dask.worker(address)
        fleet.client.wait_for_workers(2, SECONDS)
        fleet._look()
        assert fleet.workers == 2


def test_a_process_that_ends_is_a_lost_worker_and_another_one_comes_up():
    process = GradingProcess()
    first = process.call(os.getpid)
    assert first not in (os.getpid(), process.call(os.getppid))
    assert process.call(os.getpid) == first
    with pytest.raises(BrokenProcessPool):
        process.call(os._exit, 0)
    assert process.call(os.getpid) != first
    process.close()


def test_a_process_grades_in_its_main_thread_and_prints_to_nobody():
    process = GradingProcess()
    process.call(print, "this is no answer")
    assert process.call(signal.signal, signal.SIGUSR1, signal.SIG_IGN) == signal.SIG_DFL  # a main thread's right
    with pytest.raises(NoWall):
        process.call(choose, "paper")
    process.close()


def test_a_process_ends_with_its_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(GradingProcess().call(os.getpid)))
    thread.start()
    thread.join()
    until(lambda: not psutil.pid_exists(found[0]) or psutil.Process(found[0]).status() == psutil.STATUS_ZOMBIE)
