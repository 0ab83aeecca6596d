"""The contract of an answer: what it may return, before anybody asks whether the values are right.

`call` makes one call on copies and gives back either plain float64 arrays or a Fault: it raised, ran out of time,
returned no array, or changed its inputs. Shape and dtype are read before anything is copied, so an array of 10⁹
entries costs nothing.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.judging.limits import Patience, TimeIsUp, deadline
from autograder.judging.outcomes import Fault, Outcome, Raised, Returned, raised
from autograder.notation.signature import Result

LARGEST_RESULT = 1_000_000  # entries: seven times what the largest right result has
NUMBERS = (np.ndarray, np.number, np.bool_, int, float)


class Answer(ABC):
    """An answer that lives somewhere else, and keeps the limits itself."""

    @abstractmethod
    def invoke_each(self, calls: Sequence[Sequence[Any]], patience: Patience) -> Iterator[Any]:
        """What it returns on each of several lists of arguments, one after the other.

        Where a Fault kept it from returning, that. Raises nothing on the answer's account.
        """

    def invoke(self, arguments: Sequence[Any], seconds: float) -> Any:
        """The same for one call."""
        (value,) = self.invoke_each([arguments], Patience(seconds))
        return value


AnyAnswer = Callable[..., Any] | Answer


def invoke(answer: AnyAnswer, arguments: Sequence[Any], seconds: float) -> Any:
    """What the answer returns, or the Fault that kept it from returning."""
    if isinstance(answer, Answer):
        return answer.invoke(arguments, seconds)
    try:
        with deadline(seconds):
            return answer(*arguments)
    except TimeIsUp:
        slow = f"it did not finish within {seconds:.3g} seconds: is there a loop that never ends?"
        return Fault("too_slow", slow)
    except KeyboardInterrupt:
        return Fault("too_slow", "it was interrupted before it returned: is there a loop that never ends?")
    except BaseException as error:  # an answer may raise anything, SystemExit included, and still gets a verdict
        return raised(Raised.of(error))


def call(
    answer: AnyAnswer, calls: Sequence[Sequence[Any]], results: Sequence[Result], patience: Patience
) -> Iterator[list[Outcome]]:
    """Calls the answer on each of several lists of arguments, one after the other.

    Each call gives an outcome for each result, where a fault of the call as a whole stands for all.
    """
    if isinstance(answer, Answer):
        values = answer.invoke_each(calls, patience)
    else:
        values = (invoke(answer, arguments, patience.left()) for arguments in calls)
    for value in values:
        if isinstance(value, Fault):
            yield [value] * len(results)
        else:
            yield [_inspect(value)] if len(results) == 1 else _unpack(value, results)


def changed(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """The positions of the arrays that a call changed in place: values, shape or dtype."""
    return [
        position
        for position, (old, new) in enumerate(zip(before, after, strict=True))
        if isinstance(old, np.ndarray)
        and (old.shape != new.shape or old.dtype != new.dtype or old.tobytes() != new.tobytes())
    ]


def mutation(names: Sequence[str]) -> Fault:
    """The fault of having changed these arguments."""
    return Fault(
        "mutates_input",
        f"it changes its argument {' and '.join(names)} in place: the caller's array is no longer what it was.",
    )


def _unpack(value: Any, results: Sequence[Result]) -> list[Outcome]:
    names = ", ".join(result.name for result in results)
    if value is None:
        return [_inspect(None)] * len(results)
    if not isinstance(value, tuple | list):
        return [
            Fault("wrong_shape", f"it returns {_kind(value)} where {len(results)} results ({names}) are asked for.")
        ] * len(results)
    if len(value) != len(results):
        counted = f"it returns {len(value)} results where {len(results)} ({names}) are asked for."
        return [Fault("wrong_shape", counted, advice=f"Return all of them, in this order: `return {names}`.")] * len(
            results
        )
    return [_inspect(item) for item in value]


def _inspect(value: Any) -> Outcome:
    if isinstance(value, Returned | Fault):
        return value
    if value is None:
        return Fault(
            "returns_none", "it returns None: a `return` is missing, or it stands in a branch that was not taken."
        )
    if not isinstance(value, NUMBERS):
        return Fault("wrong_type", f"it returns {_kind(value)}, not a numpy array.")
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return Fault("wrong_type", f"it returns an array of dtype {array.dtype}, not of real numbers.")
    if array.size > LARGEST_RESULT:
        return Returned(None, array.shape, array.dtype)
    with np.errstate(all="ignore"):
        values = np.array(array, dtype=float)
    if isinstance(value, np.ma.MaskedArray):
        values[np.ma.getmaskarray(value)] = np.nan
    return Returned(values, array.shape, array.dtype)


def _kind(value: Any) -> str:
    if inspect.isgenerator(value) or inspect.iscoroutine(value):
        value.close()
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
