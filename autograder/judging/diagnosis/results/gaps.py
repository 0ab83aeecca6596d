"""Gaps: every number that came back is right, and some entries hold none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judging.diagnosis.case import Case, Finding, equal

MASKED = "Every number that is there is right, but some entries hold none: a masked entry has no value, nor has NaN."


def gaps(cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether the truth comes out where what is missing is filled in, on several inputs."""
    holes = [np.isnan(case.returned) for case in cases]
    numbers = sum(int((~hole).sum()) for hole in holes)
    if sum(bool(hole.any()) for hole in holes) > 1 and numbers > len(cases) and all(map(_right_but_for, cases, holes)):
        yield Finding("wrong_type", MASKED)


def _right_but_for(case: Case, hole: np.ndarray) -> bool:
    return case.returned.shape == case.truth.shape and equal(np.where(hole, case.truth, case.returned), case.truth)
