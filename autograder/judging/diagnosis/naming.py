"""Naming: from the trials of a wrong answer to the one finding that they bear out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, permutations

import numpy as np

from autograder.exercises.task import FunctionTask
from autograder.judging.diagnosis.case import Finding, finding, trials_of
from autograder.judging.diagnosis.claim import Again, Question
from autograder.judging.diagnosis.search import hypotheses
from autograder.judging.exercise import TEXT
from autograder.judging.trial import Trial
from autograder.notation.signature import Result

MATRIX = 2  # axes
BROADCAST = (
    "Write the two shapes below each other, lined up at their right ends: an axis that is only in the larger one is"
    " summed away, and one that grew from 1 is summed and kept."
)
MAY_HAVE_A_NAME = ("wrong_shape", "raises")  # faults behind which there may be a formula that is known


def diagnose(exercise: FunctionTask, result: Result, trials: Sequence[Trial], again: Again) -> Finding:
    """Names the mistake of an answer that failed; `trials` are all it was tried on, for one result of the exercise.

    `again` calls the answer on other arguments and gives back its numbers, or None.
    """
    failed = next(trial for trial in trials if not trial.passed)
    fault = failed.fault
    if fault is not None and (fault.blank or fault.slug not in MAY_HAVE_A_NAME):
        return _of_fault(Question(exercise, result), failed)
    question = Question(exercise, result)
    with np.errstate(all="ignore"):
        name = next(hypotheses(question, trials_of(exercise, trials), again), None)
    return name or _of_fault(question, failed)


def shown(exercise: FunctionTask, trials: Sequence[Trial], suspicion: Finding) -> Trial:
    """The failed trial that a finding speaks of: NaN is shown where the finding is about it, and nowhere else.

    Of several results one may be wrong where the call returns, while on other inputs the whole call raises.
    """
    failed = [trial for trial in trials if not trial.passed]
    if len(exercise.results) > 1 and suspicion.slug not in ("raises", "leading_axes"):
        failed = [trial for trial in failed if trial.returned is not None] or failed
    about_nan = suspicion.slug == "overflow_nan"
    return next((trial for trial in failed if _holds_nan(trial) == about_nan), failed[0])


def _holds_nan(trial: Trial) -> bool:
    return trial.returned is not None and not np.all(np.isfinite(trial.returned))


def _of_fault(question: Question, failed: Trial) -> Finding:
    """What is to be said where no formula is known."""
    fault, result = failed.fault, question.result
    if fault is None:
        if failed.probe.along:
            sentence = "It is right on all smaller inputs: is a size, a block or a bound written down as a number?"
            return Finding("unknown", sentence)
        number = "Take the smallest case that you can do by hand, and compare the two numbers."
        return finding("unknown") if result.shape else Finding("unknown", number)
    if fault.blank:
        return finding("not_written")
    if fault.slug in ("too_slow", "out_of_memory") and failed.probe.along:
        sentence = "This size is for the formula in which every δ has collapsed on paper: no array in it is larger than"
        return Finding(fault.slug, f"{sentence} the arguments and the result, and einsum is handed no δ.")
    if fault.slug == "out_of_memory" and not result.shape:
        return Finding(fault.slug, "A number is asked for: work it out from the sizes, without building the array.")
    if fault.slug == "wrong_type" and not fault.advice:
        return Finding(fault.slug, on_types(question.exercise.results))
    returned = failed.returned
    if fault.slug == "wrong_shape" and returned is not None and returned.ndim < len(result.shape) > MATRIX:
        return Finding(fault.slug, question.axes_asked_for(returned.ndim))
    if fault.slug == "wrong_shape" and any(argument.kind == "tuple" for argument in question.exercise.arguments):
        return Finding(fault.slug, BROADCAST)
    return Finding(fault.slug, fault.advice) if fault.advice else finding(fault.slug)


def on_types(results: Sequence[Result]) -> str:
    """What to return, for these results."""
    if results is TEXT:  # a number's shape is () as well
        return "Return one text, in quotes; where it has several lines, in three at either end."
    if len(results) > 1:
        return "Make each of the results an array of numbers: np.array([[…]]) makes one of lists."
    if not results[0].shape:
        return "Return one real number, as Python or numpy has it."
    return "Return one numpy array of real numbers: np.array([[…]]) makes one of lists."


def swapped(rounds: Sequence[Sequence[Trial]]) -> bool:
    """Whether the results of an answer are right in another order; each round has a trial for each result."""
    count = len(rounds[0])
    others = islice(permutations(range(count)), 1, None)  # of the exercise's results, three at most in the course
    return any(all(_right_in_order(trials, order) for trials in rounds) for order in others)


def _right_in_order(trials: Sequence[Trial], order: Sequence[int]) -> bool:
    return all(replace(trials[theirs], truth=trials[place].truth).passed for place, theirs in enumerate(order))
