"""A submission's result: of what is rejected, and of what the grader itself cannot bear."""

import os
import re
import signal
from time import sleep

import pytest

from autograder.grading import provenance
from autograder.grading.digest import of_bytes
from autograder.grading.errors import CannotGrade
from autograder.grading.job import Terms
from autograder.grading.submission import execution, fingerprint, intake, watched
from autograder.grading.submission import grade as grading
from autograder.grading.submission.execution import Execution
from autograder.grading.submission.grade import grade, graded_notebook, taken_in
from autograder.grading.submission.remote import Remote
from autograder.grading.workers.process import GradingProcess
from autograder.judging.kinds.function import FunctionExercise
from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import close_wall
from tests.support.graded import NORM, RIGHT_NORM, error, job, points
from tests.support.made import ANSWER, CELLS, lesson, locked, submission
from tests.support.walls import best


def test_a_rejected_file_has_its_reason_in_every_check_and_runs_nothing(wall):
    notebook = graded_notebook(job(b"{"), lesson(), wall)
    made = {cell.id: cell for cell in notebook.cells}
    assert points(made["frobenius-check"]) == 0.0
    assert "not JSON" in error(made["frobenius-check"])
    assert not made["setup"].outputs


def test_a_rejected_file_that_was_graded_before_is_rejected_again(wall):
    import nbformat

    before = nbformat.writes(graded_notebook(job(b"{"), lesson(), wall)).encode()
    made = {cell.id: cell for cell in graded_notebook(job(b"{", before), lesson(), wall).cells}
    assert points(made["frobenius-check"]) == 0.0
    assert "not JSON" in error(made["frobenius-check"])


def test_a_grader_that_breaks_on_everything_gives_nobody_a_0(monkeypatch):
    def breaks(*given):
        raise KeyError("x")

    monkeypatch.setattr(Execution, "_judge", breaks)
    with pytest.raises(CannotGrade, match=r"breaks even on the blank notebook of made \(KeyError\('x'\)\)"):
        grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(), best()))
    close_wall()


@pytest.mark.parametrize("error", [RecursionError, MemoryError, KeyError("x")])
def test_what_breaks_the_grader_is_a_result_that_says_so(monkeypatch, error):
    from autograder.grading.submission import grade as module

    def breaks(notebook, *rest, **named):
        if ANSWER in {cell.source for cell in notebook.cells}:
            raise error
        return execution.execute(notebook, *rest, **named)

    monkeypatch.setattr(module, "execute", breaks)
    outcome = grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(), best()))
    close_wall()
    assert outcome.points == 0.0
    assert outcome.failure.startswith("the grader itself broke on it (")
    raw = of_bytes(submission(lesson(), {"frobenius": ANSWER}))
    assert outcome.sheet.fingerprint == fingerprint.of_submission(raw, lesson(), safe=True)  # and nobody pays again


def _endless(monkeypatch):
    while True:
        sleep(0.01)


def _boundless(monkeypatch):
    raise MemoryError


@pytest.mark.parametrize(("judged", "reason"), [(_endless, "took more than 3 seconds"), (_boundless, "more memory")])
def test_a_check_that_cannot_be_judged_to_its_end_costs_that_check_alone(monkeypatch, judged, reason):
    real = FunctionExercise.judge

    def judge(exercise, sitting):
        return judged(monkeypatch) if exercise.name == "frobenius_norm" else real(exercise, sitting)

    monkeypatch.setattr(FunctionExercise, "judge", judge)
    monkeypatch.setattr(execution, "seconds_in_all", lambda seconds: 3.0)
    master = lesson(*CELLS, NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 3.0))
    answers = {"frobenius": ANSWER, "frobenius_norm": RIGHT_NORM}
    outcome = grade(job(submission(master, answers)), Terms(master, Limits(), best()))
    close_wall()
    assert outcome.points == 2.0
    assert outcome.verdicts["frobenius-check"]["mistake"] is None
    assert outcome.verdicts["frobenius_norm-check"]["mistake"] == "inconclusive"
    assert reason in outcome.verdicts["frobenius_norm-check"]["message"]
    assert not outcome.failure


def _ends():
    os._exit(3)


def _hears_nothing():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    _endless(None)


def _breaks():
    raise RecursionError


@pytest.mark.parametrize(
    ("judged", "reason"),
    [(_ends, "process ended"), (_hears_nothing, "process ended"), (_breaks, r"broke on it \(RecursionError")],
)
def test_a_check_that_breaks_or_ends_the_process_it_is_judged_in_costs_itself_alone(monkeypatch, judged, reason):
    real = FunctionExercise.judge

    def judge(exercise, sitting):
        remote = isinstance(sitting.answer, Remote)
        return judged() if exercise.name == "frobenius_norm" and remote else real(exercise, sitting)

    monkeypatch.setattr(FunctionExercise, "judge", judge)
    monkeypatch.setattr(execution, "seconds_in_all", lambda seconds: 0.5)
    monkeypatch.setattr(watched, "SLACK", 0.5)
    master = lesson(*CELLS, NORM, locked("frobenius_norm-check", "check(frobenius_norm)", 3.0))
    answers = {"frobenius": ANSWER, "frobenius_norm": RIGHT_NORM}
    with GradingProcess(fork=True) as process:
        outcome = process.insist(grade, job(submission(master, answers)), Terms(master, Limits(), best()))
    assert (outcome.points, outcome.failure) == (2.0, "")
    assert outcome.verdicts["frobenius_norm-check"]["mistake"] == "inconclusive"
    assert re.search(reason, outcome.verdicts["frobenius_norm-check"]["message"])


def test_when_the_graders_own_time_is_used_up_the_checks_that_are_left_say_so(monkeypatch):
    monkeypatch.setattr(execution, "OWN_SECONDS", -1e6)
    monkeypatch.setattr(FunctionExercise, "judge", lambda exercise, sitting: _endless(monkeypatch))
    outcome = grade(job(submission(lesson(), {"frobenius": ANSWER})), Terms(lesson(), Limits(seconds=1e6), best()))
    close_wall()
    assert outcome.verdicts["frobenius-check"]["mistake"] == "inconclusive"


@pytest.mark.parametrize("read", [_endless, _boundless])
def test_what_cannot_be_read_to_its_end_is_rejected_on_nbgraders_route_too(monkeypatch, read):
    monkeypatch.setattr(grading, "SPARE_SECONDS", 0.2)
    monkeypatch.setattr(intake, "take_in", lambda raw, master: read(monkeypatch))
    notebook = taken_in(submission(lesson(), {"frobenius": ANSWER}), "", lesson())
    assert "broke on it" in provenance.of(notebook).rejected
