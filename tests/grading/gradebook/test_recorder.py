"""The coordinator's records beside those of `nbgrader autograde`: table by table, and byte by byte."""

import errno
import json
import os
import pickle
import shutil
import sqlite3
import stat
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import SubmittedNotebook
from sqlalchemy import event

from autograder.grading import provenance
from autograder.grading.classroom.hand_in import hand_in
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook import files as autograded
from autograder.grading.gradebook.journal import Journal
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.provenance import Provenance
from autograder.publishing.folder import course_config
from tests.support.course import ROOT, copy_course
from tests.support.gradebook import autograde, book, tables

LESSON = "05-xwt-plus-b"
OWN = "own"  # an instructor's own lesson, with what ours do not have: a task, files, a second notebook
CLASS = ROOT / "tests" / "data" / "class"
STUDENTS = ("chloe", "noah", "sofia")
DUE = datetime(2026, 3, 1, 12, 0)
AS_IT_COMES = """
from nbconvert.exporters import NotebookExporter

c.Autograde.exporter_class = NotebookExporter
c.Autograde.autograde_preprocessors = Autograde.autograde_preprocessors.default()
c.LateSubmissionPlugin.penalty_method = "zero"
"""
HANDED_IN = {"noah": "2026-03-01 11:00:00 UTC", "sofia": "2026-03-03 09:30:00.5 UTC"}


def cell(kind, name, source, **role):
    described = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3} | role
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    return make(source, id=name, metadata={"nbgrader": {"grade_id": name, "cell_type": kind} | described})


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def make_own_lesson(folder):
    source = folder / "solutions" / OWN
    answer = cell("code", "twice", "def twice(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION")
    answer.metadata.nbgrader.solution = True
    write(
        source / "own.ipynb",
        answer,
        cell("code", "twice-test", "assert twice(2) == 4", grade=True, locked=True, points=1.5),
        cell("code", "partial", "0.5", grade=True, locked=True, points=2),
        cell(
            "markdown",
            "report",
            "=== BEGIN MARK SCHEME ===\nWell.\n=== END MARK SCHEME ===",
            task=True,
            locked=True,
            points=4,
        ),
        cell("markdown", "words", "Why?", grade=True, solution=True, points=3),
    )
    write(source / "extra.ipynb", cell("code", "extra-test", "assert True", grade=True, locked=True, points=5))
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("the instructor's")


def make_course(folder):
    """A course whose lessons are in the gradebook and due, and whose students have handed in."""
    copy_course(folder)
    make_own_lesson(folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(AS_IT_COMES)
    steps = NbgraderSteps(folder)
    steps.assign(LESSON)
    steps.assign(OWN)
    for student in STUDENTS:
        (folder / "answers" / student).mkdir(parents=True)
        shutil.copy(CLASS / student / f"{LESSON}.py", folder / "answers" / student)
    hand_in(folder / "answers", folder / "notebooks", steps.submitted)
    for student, when in HANDED_IN.items():
        (steps.submitted / student / LESSON / "timestamp.txt").write_text(when + "\n")
    own = steps.submitted / "noah" / OWN
    shutil.copytree(folder / "notebooks" / OWN, own)
    (own / "extra.ipynb").unlink()
    (own / "data" / "table.csv").write_text("changed by the student")
    (own / "data" / "more.txt").write_text("the student's")
    (own / "plot.py").write_text("print()")
    (own / ".ipynb_checkpoints").mkdir()
    (own / ".ipynb_checkpoints" / "old.txt").write_text("left out")
    with book(folder) as gradebook:
        for name in (LESSON, OWN):
            gradebook.find_assignment(name).duedate = DUE
        gradebook.db.commit()
    return folder


WORK = [*((student, LESSON) for student in STUDENTS), ("noah", OWN)]


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    folder = make_course(tmp_path_factory.mktemp("stock") / "course")
    for student, lesson in WORK:
        autograde(folder, student, lesson)
    return folder


@pytest.fixture(scope="module")
def blank_course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("blank") / "course")


@pytest.fixture
def fresh(blank_course, tmp_path):
    """The same course, with nothing graded yet."""
    return Path(shutil.copytree(blank_course, tmp_path / "course"))


@dataclass
class Graded:
    """A graded notebook, and what was handed in."""

    student: str
    lesson: str
    notebook: NotebookNode
    submission: Path

    def sheet(self):
        return Sheet.of(self.student, self.lesson, self.notebook, self.submission)


