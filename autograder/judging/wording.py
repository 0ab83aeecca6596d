"""Wording: turns trials and findings into the sentences of a Verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.exercises.task import FunctionTask
from autograder.judging.diagnosis import at_scale, occasions
from autograder.judging.diagnosis.case import Finding, finding
from autograder.judging.diagnosis.naming import on_types
from autograder.judging.exercise import TEXT, Exercise
from autograder.judging.outcomes import Fault
from autograder.judging.trial import Trial, shape_in_words
from autograder.judging.verdict import Disagreement, Verdict
from autograder.notation.signature import Result, bind

INCONCLUSIVE = "inconclusive"
SINGLE = "came in float32 and was judged to five digits: keep float64 while you check gradients."
DIGITS = (6, 10, 17)  # as a matrix is printed; beyond the tolerance of 1e-9; as many as tell any two floats apart


def right(exercise: FunctionTask, result: Result, trials: Sequence[Trial]) -> Verdict:
    """A right answer: what it was tried on, and what is worth a remark all the same."""
    kinds = len({trial.probe.label for trial in trials})
    notes = []
    if any(trial.single for trial in trials):
        notes.append(f"It {SINGLE}")
    message = f"Right: {_shape(result)}, and equal to the {exercise.truth.kind} on {kinds} kinds of input."
    return Verdict(exercise.name, True, 1.0, message, part=result.name, notes=tuple(notes))


def _shape(result: Result) -> str:
    if any(dimension.startswith("*") for dimension in result.shape):
        return "of the shape asked for"
    return shape_in_words(result.shape)


def wrong(
    exercise: FunctionTask, result: Result, failed: Trial, trials: Sequence[Trial], suspicion: Finding
) -> Verdict:
    """A wrong answer: where it first goes wrong, the suspected mistake, one next step."""
    where, place = failed.disagreement(exercise), at_scale.wrong_place(exercise, failed)
    if where is not None and place is not None and failed.returned is not None:
        where = replace(where, index=place[0], yours=float(failed.returned[place[0]]), true=place[1])
    return Verdict(
        exercise.name,
        False,
        0.0,
        _what_happened(exercise, failed, where),
        mistake=suspicion.slug,
        next_step=_with_heading(exercise, suspicion.sentence),
        part=result.name,
        tried=() if failed.fault is not None and failed.fault.blank else _tried(exercise, failed, trials),
        disagreement=where,
    )


def refused(exercise: Exercise, fault: Fault, next_step: str = "") -> Verdict:
    """An answer that is wrong on its face, with no probe to point at."""
    named = finding("not_written" if fault.blank else fault.slug)
    if fault.slug == "raises" and exercise.results is TEXT:
        next_step = "Nothing is computed here: return one text, in quotes; where it has several lines, in three."
    if fault.slug == "wrong_type" and not next_step:
        named = Finding(fault.slug, on_types(exercise.results))
    return Verdict(
        exercise.name,
        False,
        0.0,
        _sentence(fault.sentence),
        mistake=named.slug,
        next_step=_with_heading(exercise, next_step or fault.advice or named.sentence),
    )


def inconclusive(exercise: Exercise, reason: str) -> Verdict:
    """An answer that could not be judged to the end."""
    return Verdict(
        exercise.name,
        False,
        0.0,
        f"This could not be judged: {reason}.",
        mistake=INCONCLUSIVE,
        next_step=_with_heading(exercise, "Nothing is said against it. Make what it returns smaller, and check again."),
    )


def together(exercise: FunctionTask, parts: Sequence[Verdict]) -> Verdict:
    """The verdict on several results: right when all are, scored by the fraction that is."""
    wrongs = [part for part in parts if not part.passed]
    score = 1.0 - len(wrongs) / len(parts)
    if not wrongs:
        return Verdict(
            exercise.name, True, 1.0, f"Right: {', '.join(part.part for part in parts)}.", parts=tuple(parts)
        )
    raised = [part for part in wrongs if part.mistake == "raises"]
    others = [part for part in wrongs if part not in raised]
    if len({part.message for part in wrongs}) == 1 and len(wrongs) == len(parts):
        message = wrongs[0].message
    elif raised and others:
        are = "is" if len(others) == 1 else "are"
        message = f"{raised[0].message} Where it returns, {_listed(others)} {are} wrong."
    else:
        are = "is" if len(wrongs) == 1 else "are"
        right = len(parts) - len(wrongs)
        counted = f"{right} of {len(parts)} results {'is' if right == 1 else 'are'} right"
        message = f"{counted}; {_listed(wrongs)} {are} not."
    first = _to_mend_first(exercise, others or wrongs)
    step = f"In {first.part}: {first.next_step}" if raised and others else first.next_step
    return Verdict(
        exercise.name,
        False,
        score,
        message,
        first.mistake,
        " ".join(filter(None, (_where_they_meet(exercise, first, wrongs), step))),
        parts=tuple(parts),
        tried=first.tried,
        disagreement=first.disagreement,
    )


def _listed(parts: Sequence[Verdict]) -> str:
    """ "dX, dW and db"."""
    *others, last = (part.part for part in parts)
    return f"{', '.join(others)} and {last}" if others else last


def _to_mend_first(exercise: FunctionTask, wrongs: Sequence[Verdict]) -> Verdict:
    """The wrong result nearest the loss: what is wrong there goes on into all that backpropagation reaches later."""
    nearest = {name: position for position, name in enumerate(exercise.backward)}
    return min(wrongs, key=lambda part: nearest.get(part.part, len(nearest)))


def _where_they_meet(exercise: FunctionTask, first: Verdict, wrongs: Sequence[Verdict]) -> str:
    """What several wrong results have to do with each other."""
    others = [part for part in wrongs if part is not first]
    if (
        others
        and first.disagreement
        and all((part.mistake, part.next_step) == (first.mistake, first.next_step) for part in others)
    ):
        return "All of them have the same mistake: look at what they share."
    return f"Mend {first.part} first: it is nearest the loss." if others and exercise.backward else ""


def exchanged(verdict: Verdict) -> Verdict:
    """The verdict on several results that are right, but for their order."""
    return replace(verdict, mistake="swapped_outputs", next_step=finding("swapped_outputs").sentence)


def _what_happened(exercise: FunctionTask, failed: Trial, where: Disagreement | None) -> str:
    if failed.fault is not None:
        if failed.fault.slug == "too_slow" and failed.probe.along:
            return "It did not finish in time at a size at which no tensor can be built."
        return _sentence(failed.fault.sentence)
    if where is None or where.index is None:
        return "The shape is right, the values are not."
    shape = f"{shape_in_words(where.shape).capitalize()} is right; the values are not. " if where.shape else ""
    yours, true = float(where.yours or 0.0), float(where.true or 0.0)
    if exercise.integral and yours.is_integer() and true.is_integer():
        return f"{shape}You have {int(yours)} where the {exercise.truth.kind} is {int(true)}."
    return shape + entry(where.index, yours, true, exercise.truth.kind)


def entry(index: Sequence[int], yours: float, true: float, kind: str) -> str:
    """ "At [0, 2] you have 3 where the measured derivative is 4.": `kind` says in words what the true value is."""
    place = f"At [{', '.join(map(str, index))}] you have" if index else "You have"
    mine, theirs = apart(yours, true)
    return f"{place} {mine} where the {kind} is {theirs}."


def apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers, each with as many digits as it takes to see that they differ.

    >>> apart(0.99, 1), apart(1.0000012, 1)
    (('0.99', '1'), ('1.0000012', '1'))
    """
    texts = ((f"{one:.{digits}g}", f"{other:.{digits}g}") for digits in DIGITS)
    return next((pair for pair in texts if pair[0] != pair[1]), (repr(one), repr(other)))


