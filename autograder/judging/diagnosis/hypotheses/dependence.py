"""Dependence: what the result does and does not react to, and on which inputs alone it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from autograder.exercises.probes import at_sizes
from autograder.exercises.task import FunctionTask
from autograder.judging.diagnosis.case import FEWEST, Case, Finding, Trials, equal, finding, square, telling
from autograder.judging.diagnosis.claim import Again, Question
from autograder.notation.signature import Arguments, Sizes
from autograder.numerics.arrays import Array, signed_directions

LOOKS = 2  # cases to call the answer on again: one may agree by accident, and each more costs a call
RESIDUE = 1e-7  # of what is left of two truths taken away: a term of 1e-3 of them keeps 11 digits, one of 1e-7 still 7
Applies = Callable[[Case], bool]
Redraw = Callable[[Arguments, np.random.Generator], Arguments]


def unrepeatable(cases: Sequence[Case]) -> bool:
    """Whether two calls on the same arguments differ."""
    first: dict[int, Array] = {}
    return any(not equal(first.setdefault(id(case.values), case.returned), case.returned) for case in cases)


def zeros(cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether nothing but 0 comes back."""
    if not any(np.any(case.returned) for case in cases):
        yield Finding("hardcoded", "Your result is 0 for every input: is what you compute also what you return?")


def fixed(cases: Sequence[Case]) -> Iterator[Finding]:
    """Whether other values of the same shapes give the same numbers (and not just one number in every entry)."""
    first = cases[0]
    constant = np.ptp(first.returned) == 0.0
    if constant and first.returned.ndim == 0 and len(cases) > FEWEST:
        if all(equal(case.returned, first.returned) for case in cases):
            yield finding("hardcoded", f"Your result is {float(first.returned):.6g} for every input.")
    elif not constant:
        alike = [
            np.array_equal(case.returned, first.returned)
            for case in cases[1:]
            if case.sizes == first.sizes and not equal(case.truth, first.truth)
        ]
        if alike and all(alike):
            yield finding("hardcoded", "Other arguments of the same shapes give the same numbers.")


