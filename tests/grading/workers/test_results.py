"""What comes back from other machines: the result of the very job that was sent, or a sentence, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.job import Job, Terms
from autograder.grading.submission.grade import grade
from autograder.grading.workers import results
from autograder.grading.workers.results import LOST, WorkerLost, packed, refused, unpacked
from autograder.sandbox.limits import Limits
from tests.support.walls import best

LESSON = "05-xwt-plus-b"


@pytest.fixture(scope="module")
def graded(assigned):
    """A job, its terms, and what a worker makes of it."""
    master = Master.read(NbgraderSteps(assigned).config, LESSON)
    raw = (assigned / "notebooks" / LESSON / f"{LESSON}.ipynb").read_bytes()
    job = Job("ada", LESSON, Path("/somewhere/ada"), raw, "", seed=2**47 + 1)
    terms = Terms(master, Limits(), best())
    return job, terms, grade(job, terms)


def test_a_result_comes_back_as_it_was(graded):
    job, terms, result = graded
    bare = replace(result, sheet=replace(result.sheet, timestamp=None))
    assert unpacked(packed(result), job, terms) == bare
    broken = replace(job, raw=b"{ no notebook", rejected="")
    result = grade(broken, terms)
    assert result.failure
    assert unpacked(packed(result), broken, terms).failure == result.failure


def test_a_lost_worker_and_a_reason_are_told_apart(graded):
    job, terms, _ = graded
    with pytest.raises(WorkerLost):
        unpacked(LOST, job, terms)
    with pytest.raises(CannotGrade, match="^on b17, no wall$"):
        unpacked(refused(ValueError("on b17, no wall")), job, terms)


def _notebook(change):
    def changed(values):
        notebook = json.loads(values["notebook"])
        change(notebook)
        values["notebook"] = json.dumps(notebook)

    return changed


def _set(key, value):
    return lambda values: values.__setitem__(key, value)


FIRST = "linear_grad_W-check"
CHANGES = {
    "another student's": _set("student", "eve"),
    "another lesson's": _set("lesson", "../.."),
    "a list of students": _set("student", ["ada"]),
    "other inputs": _set("seed", 7),
    "a seed that is none": _set("seed", True),
    "another file": _set("fingerprint", "0" * 64),
    "other exercises": _set("lesson_digest", "0" * 64),
    "no wall": _set("backend", "none"),
    "a wall of paper": _set("backend", "paper"),
    "too many points": lambda values: values["scores"].update({FIRST: 1000}),
    "less than none": lambda values: values["scores"].update({FIRST: -1}),
    "points in words": lambda values: values["scores"].update({FIRST: "2"}),
    "points that are true": lambda values: values["scores"].update({FIRST: True}),
    "points without end": lambda values: values["scores"].update({FIRST: float("inf")}),
    "points that are none": lambda values: values["scores"].update({FIRST: float("nan")}),
    "one score less": lambda values: values["scores"].pop(FIRST),
    "one score more": lambda values: values["scores"].update({"more": 1}),
    "scores in a list": _set("scores", []),
    "a comment on nothing": lambda values: values["comments"].update({"more": "x"}),
    "a comment that is a list": lambda values: values["comments"].update(dict.fromkeys(values["comments"], ["x"])),
    "a verdict on nothing": lambda values: values["verdicts"].update({"more": {}}),
    "a verdict of other points": lambda values: values["verdicts"][FIRST].update(points=3.5),
    "a mistake that is a list": lambda values: values["verdicts"][FIRST].update(mistake=["x"]),
    "a verdict with more": lambda values: values["verdicts"][FIRST].update(more=1),
    "a reason that is none": _set("failure", None),
    "a reason that the notebook lacks": _set("failure", "for no reason"),
    "time that runs back": _set("cpu_seconds", -1),
    "a notebook in words": _set("notebook", "words"),
    "a notebook that is a list": _set("notebook", "[]"),
    "no notebook": _set("notebook", None),
    "a notebook of another file": _notebook(lambda notebook: notebook["metadata"].clear()),
    "a cell that is none": _notebook(lambda notebook: notebook["cells"].append("x")),
    "a cell of another kind": _notebook(lambda notebook: notebook["cells"][0].update(cell_type="html")),
    "a field more": _set("more", 1),
    "a field less": lambda values: values.pop("seed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_the_result_of_this_job_is_refused_in_a_sentence(graded, change):
    job, terms, result = graded
    values = json.loads(packed(result))
    CHANGES[change](values["graded"])
    with pytest.raises(CannotGrade, match=r"^a worker sent something else than the result for ada \("):
        unpacked(json.dumps(values).encode(), job, terms)


@pytest.mark.parametrize("data", [b"", b"\xff", b"null", b"[]", b"{}", b"[" * 100_000, b'{"lost": 1}', b"9" * 5000])
def test_what_is_no_result_at_all_is_refused_in_a_sentence(graded, data):
    job, terms, _ = graded
    with pytest.raises(CannotGrade, match="a worker sent something else"):
        unpacked(data, job, terms)


def test_a_result_has_a_bounded_size(graded, monkeypatch):
    job, terms, result = graded
    monkeypatch.setattr(results, "LARGEST", 1000)
    with pytest.raises(CannotGrade, match=r"it has \d+ bytes"):
        unpacked(packed(result), job, terms)
