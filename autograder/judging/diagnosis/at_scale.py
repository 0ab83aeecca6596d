"""At scale: which entry is wrong of a gradient too large for every entry to be measured.

Random directions say that one is; halving the rows, then the columns leads to it (`numerics.wrong_entry`).
"""

from __future__ import annotations

import numpy as np

from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Entries, Gradient
from autograder.judging.trial import RTOL, RTOL_SINGLE, Trial
from autograder.numerics.loss import Inconclusive, Loss
from autograder.numerics.wrong_entry import Search

DIRECTIONS = 4  # as check_gradient takes: an entry that is off is seen in each of them


def wrong_place(exercise: FunctionTask, failed: Trial) -> tuple[tuple[int, ...], float] | None:
    """The index of a wrong entry and its true value, None where entries are compared anyway or none can be found."""
    truth, claim = exercise.truth, failed.returned
    if isinstance(failed.truth, Entries) or failed.fault is not None or claim is None:
        return None
    if not isinstance(truth, Gradient) or not np.all(np.isfinite(claim)):
        return None
    name, values = truth.wrt[0], failed.probe.values
    upstream = None if truth.upstream is None else values[truth.upstream]
    loss = Loss(truth.forward, [values[other] for other in truth.names], truth.names.index(name), upstream)
    try:
        with np.errstate(all="ignore"):
            search = Search(
                loss, claim.reshape(loss.folded.shape), DIRECTIONS, RTOL_SINGLE if failed.single else RTOL, 0
            )
            wrong = search.find()
    except (Inconclusive, ValueError):
        return None
    if wrong is None or wrong.where is None or wrong.true is None:
        return None
    flat = wrong.where[0] * loss.folded.shape[1] + wrong.where[1]
    return tuple(int(i) for i in np.unravel_index(flat, claim.shape)), wrong.true
