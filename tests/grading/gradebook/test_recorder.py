"""The coordinator's records beside those of `nbgrader autograde`: table by table, and byte by byte."""

import pickle
import shutil
import sqlite3
import stat
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import SubmittedNotebook
from sqlalchemy import event

from autograder.grading import provenance
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.provenance import Provenance
from autograder.publishing.folder import course_config
from tests.support.gradebook import autograde, book, tables
from tests.support.processes import PATIENCE
from tests.support.recorded import LESSON, OWN, Graded, everything, files, fingerprints, graded, record


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


def answered_anew(path):
    """What a person marked is no longer what it was."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.id in ("words", "report"):
            cell.source += " Because."
    nbformat.write(notebook, path)


def test_what_a_person_gave_survives_a_regrade_and_is_to_be_looked_at_again(stock, fresh, tmp_path):
    regraded = Path(shutil.copytree(stock, tmp_path / "stock"))
    record(fresh, everything(stock, fresh))
    for folder in (regraded, fresh):
        mark_by_hand(folder)
        own = folder / "var" / "submitted" / "noah" / OWN
        (own / "timestamp.txt").write_text("2026-03-02 13:00:00 UTC")
        (own / "plot.py").unlink()
        answered_anew(own / f"{OWN}.ipynb")
    autograde(regraded, "noah", OWN)
    record(fresh, [graded(regraded, fresh, "noah", OWN)])
    assert tables(fresh) == tables(regraded)
    assert files(fresh) == files(regraded)
    with book(fresh) as gradebook:
        grade = gradebook.find_grade("words", OWN, OWN, "noah")
        assert (grade.score, grade.needs_manual_grade) == (3.0, True)
        assert gradebook.find_submission_notebook(OWN, OWN, "noah").late_submission_penalty == 7.0


@pytest.mark.parametrize(
    ("changed", "digest", "to_look_at"),
    [
        ((), None, {"partial"}),  # a mark given over the autograder's hangs on code, and nothing says it is the same
        ((), "one file", set()),
        (("words",), None, {"words", "partial"}),
        (("twice",), None, {"partial"}),
        (("words",), "another file", {"words", "partial"}),
    ],
)
def test_a_mark_by_hand_stays_reviewed_while_its_answer_is_what_it_was(stock, fresh, changed, digest, to_look_at):
    item = graded(stock, fresh, "noah", OWN)
    provenance.write(item.notebook, Provenance(submission="one file" if digest == "one file" else ""))
    record(fresh, [item])
    mark_by_hand(fresh)
    with book(fresh) as gradebook:
        gradebook.find_grade("partial", OWN, OWN, "noah").needs_manual_grade = False
        gradebook.db.commit()
    provenance.write(item.notebook, Provenance(submission=digest or ""))
    for cell in item.notebook.cells:
        if cell.metadata.nbgrader.grade_id in changed:
            cell.source += " # changed"
    record(fresh, [item])
    with book(fresh) as gradebook:
        grades = gradebook.find_submission_notebook(OWN, OWN, "noah").grades
        by_hand = {grade.name: grade.needs_manual_grade for grade in grades if grade.manual_score is not None}
        assert {name for name, waits in by_hand.items() if waits} == to_look_at
        assert set(by_hand) == {"words", "report", "partial"}


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
    record(fresh, everything(stock, fresh), patience=PATIENCE)
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
