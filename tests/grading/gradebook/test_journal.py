"""The journal: what is wholly recorded is not graded again, wherever a run was killed."""

import json
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import event

from autograder.grading.gradebook.journal import Journal
from autograder.grading.gradebook.recorder import Recorder
from autograder.publishing.folder import course_config
from tests.support.gradebook import book, tables
from tests.support.recorded import LESSON, OWN, dies, everything, files, fingerprints, graded, record


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


def test_killed_between_commit_and_journal_it_is_recorded_but_graded_once_more(stock, fresh):
    def killed_at_journal():
        pytest.MonkeyPatch().setattr(Journal, "add", lambda *entries: os._exit(9))
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
