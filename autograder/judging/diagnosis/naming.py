"""Naming: from the trials of a wrong answer to the one finding that they bear out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, permutations

import numpy as np

from autograder.exercises.task import FunctionTask
from autograder.judging.diagnosis.case import Finding, cases_of, finding
from autograder.judging.diagnosis.claim import Again, Question
from autograder.judging.diagnosis.search import hypotheses
from autograder.judging.trial import Trial
from autograder.notation.signature import Result


def diagnose(exercise: FunctionTask, result: Result, trials: Sequence[Trial], again: Again) -> Finding:
    """Names the mistake of an answer that failed; `trials` are all it was tried on, for one result of the exercise.

    `again` calls the answer on other arguments and gives back its numbers, or None.
    """
    fault = next(trial.fault for trial in trials if not trial.passed)
    if fault is not None and fault.slug not in ("wrong_shape", "raises"):
        return Finding(fault.slug, fault.advice) if fault.advice else finding(fault.slug)
    if fault is not None and fault.blank:
        return finding("not_written")
    with np.errstate(all="ignore"):
        cases = cases_of(exercise, trials)
        name = next(hypotheses(Question(exercise, result), cases, again), None)
    if name is not None:
        return name
    if fault is not None and fault.advice:
        return Finding(fault.slug, fault.advice)
    return finding(fault.slug if fault is not None else "unknown")


def swapped(rounds: Sequence[Sequence[Trial]]) -> bool:
    """Whether the results of an answer are right in another order; each round has a trial for each result."""
    count = len(rounds[0])
    others = islice(permutations(range(count)), 1, None)  # of the exercise's results, three at most in the course
    return any(all(_right_in_order(trials, order) for trials in rounds) for order in others)


def _right_in_order(trials: Sequence[Trial], order: Sequence[int]) -> bool:
    return all(replace(trials[theirs], truth=trials[place].truth).passed for place, theirs in enumerate(order))