def _tried(exercise: FunctionTask, failed: Trial, trials: Sequence[Trial]) -> tuple[tuple[str, str], ...]:
    """The input that showed the mistake, and which kinds went well: a mistake that hides is worth saying so."""
    shapes = ", ".join(f"{name} {shape}" for name, shape in failed.probe.shapes(exercise.arguments))
    tried = [("tried on", f"{_label(exercise, failed)}: {shapes}")] if shapes else []
    if well := occasions.right_only_for(exercise, trials):
        tried.append(("right only for", well))
    elif ill := occasions.wrong_only_for(exercise, trials):
        tried.append(("wrong only for", ill))
    return tuple(tried)


def _label(exercise: FunctionTask, failed: Trial) -> str:
    """The kind of input; "all different" only where that is so."""
    if failed.probe.label != occasions.DIFFERENT:
        return failed.probe.label
    lengths = [*bind(exercise.given, failed.probe.values).values(), *_leading(exercise, failed)]
    return failed.probe.label if len(set(lengths)) == len(lengths) else "random sizes"


def _leading(exercise: FunctionTask, failed: Trial) -> tuple[int, ...]:
    """The lengths of the axes in front, where there may be any number of them."""
    for argument in exercise.arguments:
        if argument.kind == "array" and argument.shape[:1] and argument.shape[0].startswith("*"):
            shape: tuple[int, ...] = failed.probe.values[argument.name].shape
            return shape[: len(shape) - len(argument.shape) + 1]
    return ()


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_heading(exercise: Exercise | FunctionTask, text: str) -> str:
    return f"{text} Reread: “{exercise.heading}”." if exercise.heading else text
