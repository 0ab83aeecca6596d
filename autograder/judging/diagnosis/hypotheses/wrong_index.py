"""A wrong index: the entry at another index than the one asked for, or the sum over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.judging.diagnosis.case import Case
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.notation.signature import Argument
from autograder.numerics.arrays import Array

MOVES = ((-1, "one too small"), (1, "one too large"))


def wrong_indices(question: Question) -> Iterator[Claim]:
    """Claims about the arguments that are indices."""
    indices = [argument for argument in question.exercise.arguments if argument.kind == "index"]
    for argument in indices:
        sentence = f"You summed over every {argument.name}; only the one that is given belongs here."
        yield Claim("over_sum", sentence, _over_all(question, argument), complete=True)
        fixed = f"The index {argument.name} is always taken as 0: use it as it comes."
        yield Claim("hardcoded", fixed, question.of(argument.name, _zero), complete=True)
        for by, words in MOVES:
            sentence = f"The index {argument.name} is {words}: indices count from 0 already."
            yield Claim("off_by_one_loop", sentence, question.of(argument.name, _moved(by)), complete=True)
    if indices:
        always = "Every index is always taken as 0: use them as they come."
        yield Claim("hardcoded", always, _all_zero(question, indices), complete=True)
    for by, words in MOVES:
        sentence = f"Every index is {words}: indices count from 0 already."
        yield Claim("off_by_one_loop", sentence, _all_moved(question, indices, by), complete=True)
    for first, second in zip(indices, indices[1:], strict=False):
        sentence = f"This is the entry at [{second.name}, {first.name}]: row and column are exchanged."
        yield Claim("transposed", sentence, _swapped(question, first, second), complete=True)


def _zero(index: int) -> int:
    return 0


def _all_zero(question: Question, arguments: list[Argument]) -> Formula:
    zeros = {argument.name: 0 for argument in arguments}
    return lambda case: question.measured({**case.values, **zeros})


def _moved(by: int) -> Callable[[int], int]:
    return lambda index: index + by


def _all_moved(question: Question, arguments: list[Argument], by: int) -> Formula:
    def formula(case: Case) -> Array:
        moved = {argument.name: case.values[argument.name] + by for argument in arguments}
        return question.measured({**case.values, **moved})

    return formula


def _swapped(question: Question, first: Argument, second: Argument) -> Formula:
    def formula(case: Case) -> Array:
        values = case.values
        return question.measured({**values, first.name: values[second.name], second.name: values[first.name]})

    return formula


def _over_all(question: Question, argument: Argument) -> Formula:
    def formula(case: Case) -> Array:
        count = case.sizes[argument.shape[0]]
        entries = [question.measured({**case.values, argument.name: index}) for index in range(count)]
        return sum(entries[1:], start=entries[0])

    return formula
