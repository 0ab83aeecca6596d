"""Declarations: each exercise is tried as it will be asked, before any student is: its truth measured, its shapes held
against those that are declared, each typical mistake's formula run.
"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.exercises.examination import Examination
from autograder.exercises.probes import Probe, draw
from autograder.exercises.smooth import NotSmooth
from autograder.exercises.truth import Entries, Gradient, Measured, Value
from autograder.judging.exercise import Exercise
from autograder.judging.kinds.derivation import DerivationExercise
from autograder.judging.kinds.einsum import EinsumExercise
from autograder.judging.kinds.function import FunctionExercise
from autograder.notation.derivation.task import drawn
from autograder.notation.einsum.judge import judge_einsum
from autograder.notation.meaning.work import Work
from autograder.notation.signature import Argument, Result, concrete
from autograder.publishing.proofreading import mistakes
from autograder.publishing.proofreading.mistakes import first_line
from autograder.publishing.proofreading.places import declared_at

SEEDS = range(3)  # each draws other sizes and entries; a kink that one of them meets is drawn anew by the others


def exercise(each: Exercise) -> Iterator[str]:
    """All that is wrong with the declaration of an exercise, in words."""
    where = declared_at(each.name) or "autograder/lessons/"
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        match each:
            case FunctionExercise():
                slips = _function(each)
            case EinsumExercise():
                slips = _einsum(each)
            case DerivationExercise():
                slips = _derivation(each)
            case _:
                slips = iter(())
        yield from (f"{where}: {each.name}: {slip}" for slip in slips)


def _function(each: FunctionExercise) -> Iterator[str]:
    names = [argument.name for argument in each.given]
    if unknown := list(_unknown(each, names)):
        yield from unknown
        return
    if slip := _forward(each, draw(each, 0)[0]):
        yield slip
        return
    try:
        examinations = [Examination(each, seed) for seed in SEEDS]
    except Exception as error:
        yield _failed(each, error, draw(each, 0)[0])
        return
    for examination in examinations:
        for position, probe in enumerate(examination.probes):
            try:
                truths = examination.truth(position)
            except Exception as error:
                yield _failed(each, error, probe)
                return
            if len(truths) != len(each.results):
                yield f"{len(each.results)} results are declared, and {len(truths)} are measured."
                return
            for result, truth in zip(each.results, truths, strict=True):
                if slip := _shape(each, result, truth.shape, probe):
                    yield slip
                    return
    if isinstance(each.truth, Measured) and _is_all_zero(examinations[0]):
        by = " and ".join(each.truth.wrt)
        yield f"every right answer is 0: the forward function does not depend on {by}, or only in steps."
    for mistake in each.mistakes:
        yield from mistakes.told(each, examinations[0], mistake)


def _is_all_zero(examination: Examination) -> bool:
    truths = [truth for position in range(len(examination.probes)) for truth in examination.truth(position)]
    return not any(np.any(truth.values) for truth in truths if isinstance(truth, Entries))


def _unknown(each: FunctionExercise, names: Sequence[str]) -> Iterator[str]:
    """Names that functions take and nothing is called by."""
    there = ", ".join(names) or "none"
    truth = each.truth
    if isinstance(truth, Measured | Value):
        for name in truth.names:
            if name not in names:
                yield f"the forward function takes {name!r}, and no argument is called so: there are {there}."
    if isinstance(truth, Measured):
        for name in truth.wrt:
            if name not in truth.names:
                yield f"it is differentiated by {name!r}, which the forward function does not take."
    if isinstance(truth, Gradient) and truth.upstream is not None and truth.upstream not in names:
        yield (
            f"the upstream gradient {truth.upstream!r} is no argument: there are {there}. Where the forward function "
            "returns a number there is none: Gradient(…, upstream=None)."
        )


def _forward(each: FunctionExercise, probe: Probe) -> str:
    """What the forward function returns that it may not, "" for nothing; what it raises is told by what measures it."""
    truth: Any = each.truth
    if not hasattr(truth, "forward"):
        return ""
    try:
        made = np.asarray(truth.forward(**{name: probe.values[name] for name in truth.names}))
    except Exception:
        return ""
    if made.dtype.kind not in "biufc":
        what = "None" if made.dtype == object and made.shape == () and made.item() is None else f"dtype {made.dtype}"
        return f"the forward function returns {what} where an array of numbers is needed: is its `return` missing?"
    if not isinstance(truth, Gradient):
        return ""
    if truth.upstream is None:
        return f"the forward function returns shape {made.shape}, no number: name its upstream gradient." * bool(
            made.shape
        )
    wanted = np.shape(probe.values[truth.upstream])
    if made.shape == wanted:
        return ""
    return (
        f"the forward function returns shape {made.shape} where {_sizes(each.given, probe)}: its upstream gradient "
        f"{truth.upstream} must have that shape, and is declared otherwise."
    )


def _failed(each: FunctionExercise, error: Exception, probe: Probe) -> str:
    """Why nothing could be measured."""
    if isinstance(error, NotSmooth):
        return f"not smooth here: {error}."
    if isinstance(error, ArithmeticError):
        return f"{error}."
    forward = getattr(each.truth, "forward", None)
    frames = reversed(traceback.extract_tb(error.__traceback__))
    line = next((frame.lineno for frame in frames if _is_of(frame, forward)), None)
    raised = f"{type(error).__name__}{f' in line {line}' if line else ''}: {first_line(error).rstrip('. ')}"
    return f"its forward function raises {raised}. It was given {_shapes(each.given, probe)}."


def _is_of(frame: traceback.FrameSummary, forward: Any) -> bool:
    return forward is not None and frame.filename == getattr(getattr(forward, "__code__", None), "co_filename", "")


def _shape(each: FunctionExercise, result: Result, measured: tuple[int, ...], probe: Probe) -> str:
    """What is wrong with a result's declared shape, "" where it is the measured one."""
    name = f"the result {result.name}" if result.name else "the result"
    declared = f"{name} is declared as ({', '.join(result.shape)})"
    sizes = _dimensions(each.given, probe)
    if unknown := [dimension for dimension in result.shape if dimension not in sizes]:
        return f"{declared}, and no argument has {' or '.join(unknown)}; what is measured has shape {measured}."
    if (shape := concrete(result.shape, sizes)) != measured:
        there = f"{shape} where {_sizes(each.given, probe)}"
        return f"{declared}, which is {there}; what is measured has shape {measured}."
    return ""