def independence(question: Question, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Whether the result stays as it is when an argument that it must depend on changes."""
    G, function, derivative = question.upstream, question.name_of("function"), question.name_of("derivative")
    if G and _ignores(cases, again, _redrawn(G)):
        sentence = f"Your result does not change when {G} does, and every entry must be weighed by {G}."
        yield Finding("ignores_G", sentence)
    if derivative and _ignores(cases, again, lambda values, rng: {function: np.exp, derivative: np.exp}):
        sentence = f"Your result does not change when h does: use {derivative} as it is given."
        yield Finding("hardcoded", sentence)
    for argument in question.arrays:
        name = argument.name
        if not argument.shape or _ignored_by_truth(question, cases, name) or not _ignores(cases, again, _redrawn(name)):
            continue
        sentence = f"Your result does not change when {name} does"
        if derivative:
            yield Finding("dh_wrong_place", f"{sentence}: h′ belongs at Y, and {name} is part of Y.")
        yield finding("wrong_operand", f"{sentence}.")


def dependence(question: Question, cases: Sequence[Case], again: Again) -> Iterator[Finding]:
    """Whether the result changes with an argument that the truth does not depend on."""
    for argument in question.arrays:
        name = argument.name
        if not argument.shape or not _ignored_by_truth(question, cases, name):
            continue
        moved = [_moved(case, again, _redrawn(name)) for case in cases[:LOOKS]]
        if all(
            other is not None and not equal(other, case.returned) for case, other in zip(cases, moved, strict=False)
        ):
            sentence = f"Your result changes when {name} does, and the right one does not: where does {name} come in?"
            yield Finding("extra_term" if _is_added(question, cases, again, name) else "unknown", sentence)


def _is_added(question: Question, cases: Sequence[Case], again: Again, name: str) -> bool:
    """Whether what is too much in the result is made of that argument and does not react to any other."""
    others = [argument.name for argument in question.arrays if argument.name != name and argument.shape]
    for case in cases[:LOOKS]:
        rng = np.random.default_rng(1)
        values = {**case.values, **{other: signed_directions(rng, case.values[other].shape) for other in others}}
        other = again(values)
        if other is None or case.returned.shape != case.truth.shape or other.shape != case.truth.shape:
            return False
        if not equal(other - question.measured(values), case.returned - case.truth, RESIDUE):
            return False
    return True


def _ignored_by_truth(question: Question, cases: Sequence[Case], name: str) -> bool:
    rng = np.random.default_rng(0)
    return all(
        equal(question.measured({**case.values, **_redrawn(name)(case.values, rng)}), case.truth)
        for case in cases[:LOOKS]
    )


def _redrawn(name: str) -> Redraw:
    return lambda values, rng: {name: signed_directions(rng, values[name].shape)}


def _moved(case: Case, again: Again, change: Redraw) -> Array | None:
    return again({**case.values, **change(case.values, np.random.default_rng(0))})


def _ignores(cases: Sequence[Case], again: Again, change: Redraw) -> bool:
    """Whether two of the cases come out the same with some arguments changed."""
    some = [case for case in cases if np.any(case.returned)][:LOOKS]
    return bool(some) and all(
        (other := _moved(case, again, change)) is not None and np.array_equal(other, case.returned) for case in some
    )


def occasions(question: Question, trials: Trials, again: Again) -> Iterator[Finding]:
    """Whether it is right just where some size is 1, all sizes are equal or one axis stands in front.

    What the trials share is believed when it holds on a second draw as well, at larger sizes.
    """
    yield from _borne_out(question, trials, again, _occasions(question.exercise))


def leading_axes(question: Question, trials: Trials, again: Again) -> Iterator[Finding]:
    """Whether it runs, and is right, for one leading axis alone."""
    every = _occasions(question.exercise)
    yield from _borne_out(question, trials, again, (one for one in every if one[0].slug == "leading_axes"))


def _borne_out(
    question: Question, trials: Trials, again: Again, occasions: Iterable[tuple[Finding, Applies, Sizes]]
) -> Iterator[Finding]:
    cases = telling([*trials.cases, *trials.silent])
    right = [case.right for case in cases]
    if not any(right) or question.exercise.cases is not None:
        return
    for name, applies, sizes in occasions:
        if right == [applies(case) for case in cases] and _right_at(question, sizes, again):
            yield name


def _occasions(exercise: FunctionTask) -> Iterator[tuple[Finding, Applies, Sizes]]:
    names = [name for name in exercise.dimensions if not name.startswith("*")]
    starred = [name for name in exercise.dimensions if name.startswith("*")]
    others: Sizes = {name: exercise.small[-1] + 1 + place for place, name in enumerate(names)}
    in_front: Sizes = dict.fromkeys(starred, (exercise.small[-1],))
    for name in names:
        if name == exercise.samples:
            found = finding("batch1_only")
        else:
            found = finding("one_size_only", f"It is right only where {name} = 1.")
        yield found, _is_one(name), {**others, **in_front, name: 1}
    for starred_name in starred:
        found = finding("leading_axes", "It is right for one leading axis only.")
        yield found, _one_leading_axis(exercise, starred_name), {**others, **in_front}
        if starred_name[1:] == exercise.samples:
            yield finding("batch1_only"), _is_one(exercise.samples), {**others, starred_name: (1, 1)}
    if len(names) + len(starred) > 1:
        size = exercise.small[-1] + 1
        yield finding("square_only"), square, {**dict.fromkeys(names, size), **dict.fromkeys(starred, (size,))}


def _is_one(name: str) -> Applies:
    return lambda case: case.sizes.get(name) == 1


def _one_leading_axis(exercise: FunctionTask, name: str) -> Applies:
    inner, argument = next(
        (len(argument.shape) - 1, argument.name)
        for argument in exercise.arguments
        if argument.kind == "array" and argument.shape[:1] == (name,)
    )
    return lambda case: bool(case.values[argument].ndim == inner + 1)


def _right_at(question: Question, sizes: Sizes, again: Again) -> bool:
    """Whether it is right on other draws at these sizes."""
    for seed in range(LOOKS):
        values = at_sizes(question.exercise, sizes, seed)
        returned = again(values)
        if returned is None or not equal(returned, question.measured(values)):
            return False
    return True
