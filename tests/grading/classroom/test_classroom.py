"""Grading a class by the command: the same marks however it is stopped, and only what has changed."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sysconfig
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from autograder.grading import provenance
from autograder.grading.classroom.hand_in import hand_in
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from tests.support.course import ROOT, copy_course
from tests.support.gradebook import autograde, book, tables
from tests.support.walls import best

LESSON = "05-xwt-plus-b"
CLASS = ROOT / "tests" / "data" / "class"
BIN = sysconfig.get_path("scripts")
AS_NO_SUPERUSER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
SOME = ("amara", "chloe", "hana", "sofia")


def make(folder, students=SOME, lessons=(LESSON,)):
    """A course in which these students have handed in, and one file that is no notebook."""
    best()
    copy_course(folder)
    steps = NbgraderSteps(folder)
    answers = folder.parent / "answers"
    for path in CLASS.glob("*/*.py"):
        if path.parent.name in students and path.stem in lessons:
            (answers / path.parent.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, answers / path.parent.name)
    hand_in(answers, folder / "notebooks", steps.submitted)
    (steps.submitted / "broken" / LESSON).mkdir(parents=True)
    (steps.submitted / "broken" / LESSON / f"{LESSON}.ipynb").write_text("{ this is no notebook")
    for lesson in lessons:
        steps.assign(lesson)
    return folder


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    return make(tmp_path_factory.mktemp("blank") / "course")


@pytest.fixture(scope="module")
def undisturbed(blank, tmp_path_factory):
    """A folder where nobody disturbed the run, the tables it left, and the seconds it took."""
    folder = Path(shutil.copytree(blank, tmp_path_factory.mktemp("undisturbed") / "course"))
    started = time.monotonic()
    done = grade(folder)
    assert sorted(done) == sorted([*SOME, "broken"])
    return folder, tables(folder), time.monotonic() - started


@pytest.fixture
def fresh(blank, tmp_path):
    return Path(shutil.copytree(blank, tmp_path / "course"))


def command(folder, *options):
    words = [f"{BIN}/autograder", "grade", "05", "--no-feedback", "--json", "--workers", "2"]
    return [*words, "--root", str(folder), *options]


def start(folder, *options):
    return subprocess.Popen(
        command(folder, *options), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def grade(folder, *options, code=0):
    """The students in the order in which they were graded."""
    process = start(folder, *options)
    out, err = process.communicate(timeout=200)
    assert process.returncode == code, out + err
    return [json.loads(line)["student"] for line in out.splitlines()] if code == 0 else err


def test_every_submission_is_recorded_once_with_points_reason_and_wall(undisturbed):
    folder = undisturbed[0]
    with book(folder) as gradebook:
        scores = {row.student.id: row.score for row in gradebook.find_assignment(LESSON).submissions}
    assert set(scores) == {*SOME, "broken"}
    assert scores["broken"] == 0 < scores["amara"]
    page = (folder / "var" / "autograded" / "broken" / LESSON / f"{LESSON}.ipynb").read_text()
    assert "This submission could not be graded" in page
    notebook = nbformat.read(folder / "var" / "autograded" / "amara" / LESSON / f"{LESSON}.ipynb", as_version=4)
    assert provenance.of(notebook).backend == best()


def descendants(process):
    return psutil.Process(process).children(recursive=True)


def alive(processes, seconds=10):
    """Those that still run when some seconds have passed."""
    end = time.monotonic() + seconds
    while left := [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]:
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    return left


@pytest.mark.parametrize("moment", ["at the start", "after the first", 0, 1, 2])
def test_a_killed_run_is_gone_on_with_and_ends_in_the_same_marks(undisturbed, fresh, moment):
    process = start(fresh)
    said = []
    match moment:
        case "at the start":
            time.sleep(1.5)
        case "after the first":
            said.append(process.stdout.readline())
        case seed:
            time.sleep(random.Random(seed).uniform(0.3, 1.0) * undisturbed[2])
    below = descendants(process.pid)
    process.kill()
    said += process.stdout.readlines()
    process.wait(60)
    recorded = [json.loads(line)["student"] for line in said if line.endswith("}\n")]
    again = grade(fresh)
    assert not set(recorded) & set(again), "graded twice"
    assert tables(fresh) == undisturbed[1]
    assert grade(fresh) == []
    assert not alive(below)


def test_ctrl_c_says_how_many_are_recorded_and_leaves_nothing_running(undisturbed, fresh):
    process = start(fresh)
    below = []
    while len(below) < 6:  # resource tracker, fork server, two workers and what is below them
        below = descendants(process.pid)
        time.sleep(0.05)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "are graded and recorded. Run it again to go on." in err
    assert time.monotonic() - started < 20
    assert "Traceback" not in err
    grade(fresh)
    assert tables(fresh) == undisturbed[1]
    assert not alive(below)


def test_only_what_is_asked_for_or_has_changed_is_graded(undisturbed, tmp_path):
    folder = Path(shutil.copytree(undisturbed[0], tmp_path / "course"))
    assert grade(folder) == []
    assert grade(folder, "--student", "amara", "--student", "nobody", "--regrade") == ["amara"]
    stamp = folder / "var" / "submitted" / "sofia" / LESSON / "timestamp.txt"
    stamp.write_text("2031-03-01 12:00:00 UTC")
    assert grade(folder, "--since", "2031-01-01", "--regrade") == ["sofia"]
    assert grade(folder, "--since", "2031-04-01", "--regrade") == []
    path = folder / "var" / "submitted" / "hana" / LESSON / f"{LESSON}.ipynb"
    path.write_text(path.read_text() + " ")
    shutil.rmtree(folder / "var" / "autograded" / "chloe")
    assert sorted(grade(folder)) == ["chloe", "hana"]
    assert tables(folder)["grade"] == undisturbed[1]["grade"]


def seeds(folder):
    """The seed that each graded notebook records."""
    graded = (folder / "var" / "autograded").glob(f"*/{LESSON}/{LESSON}.ipynb")
    return {path.parent.parent.name: provenance.of(nbformat.read(path, as_version=4)).seed for path in graded}


def test_a_run_draws_its_inputs_once_and_a_regrade_can_repeat_them(undisturbed, tmp_path):
    folder = Path(shutil.copytree(undisturbed[0], tmp_path / "course"))
    first = seeds(folder)
    assert set(first) == {*SOME, "broken"}
    assert len(set(first.values())) == 1
    grade(folder, "--student", "amara", "--regrade")
    second = seeds(folder)
    assert second["amara"] != first["amara"]
    assert second | {"amara": 0} == first | {"amara": 0}
    assert sorted(grade(folder, "--same-inputs")) == sorted(first)
    assert seeds(folder) == second
    assert tables(folder)["grade"] == undisturbed[1]["grade"]


def test_a_locked_gradebook_is_waited_for(undisturbed, fresh):
    other = sqlite3.connect(fresh / "var" / "gradebook.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    process = start(fresh)
    time.sleep(5)
    assert process.poll() is None
    other.rollback()
    _, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert tables(fresh) == undisturbed[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="a full disk is made with mount, which needs root")
def test_a_full_disk_stops_with_a_sentence_and_loses_nobody(undisturbed, fresh):
    place = fresh / "var" / "autograded"
    place.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "none", place], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"a full disk is made with mount, which is refused here: {made.stderr.strip()}")
    try:
        said = " ".join(grade(fresh, code=1).split())
        assert "The disk is full: free some room, then grade again." in said
        assert "Traceback" not in said
    finally:
        subprocess.run(["umount", place], check=True)
    grade(fresh)
    assert tables(fresh) == undisturbed[1]


def test_what_may_not_be_read_is_a_result_with_a_reason(fresh):
    submitted = fresh / "var" / "submitted"
    (submitted / "amara" / LESSON).chmod(0)
    (submitted / "chloe" / LESSON).chmod(0o400)
    (submitted / "hana" / LESSON / f"{LESSON}.ipynb").chmod(0)
    (submitted / "sofia" / LESSON / "data").mkdir(mode=0)
    words = [*AS_NO_SUPERUSER, *command(fresh)]
    done = subprocess.run(words, cwd=ROOT, text=True, capture_output=True, timeout=200)
    assert done.returncode == 0, done.stderr
    results = {(result := json.loads(line))["student"]: result for line in done.stdout.splitlines()}
    assert set(results) == {*SOME, "broken"}
    for student in ("amara", "chloe"):
        assert "cannot be looked at" in results[student]["failure"]
    assert "cannot be read" in results["hana"]["failure"]
    assert results["amara"]["points"] == results["hana"]["points"] == 0 < results["sofia"]["points"]


def test_the_marks_are_those_of_nbgrader_autograde_on_the_whole_class(tmp_path):
    work = sorted((path.parent.name, path.stem) for path in CLASS.glob("*/*.py"))
    lessons = sorted({lesson for _, lesson in work})
    ours = make(tmp_path / "ours", [student for student, _ in work], lessons)
    stock = Path(shutil.copytree(ours, tmp_path / "stock"))
    words = [f"{BIN}/autograder", "grade", "--no-feedback", "--root", str(ours)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=300)
    for student, lesson in [*work, ("broken", LESSON)]:
        autograde(stock, student, lesson)
    assert tables(ours) == tables(stock)
