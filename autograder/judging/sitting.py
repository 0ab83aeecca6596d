"""Sitting: one answer before its exercise: the draw it is tried on, and calls of it that end in time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import Any

from autograder.exercises.examination import Examination
from autograder.exercises.probes import Probe
from autograder.exercises.task import FunctionTask
from autograder.judging.answer import AnyAnswer, call, changed, inert, invoke, mutation
from autograder.judging.limits import Patience
from autograder.judging.outcomes import Fault, Outcome
from autograder.notation.signature import Argument, Result

SECONDS_OF_CALLS = 20.0  # for all calls of an examination: nobody waits longer for a card; slow right answers took 0.2
SECONDS_OF_NAMING = 5.0  # for all calls that only help to name a mistake: they are a few, each like those before
Examine = Callable[[FunctionTask, int], Examination]


class Sitting:
    """What a kind of exercise is handed to judge an answer by.

    `seed` repeats the draw of inputs; `seconds` is the limit of wall time for each call; `examine` makes the
    examination of a task for a seed.
    """

    def __init__(self, answer: AnyAnswer, seed: int, seconds: float, examine: Examine = Examination) -> None:
        self.answer = answer
        self.seed = seed
        self.seconds = seconds
        self._examine = examine

    def examination(self, task: FunctionTask) -> Examination:
        """What answers to the task are tried on."""
        return self._examine(task, self.seed)

    def reply(self, *arguments: Any) -> Any:
        """What the answer returns, whatever it is, or the Fault that kept it from returning."""
        return inert(invoke(self.answer, arguments, self.seconds))

    def outcomes(
        self, calls: Sequence[Sequence[Any]], results: Sequence[Result], in_all: float = math.inf
    ) -> Iterator[list[Outcome]]:
        """For each list of arguments an outcome for each result: numbers, or a fault.

        `in_all` is a limit of seconds for all calls together.
        """
        return call(self.answer, calls, results, Patience(self.seconds, monotonic() + in_all))

    def outcomes_on(
        self,
        probes: Sequence[Probe],
        arguments: tuple[Argument, ...],
        results: Sequence[Result],
        in_all: float = math.inf,
    ) -> Iterator[list[Outcome]]:
        """The same on a copy of each probe; having changed that is a fault of every result."""
        names = [argument.name for argument in arguments]
        copies = [probe.fresh(arguments) for probe in probes]
        calls = self.outcomes(copies, results, in_all)
        for probe, given, outcomes in zip(probes, copies, calls, strict=True):
            positions = changed(probe.fresh(arguments), given)
            if positions and not all(isinstance(outcome, Fault) for outcome in outcomes):
                yield [mutation([names[position] for position in positions])] * len(outcomes)
            else:
                yield [outcome.to_call(names) if isinstance(outcome, Fault) else outcome for outcome in outcomes]
