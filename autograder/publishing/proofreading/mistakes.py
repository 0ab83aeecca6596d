"""Mistakes: each typical wrong formula of an exercise is run once, before it names anybody's answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.exercises.examination import Examination
from autograder.exercises.mistakes import MISTAKES
from autograder.exercises.task import Mistake
from autograder.exercises.truth import Entries
from autograder.judging.kinds.function import FunctionExercise
from autograder.judging.trial import RTOL


def told(each: FunctionExercise, examination: Examination, mistake: Mistake) -> Iterator[str]:
    """Each formula is run where it conforms: somewhere it must, and somewhere it must be wrong."""
    which = f"its mistake {mistake.slug!r} (“{first_line(mistake.sentence)}”)"
    if mistake.slug not in MISTAKES:
        yield (
            f"{which} has a slug that is none; there are {', '.join(sorted(MISTAKES))}. "
            "A new one is written into autograder/exercises/mistakes.py."
        )
    if mistake.result not in ("", *(result.name for result in each.results)):
        yield f"{which} is of the result {mistake.result!r}, and there is none of that name."
        return
    names = [argument.name for argument in each.arguments]
    if unknown := [name for name in mistake.arguments if name not in names]:
        yield f"{which} takes {', '.join(unknown)}, and students are given {', '.join(names)}."
        return
    place = next((at for at, result in enumerate(each.results) if result.name == mistake.result), 0)
    error: Exception | None = None
    ran = wrong = False
    for position, probe in enumerate(examination.probes):
        truth = examination.truth(position)[place]
        if not isinstance(truth, Entries):
            continue
        values = dict(zip(names, probe.fresh(each.arguments), strict=True))
        try:
            value = mistake.formula(**{name: values[name] for name in mistake.arguments})
            made = np.asarray(value, dtype=float)
        except Exception as raised:  # many conform only where a matrix is square
            error = raised
            continue
        if value is None:
            yield f"{which} returns None, and names nothing."
            return
        ran, wrong = True, wrong or made.shape != truth.shape or bool(np.any(truth.wrong(made, RTOL)))
    if not ran and error is not None:
        yield f"{which} raises wherever it is tried, and names nothing: {type(error).__name__}: {first_line(error)}"
    elif ran and not wrong and not error:
        yield f"{which} is right wherever it is tried: its formula is no mistake."


def first_line(words: object) -> str:
    """The first line of an error's or a sentence's words; its kind where it has none."""
    lines = str(words).splitlines()
    return lines[0] if lines else type(words).__name__