def _dimensions(given: Sequence[Argument], probe: Probe) -> Mapping[str, int | tuple[int, ...]]:
    """The size of every dimension on a probe, starred ones too."""
    sizes: dict[str, int | tuple[int, ...]] = {}
    for argument in given:
        value = probe.values[argument.name]
        if argument.kind == "size":
            sizes[argument.name] = int(value)
        elif argument.kind == "tuple":
            sizes[f"*{argument.name}"] = tuple(value)
        elif argument.kind == "array":
            starred = [dimension for dimension in argument.shape if dimension.startswith("*")]
            plain = [dimension for dimension in argument.shape if not dimension.startswith("*")]
            if len(starred) == 1:
                sizes[starred[0]] = np.shape(value)[: np.ndim(value) - len(plain)]
            sizes |= dict(zip(reversed(plain), reversed(np.shape(value)), strict=False))
    return sizes


def _einsum(each: EinsumExercise) -> Iterator[str]:
    operands = ", ".join(f"{operand.name} ({', '.join(operand.shape)})" for operand in each.operands)
    try:
        complaint = judge_einsum(each.meaning, each.meaning, each.operands)
        sentence = complaint.sentence if complaint else ""
    except Exception:
        sentence = "it needs one letter for each axis of each operand, commas between them, then -> and the result's."
    if sentence:
        yield f"its meaning {each.meaning!r} does not fit its operands {operands}: {sentence.rstrip('.')}."


def _derivation(each: DerivationExercise) -> Iterator[str]:
    try:
        task = each.task()
        for seed in SEEDS:
            for start in task.starts:
                drawn(task, seed).chain_from(start, Work())
    except Exception as error:
        sentence = getattr(error, "sentence", "") or first_line(error)
        kind = "" if isinstance(error, ValueError | ArithmeticError) else f"{type(error).__name__}: "
        yield f"its declaration does not make a derivation: {kind}{sentence.rstrip('.')}."


def _sizes(given: Sequence[Argument], probe: Probe) -> str:
    return ", ".join(
        f"{argument.name} ({', '.join(argument.shape)}) is {np.shape(probe.values[argument.name])}"
        for argument in given
        if argument.kind == "array"
    )


def _shapes(given: Sequence[Argument], probe: Probe) -> str:
    shown = (argument for argument in given if argument.kind == "array")
    return ", ".join(f"{each.name} ({', '.join(each.shape)}) of {np.shape(probe.values[each.name])}" for each in shown)


def heading(each: Exercise, headings: Sequence[str], text: Path) -> Iterator[str]:
    """A heading that a verdict sends the student back to, and that is not there."""
    if each.heading and each.heading not in headings:
        where = declared_at(each.name) or "autograder/lessons/"
        yield (
            f"{where}: {each.name}: a verdict says Reread “{each.heading}”, and solutions/{text.name} has no such "
            f"heading; it has {', '.join(f'“{one}”' for one in headings)}."
        )
