"""A run over a class: each submission is recorded once, and only what is asked for or has changed is graded."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import nbformat
from typer.testing import CliRunner

from autograder.cli import app, console
from autograder.grading import provenance
from tests.support.classes import EVERYBODY, LESSON, autograded, command, grade, submission
from tests.support.course import ROOT
from tests.support.gradebook import book, tables
from tests.support.processes import PATIENCE
from tests.support.walls import best

AS_NO_SUPERUSER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


def test_every_submission_is_recorded_once_with_points_reason_and_wall(undisturbed):
    with book(undisturbed) as gradebook:
        scores = {row.student.id: row.score for row in gradebook.find_assignment(LESSON).submissions}
    assert sorted(scores) == EVERYBODY
    assert scores["broken"] == 0 < scores["sofia"]
    assert "This submission could not be graded" in autograded(undisturbed, "broken").read_text()
    assert provenance.of(nbformat.read(autograded(undisturbed, "sofia"), as_version=4)).backend == best()


def test_what_could_not_be_graded_waits_for_a_person_who_is_told_why(graded, monkeypatch):
    monkeypatch.setattr(console._out, "width", 300)
    with book(graded) as gradebook:
        grades = gradebook.find_submission_notebook(LESSON, LESSON, "broken").grades
        assert [grade.score for grade in grades if grade.needs_manual_grade] == [0.0]
    for word in ("report", "status"):
        said = CliRunner().invoke(app, [word, LESSON, "--root", str(graded)]).output
        assert "the file is not JSON, so it is no notebook" in said
    with book(graded) as gradebook:
        flagged = next(
            grade
            for grade in gradebook.find_submission_notebook(LESSON, LESSON, "broken").grades
            if grade.needs_manual_grade
        )
        flagged.manual_score, flagged.needs_manual_grade = 3.0, False
        gradebook.db.commit()
    grade(graded, "--student", "broken", "--regrade")
    with book(graded) as gradebook:
        again = gradebook.find_submission(LESSON, "broken")
        assert (again.score, again.needs_manual_grade) == (3.0, False)


def test_only_what_is_asked_for_or_has_changed_is_graded(graded, marks):
    assert grade(graded) == []
    assert grade(graded, "--student", "sofia", "--student", "nobody", "--regrade") == ["sofia"]
    stamp = graded / "var" / "submitted" / "sofia" / LESSON / "timestamp.txt"
    soon, sooner, later = (f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}" for hours in (8, 4, 12))
    stamp.write_text(f"{soon.replace('T', ' ')} UTC")
    assert grade(graded, "--since", sooner, "--regrade") == ["sofia"]
    assert grade(graded, "--since", later, "--regrade") == []
    path = submission(graded, "hana")
    path.write_text(path.read_text() + " ")
    shutil.rmtree(graded / "var" / "autograded" / "chloe")
    assert sorted(grade(graded)) == ["chloe", "hana"]
    assert tables(graded)["grade"] == marks["grade"]


def seeds(folder):
    """The seed that each graded notebook records."""
    notebooks = {student: nbformat.read(autograded(folder, student), as_version=4) for student in EVERYBODY}
    return {student: provenance.of(notebook).seed for student, notebook in notebooks.items()}


def test_a_run_draws_its_inputs_once_and_a_regrade_can_repeat_them(graded, marks):
    first = seeds(graded)
    assert len(set(first.values())) == 1
    grade(graded, "--student", "sofia", "--regrade")
    second = seeds(graded)
    assert second["sofia"] != first["sofia"]
    assert second | {"sofia": 0} == first | {"sofia": 0}
    assert sorted(grade(graded, "--same-inputs")) == EVERYBODY
    assert seeds(graded) == second
    assert tables(graded)["grade"] == marks["grade"]


def test_what_may_not_be_read_is_a_result_with_a_reason(fresh):
    submitted = fresh / "var" / "submitted"
    (submitted / "noah" / LESSON).chmod(0)
    (submitted / "chloe" / LESSON).chmod(0o400)
    submission(fresh, "hana").chmod(0)
    (submitted / "sofia" / LESSON / "data").mkdir(mode=0)
    words = [*AS_NO_SUPERUSER, *command(fresh)]
    done = subprocess.run(words, cwd=ROOT, text=True, capture_output=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    results = {(result := json.loads(line))["student"]: result for line in done.stdout.splitlines()}
    assert sorted(results) == EVERYBODY
    for student in ("noah", "chloe"):
        assert "cannot be looked at" in results[student]["failure"]
    assert "cannot be read" in results["hana"]["failure"]
    assert results["noah"]["points"] == results["hana"]["points"] == 0 < results["sofia"]["points"]