def graded(stock, folder, student, lesson, fingerprint=None):
    """As nbgrader graded it, in a kernel: what is compared is how marks are kept, not how they are made."""
    notebook = nbformat.read(stock / "var" / "autograded" / student / lesson / f"{lesson}.ipynb", as_version=4)
    if fingerprint:
        provenance.write(notebook, Provenance(fingerprint=fingerprint))
    return Graded(student, lesson, notebook, folder / "var" / "submitted" / student / lesson)


def everything(stock, folder, fingerprint=None):
    return [graded(stock, folder, student, lesson, fingerprint) for student, lesson in WORK]


def record(folder, batch, **options):
    with Recorder(course_config(folder), **options) as recorder:
        recorder.record([one.sheet() for one in batch])


def fingerprints(folder, lesson=LESSON):
    with Recorder(course_config(folder)) as recorder:
        return recorder.fingerprints(lesson)


def files(folder):
    """Everything below var/autograded: content and permissions."""
    root = folder / "var" / "autograded"
    return {
        str(path.relative_to(root)): (oct(path.lstat().st_mode), content(path) if path.is_file() else None)
        for path in sorted(root.rglob("*"))
    }


def content(path):
    """A file's bytes; of a notebook what is in it, however its lines are broken."""
    written = path.read_bytes()
    if path.suffix != ".ipynb":
        return written
    return json.dumps(nbformat.reads(written.decode(), as_version=4), sort_keys=True)


def test_the_record_is_nbgraders_own(stock, fresh):
    record(fresh, everything(stock, fresh))
    assert tables(fresh) == tables(stock)
    assert files(fresh) == files(stock)
    assert files(fresh)[f"noah/{OWN}/data/table.csv"] == (oct(stat.S_IFREG | 0o444), b"the instructor's")
    with book(fresh) as gradebook:
        penalties = {row.student.id: row.late_submission_penalty for row in gradebook.db.query(SubmittedNotebook)}
        assert penalties["sofia"] == gradebook.find_submission(LESSON, "sofia").score > 0
        assert gradebook.find_submission(LESSON, "noah").timestamp == datetime(2026, 3, 1, 11, 0)
        assert gradebook.find_submission(OWN, "noah").needs_manual_grade
        assert gradebook.find_submission_notebook("extra", OWN, "noah").score == 0
        said = {
            comment.auto_comment for comment in gradebook.find_submission_notebook(LESSON, LESSON, "chloe").comments
        }
        assert said == {"No response."}


def test_a_second_record_changes_nothing(stock, fresh):
    record(fresh, everything(stock, fresh))
    before = tables(fresh, ids=True), files(fresh)
    record(fresh, everything(stock, fresh))
    assert (tables(fresh, ids=True), files(fresh)) == before


def test_one_by_one_is_the_same_as_all_at_once(stock, fresh):
    with Recorder(course_config(fresh)) as recorder:
        for item in everything(stock, fresh):
            recorder.record([pickle.loads(pickle.dumps(item.sheet()))])
    assert tables(fresh) == tables(stock)
    assert files(fresh) == files(stock)


def mark_by_hand(folder):
    with book(folder) as gradebook:
        grade = gradebook.find_grade("words", OWN, OWN, "noah")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 2.5, 0.5, False
        gradebook.find_grade("partial", OWN, OWN, "noah").manual_score = 1.0
        task = gradebook.find_grade("report", OWN, OWN, "noah")
        task.manual_score, task.needs_manual_grade = 3.0, False
        gradebook.find_comment("words", OWN, OWN, "noah").manual_comment = "Well argued."
        submission = gradebook.find_submission(OWN, "noah")
        submission.extension = timedelta(days=1)
        gradebook.find_submission_notebook(OWN, OWN, "noah").flagged = True
        gradebook.find_student("noah").first_name = "Noah"
        gradebook.db.commit()


def test_what_a_person_gave_survives_a_regrade_and_is_to_be_looked_at_again(stock, fresh, tmp_path):
    regraded = Path(shutil.copytree(stock, tmp_path / "stock"))
    record(fresh, everything(stock, fresh))
    for folder in (regraded, fresh):
        mark_by_hand(folder)
        own = folder / "var" / "submitted" / "noah" / OWN
        (own / "timestamp.txt").write_text("2026-03-02 13:00:00 UTC")
        (own / "plot.py").unlink()
    autograde(regraded, "noah", OWN)
    record(fresh, [graded(regraded, fresh, "noah", OWN)])
    assert tables(fresh) == tables(regraded)
    assert files(fresh) == files(regraded)
    with book(fresh) as gradebook:
        grade = gradebook.find_grade("words", OWN, OWN, "noah")
        assert (grade.score, grade.needs_manual_grade) == (3.0, True)
        assert gradebook.find_submission_notebook(OWN, OWN, "noah").late_submission_penalty == 7.0


