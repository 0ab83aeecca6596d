"""Cases: what an answer returned beside the truth, and the findings that come of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.mistakes import MISTAKES
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Entries
from autograder.judging.outcomes import Returned
from autograder.judging.trial import Trial
from autograder.notation.signature import Arguments, bind
from autograder.numerics.arrays import Array, largest

CLOSE = 1e-9  # of the largest entry, as the referee's own tolerance: what a name explains is as good as right
FEWEST = 2  # cases: a single one bears out any factor, and most formulas where it is small


@dataclass(frozen=True)
class Finding:
    """A named mistake and the sentence for the student."""

    slug: str
    sentence: str


def finding(slug: str, detail: str = "") -> Finding:
    """A finding with the slug's own sentence, after what is known of this case."""
    return Finding(slug, " ".join(filter(None, (detail, MISTAKES[slug].student))))


@dataclass(frozen=True, eq=False)
class Case:
    """One trial that returned numbers: the arguments, what came back, the truth, and the sizes by name."""

    values: Arguments
    returned: Array
    truth: Array
    sizes: dict[str, int]

    @property
    def right(self) -> bool:
        """Whether what came back is the truth."""
        return equal(self.returned, self.truth)


@dataclass(frozen=True)
class Trials:
    """What an answer did, as far as the truth is known entry by entry.

    `cases` are the trials that returned numbers; `silent` those that raised, with NaN for what came back; `elsewhere`
    is false where it is right on all that is not among these, such as a large size.
    """

    cases: list[Case]
    silent: list[Case]
    elsewhere: bool = False


def trials_of(exercise: FunctionTask, trials: Iterable[Trial]) -> Trials:
    """The trials sorted into cases, silent ones and others."""
    cases: list[Case] = []
    silent: list[Case] = []
    elsewhere = False
    for trial in trials:
        if not isinstance(trial.truth, Entries) or (trial.returned is None and isinstance(trial.outcome, Returned)):
            elsewhere = elsewhere or not trial.passed
            continue
        returned = np.array(np.nan) if trial.returned is None else trial.returned
        sizes = sizes_of(exercise, trial.probe.values, trial.truth.values)
        case = Case(trial.probe.values, returned, trial.truth.values, sizes)
        (silent if trial.returned is None else cases).append(case)
    return Trials(cases, silent, elsewhere)


def sizes_of(exercise: FunctionTask, values: Arguments, truth: Array) -> dict[str, int]:
    """The size of every dimension; of leading axes how many samples they hold, and the length of the first."""
    sizes = bind(exercise.given, values)
    for argument in exercise.arguments:
        if argument.kind != "array" or not argument.shape or not argument.shape[0].startswith("*"):
            continue
        array, inner = values[argument.name], len(argument.shape) - 1
        if inner:
            sizes[argument.shape[0][1:]] = int(np.prod(array.shape[: array.ndim - inner]))
            sizes[f"len({argument.name})"] = array.shape[0]
        elif truth.size:
            sizes["(the number of summed terms)"] = array.size // truth.size
    return sizes


def equal(a: Array, b: Array, rtol: float = CLOSE) -> bool:
    """Whether two arrays have the same shape and, up to `rtol` of the largest entry, the same values."""
    if a.shape != b.shape:
        return False
    close = rtol * largest(b)
    if a.size and abs(a.item(0) - b.item(0)) > close:  # nearly always: spares the other entries
        return False
    return largest(a - b) <= close < math.inf  # NaN is in no order, and within infinity everything is near


def finite(case: Case) -> bool:
    """Whether what came back holds no NaN and no infinity."""
    return bool(np.all(np.isfinite(case.returned)))


def square(case: Case) -> bool:
    """Whether there are several sizes, all of them equal."""
    return len(case.sizes) > 1 and len(set(case.sizes.values())) == 1


def once(cases: Sequence[Case]) -> list[Case]:
    """The cases without the second calls on the same arguments."""
    return list({id(case.values): case for case in reversed(cases)}.values())[::-1]


def telling(cases: Sequence[Case]) -> list[Case]:
    """The cases that tell formulas apart: where every size is 1, nearly all of them agree."""
    return [case for case in cases if case.truth.size > 1 or any(size > 1 for size in case.sizes.values())]