def test_a_batch_takes_few_queries(stock, fresh):
    one = graded(stock, fresh, "sofia", LESSON).sheet()
    batch = [replace(one, student=f"student-{k}") for k in range(20)]
    with Recorder(course_config(fresh)) as recorder:
        recorder.record([one])
        statements = []
        event.listen(recorder.gradebook.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
        recorder.record(batch)
    assert len(statements) <= 20, statements


def test_a_busy_gradebook_is_waited_for_and_then_given_up_whole(stock, fresh):
    before = tables(fresh, ids=True)
    other = sqlite3.connect(fresh / "var" / "gradebook.db", check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CannotGrade, match="busy"):
        record(fresh, everything(stock, fresh), patience=0.3)
    assert files(fresh) == {name: kept for name, kept in files(fresh).items() if "/" not in name}
    release = threading.Timer(0.5, other.rollback)
    release.start()
    record(fresh, everything(stock, fresh), patience=60.0)
    release.join()
    assert tables(fresh) == tables(stock)
    assert tables(fresh, ids=True) != before


def test_no_other_program_writes_between_what_is_read_and_what_is_written(stock, fresh):
    record(fresh, everything(stock, fresh))
    item = graded(stock, fresh, "sofia", LESSON).sheet()
    other = sqlite3.connect(fresh / "var" / "gradebook.db", timeout=0)
    tried = []

    def interfere(session, *rest):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE grade SET manual_score = 1")
        tried.append(session)

    with Recorder(course_config(fresh)) as recorder:
        event.listen(recorder.gradebook.db.session_factory, "before_flush", interfere)
        recorder.record([replace(item, scores=dict.fromkeys(item.scores, 0.25))])
    assert tried
    other.execute("UPDATE grade SET manual_score = 1")


@contextmanager
def full_disk(monkeypatch):
    def refuse(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(autograded.os, "fsync", refuse)
        yield


def test_a_full_disk_leaves_all_as_it_was(stock, fresh, monkeypatch):
    record(fresh, everything(stock, fresh, "first"))
    before = tables(fresh, ids=True), files(fresh), fingerprints(fresh)
    with full_disk(monkeypatch), pytest.raises(CannotGrade, match="disk is full"):
        record(fresh, everything(stock, fresh, "second"))
    assert (tables(fresh, ids=True), files(fresh), fingerprints(fresh)) == before


def test_a_full_gradebook_records_none_of_the_batch(stock, fresh):
    before = tables(fresh, ids=True)
    one = graded(stock, fresh, "sofia", LESSON, "first").sheet()
    with Recorder(course_config(fresh)) as recorder:
        recorder.gradebook.engine.dispose()
        event.listen(
            recorder.gradebook.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 1").fetchall()
        )
        with pytest.raises(CannotGrade, match="full"):
            recorder.record([replace(one, student=f"student-{k}") for k in range(50)])
    assert tables(fresh, ids=True) == before
    assert fingerprints(fresh) == {}


def test_one_submission_of_an_unknown_lesson_keeps_the_batch_out(stock, fresh):
    before = tables(fresh, ids=True)
    strange = graded(stock, fresh, "sofia", LESSON)
    strange = Graded("sofia", "99-unknown", strange.notebook, strange.submission)
    with pytest.raises(CannotGrade, match="generate_assignment 99-unknown"):
        record(fresh, [*everything(stock, fresh), strange])
    assert tables(fresh, ids=True) == before


def dies(act):
    """Runs `act` in a child that must die in it at once, as by kill -9."""
    child = os.fork()
    if child == 0:
        try:
            act()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 9


def test_killed_between_files_and_commit_it_is_not_graded(stock, fresh):
    record(fresh, everything(stock, fresh, "first"))
    before = tables(fresh, ids=True)

    def killed_at_commit():
        with Recorder(course_config(fresh)) as recorder:
            event.listen(recorder.gradebook.db.session_factory, "before_commit", lambda session: os._exit(9))
            recorder.record([graded(stock, fresh, "sofia", LESSON, "second").sheet()])

    dies(killed_at_commit)
    assert '"second"' in files(fresh)[f"sofia/{LESSON}/{LESSON}.ipynb"][1]
    assert tables(fresh, ids=True) == before
    assert fingerprints(fresh) == {"chloe": "first", "noah": "first"}
    record(fresh, [graded(stock, fresh, "sofia", LESSON, "second")])
    assert fingerprints(fresh) == {"chloe": "first", "noah": "first", "sofia": "second"}


def test_killed_while_staging_it_leaves_no_trace_in_the_next_record(stock, fresh, monkeypatch):
    def killed_at_file():
        autograded.os.fsync = lambda descriptor: os._exit(9)
        record(fresh, everything(stock, fresh))

    dies(killed_at_file)
    record(fresh, everything(stock, fresh))
    assert files(fresh) == files(stock)


def test_killed_between_commit_and_journal_it_is_recorded_but_graded_once_more(stock, fresh):
    def killed_at_journal():
        Journal.add = lambda *entries: os._exit(9)
        record(fresh, everything(stock, fresh, "first"))

    dies(killed_at_journal)
    assert tables(fresh) == tables(stock)
    assert fingerprints(fresh) == {}


def test_wholly_recorded_is_what_journal_gradebook_and_file_agree_on(stock, fresh):
    record(fresh, everything(stock, fresh, "first"))
    record(fresh, [graded(stock, fresh, "chloe", LESSON, "second"), graded(stock, fresh, "noah", OWN, "own")])
    assert fingerprints(fresh) == {"chloe": "second", "noah": "first", "sofia": "first"}
    assert fingerprints(fresh, OWN) == {"noah": "own"}

    moved = Path(shutil.copytree(fresh, fresh.parent / "moved", copy_function=shutil.copyfile))
    assert fingerprints(moved) == fingerprints(fresh)

    notebook = fresh / "var" / "autograded" / "noah" / LESSON / f"{LESSON}.ipynb"
    notebook.chmod(0o644)
    notebook.write_bytes(notebook.read_bytes().replace(b"first", b"other"))
    os.utime(notebook)
    shutil.rmtree(fresh / "var" / "autograded" / "sofia")
    assert fingerprints(fresh) == {"chloe": "second"}
    with book(fresh) as gradebook:
        gradebook.find_submission_notebook(LESSON, LESSON, "chloe").grades[0].auto_score = None
        gradebook.db.commit()
    assert fingerprints(fresh) == {}


def test_without_a_fingerprint_it_is_never_called_graded(stock, fresh):
    record(fresh, everything(stock, fresh))
    assert fingerprints(fresh) == {}


def test_a_torn_line_costs_only_itself(stock, fresh):
    record(fresh, [graded(stock, fresh, "chloe", LESSON, "first")])
    journal = fresh / "var" / "graded.jsonl"
    line = json.dumps(json.loads(journal.read_text()) | {"student": "noah"})
    journal.write_text(journal.read_text() + line[: len(line) // 2])
    record(fresh, [graded(stock, fresh, "sofia", LESSON, "first")])
    assert fingerprints(fresh) == {"chloe": "first", "sofia": "first"}


def test_only_regular_files_of_a_bearable_size_are_copied(stock, fresh):
    with (fresh / "nbgrader_config.py").open("a") as config:
        config.write("\nc.CourseDirectory.max_file_size = 10\nc.CourseDirectory.max_dir_size = 15\n")
    item = graded(stock, fresh, "sofia", LESSON)
    (fresh / "secret.txt").write_text("hush")
    (item.submission / "link.txt").symlink_to(fresh / "secret.txt")
    (item.submission / "folder").symlink_to(fresh)
    os.mkfifo(item.submission / "pipe")
    (item.submission / "big.bin").write_bytes(bytes(10_001))
    (item.submission / "half-a.bin").write_bytes(bytes(8_000))
    (item.submission / "half-b.bin").write_bytes(bytes(8_000))
    (item.submission / "a" / "b").mkdir(parents=True)
    (item.submission / "a" / "b" / "kept.txt").write_text("kept")
    deep = item.submission.joinpath(*(["d" * 200] * 18))
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("deep")
    record(fresh, [item])
    copied = {path.split("/", 2)[2] for path, (_, content) in files(fresh).items() if content is not None}
    assert copied == {f"{LESSON}.ipynb", "timestamp.txt", "half-a.bin", "a/b/kept.txt"}


def test_a_file_that_its_disk_does_not_give_stops_nobody(stock, fresh, monkeypatch):
    item = graded(stock, fresh, "sofia", LESSON)
    (item.submission / "bad.bin").write_bytes(b"bad" * 100)
    read = os.read

    def failing(descriptor, most):
        data = read(descriptor, most)
        if data.startswith(b"bad"):
            raise OSError(errno.EIO, "Input/output error")
        return data

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", failing)
        record(fresh, [item])
    assert tables(fresh)["submitted_assignment"]
    assert files(fresh)[f"sofia/{LESSON}/bad.bin"][1] == b""


@pytest.mark.parametrize("written", ["", "yesterday, maybe", "2026-13-45 00:00:00 UTC", "\0\xff", "1-1-1 0:0 99999999"])
def test_a_broken_timestamp_is_no_reason_for_no_mark(stock, fresh, written):
    item = graded(stock, fresh, "sofia", LESSON)
    (item.submission / "timestamp.txt").write_text(written, encoding="latin-1")
    record(fresh, [item])
    with book(fresh) as gradebook:
        assert gradebook.find_submission(LESSON, "sofia").timestamp is None
        assert gradebook.find_submission(LESSON, "sofia").score > 0


def test_a_timestamp_behind_a_link_is_not_read(stock, fresh):
    item = graded(stock, fresh, "sofia", LESSON)
    (item.submission / "timestamp.txt").rename(fresh / "elsewhere.txt")
    (item.submission / "timestamp.txt").symlink_to(fresh / "elsewhere.txt")
    assert item.sheet().timestamp is None


def test_outputs_and_answers_that_nbgrader_refuses_still_end_in_a_mark(stock, fresh):
    item = graded(stock, fresh, "noah", OWN)
    cells = {cell.id: cell for cell in item.notebook.cells}
    cells["partial"].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1e9"}, execution_count=1)]
    cells["words"].source = "half a pair \ud800"
    cells["twice-test"].outputs = [nbformat.v4.new_output("execute_result", {"text/html": "4"}, execution_count=1)]
    record(fresh, [item])
    with book(fresh) as gradebook:
        grades = {row.name: row for row in gradebook.find_submission_notebook(OWN, OWN, "noah").grades}
    assert grades["partial"].auto_score == grades["twice-test"].auto_score == 0
    assert grades["words"].auto_score is None
    assert grades["words"].needs_manual_grade
    written = fresh / "var" / "autograded" / "noah" / OWN / "own.ipynb"
    assert "half a pair ?" in {cell.source for cell in nbformat.read(written, as_version=4).cells}


def test_a_broken_penalty_plugin_is_named(stock, fresh):
    (fresh / "nbgrader_config.py").write_text(
        (fresh / "nbgrader_config.py").read_text()
        + "from nbgrader.plugins import LateSubmissionPlugin\n"
        + "class Broken(LateSubmissionPlugin):\n"
        + "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        + "        return 1 / 0\n"
        + "c.AssignLatePenalties.plugin_class = Broken\n"
    )
    with pytest.raises(CannotGrade, match="Broken broke on sofia"):
        record(fresh, [graded(stock, fresh, "sofia", LESSON)])


@pytest.mark.parametrize("lesson", [LESSON, OWN])
def test_the_master_copy_says_what_the_release_says(blank_course, lesson):
    master = pickle.loads(pickle.dumps(Master.read(course_config(blank_course), lesson)))
    released = nbformat.read(blank_course / "notebooks" / lesson / f"{lesson}.ipynb", as_version=4)
    cells = [cell for cell in released.cells if "nbgrader" in cell.metadata]
    assert [cell.name for cell in master.cells] == [cell.metadata.nbgrader.grade_id for cell in cells]
    for cell in cells:
        name = cell.metadata.nbgrader.grade_id
        role, source = dict(cell.metadata.nbgrader), cell.source
        if master.cell(name).task:  # the gradebook keeps it with its mark scheme, which is not released
            role["checksum"], source = (
                master.cell(name).checksum,
                "=== BEGIN MARK SCHEME ===\nWell.\n=== END MARK SCHEME ===",
            )
        assert master.cell(name).metadata() == role
        assert (master.cell(name).source, master.cell(name).cell_type) == (source, cell.cell_type)
    assert master.kernelspec == released.metadata.kernelspec
    assert master.released == released


def test_a_lesson_that_is_not_in_the_gradebook_or_not_the_released_one_is_refused(fresh):
    config = course_config(fresh)
    with pytest.raises(CannotGrade, match="is not in the gradebook"):
        Master.read(config, "01-frobenius-product")
    with pytest.raises(CannotGrade, match="cannot be read"):
        Master.read(config, "99-unknown")
    path = fresh / "notebooks" / OWN / "own.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.pop()
    path.chmod(0o644)
    nbformat.write(notebook, path)
    with pytest.raises(CannotGrade, match="words"):
        Master.read(config, OWN)
