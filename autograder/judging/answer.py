"""The contract of an answer: what it may return, before anybody asks whether the values are right.

`call` makes one call on copies and gives back either plain float64 arrays or a Fault: it raised, ran out of time,
returned no array, or changed its inputs. Shape and dtype are read before anything is copied, so an array of 10⁹
entries costs nothing.

What comes back is the answer's own object, and its methods may raise, lie or never end. So it is asked for its type
alone, read by the methods of the built-in types, and that within the limits of a call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CoroutineType, GeneratorType
from typing import Any, TypeVar

import numpy as np

from autograder.judging.limits import Patience, TimeIsUp, deadline
from autograder.judging.outcomes import Fault, Outcome, Raised, Returned, raised
from autograder.notation.kind import LONGEST, SCALARS, legible, name_of, noun, with_article
from autograder.notation.signature import Result

LARGEST_RESULT = 1_000_000  # entries: seven times what the largest right result has
NUMBERS = (np.ndarray, np.number, np.bool_, int, float)
INERT = (bool, int, float, type(None), tuple, list, np.ndarray, Fault)
CLOSING_SECONDS = 0.1  # to close a generator, which may refuse
HUGE = 2**63  # whole numbers from there on are no int64

T = TypeVar("T")


@dataclass(frozen=True)
class Unseen:
    """What an answer returned that stayed where the answer lives, in as much as sentences speak of it.

    `kind` is its class's name, "array" or "value" where it has a `dtype`; `length` is that of a tuple or a list.
    """

    kind: str
    dtype: str = ""
    length: int | None = None


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
    return _within(seconds, lambda: answer(*arguments))


def inert(value: Any) -> Any:
    """A reply that does nothing when it is looked at: a text as a plain one, of all else what it is called."""
    kind = type(value)
    if issubclass(kind, str):
        return legible(str.__str__(value))
    if issubclass(kind, SCALARS):
        return np.asarray(value)
    return value if kind in INERT else type(_noun(value), (), {})()


def _within(seconds: float, act: Callable[[], T]) -> T | Fault:
    """What `act` gives, or the Fault that kept it from that, whatever of an answer's is run by it."""
    try:
        with deadline(seconds):
            return act()
    except TimeIsUp:
        return _too_slow(seconds)
    except KeyboardInterrupt:
        return Fault("too_slow", "it was interrupted before it returned: is there a loop that never ends?")
    except BaseException as error:  # an answer may raise anything, SystemExit included, and still gets a verdict
        return _in_words(error, seconds)


def _in_words(error: BaseException, seconds: float) -> Fault:
    """The fault of having raised; an exception of the answer's own may not even let itself be told."""
    try:
        with deadline(seconds):
            return raised(Raised.of(error))
    except TimeIsUp:
        return _too_slow(seconds)
    except BaseException:
        return raised(Raised.told((name_of(type(error)),), ""))


def _too_slow(seconds: float) -> Fault:
    return Fault("too_slow", f"it did not finish within {seconds:.3g} seconds: is there a loop that never ends?")


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
        outcomes = value if type(value) is Fault else _read(value, results, patience.left())
        yield [outcomes] * len(results) if isinstance(outcomes, Fault) else outcomes


def _read(value: Any, results: Sequence[Result], seconds: float) -> list[Outcome] | Fault:
    """The outcome for each result; one fault for all where reading them raises, or takes too long."""
    fault = _within(seconds, lambda: [_inspect(value, results[0])] if len(results) == 1 else _unpack(value, results))
    if isinstance(fault, Fault) and fault.slug == "raises":
        return Fault("wrong_type", f"it returns {_kind(value)} that cannot be read: {fault.sentence}")
    return fault


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
    one = names[0]
    return Fault(
        "mutates_input",
        f"it changes its argument {' and '.join(names)} in place: the caller's array is no longer what it was.",
        advice=f"Work on a copy, `{one} = {one}.copy()`, or write `{one} = {one} * c` instead of `{one} *= c`.",
    )


def _unpack(value: Any, results: Sequence[Result]) -> list[Outcome]:
    names = ", ".join(result.name for result in results)
    all_of_them = f"Return all of them, in this order: `return {names}`."
    if value is None:
        return [_inspect(None, Result("", ()))] * len(results)
    length, items = _items(value)
    if length is None:
        one = f"it returns {_kind(value)} where {len(results)} results ({names}) are asked for."
        return [Fault("wrong_shape", one, advice=all_of_them)] * len(results)
    if length != len(results):
        counted = f"it returns {length} results where {len(results)} ({names}) are asked for."
        return [Fault("wrong_shape", counted, advice=all_of_them)] * len(results)
    return [_inspect(item, result) for item, result in zip(items, results, strict=True)]


def _items(value: Any) -> tuple[int | None, list[Any]]:
    """How many results a tuple or a list holds, and which; None for what is neither."""
    if type(value) is Unseen:
        return value.length, []
    base = next((base for base in (tuple, list) if issubclass(type(value), base)), None)
    if base is None:
        return None, []
    items = list(base.__iter__(value))
    return len(items), items


def _inspect(value: Any, result: Result) -> Outcome:
    if type(value) is Returned or type(value) is Fault:
        return value
    if value is None:
        where = f" for {result.name}" if result.name else ": a `return` is missing, or stands in a branch not taken"
        return Fault("returns_none", f"it returns None{where}.")
    asked = "not a numpy array" if result.shape else "where a number is asked for"
    if type(value) is Unseen and value.dtype:
        return _of_dtype(value.kind, value.dtype)
    if not issubclass(type(value), NUMBERS):
        return Fault("wrong_type", f"it returns {_kind(value)}, {asked}.")
    if issubclass(type(value), int) and not -HUGE <= int.__index__(value) < HUGE:
        return Fault(
            "wrong_type",
            "it returns a whole number too large to be compared.",
            advice="It is far too large: count the factors, and their powers, once more.",
        )
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        return _of_dtype("array" if array.ndim else "value", str(array.dtype))
    dtype = array.dtype.newbyteorder("=")
    if array.size > LARGEST_RESULT:
        return Returned(None, array.shape, dtype)
    with np.errstate(all="ignore"):
        values = np.array(array, dtype=float)
    if issubclass(type(value), np.ma.MaskedArray) and np.any(mask := np.ma.getmaskarray(value)):
        values[mask] = np.nan
        dtype = dtype if dtype.kind == "f" else values.dtype  # NaN is no whole number
    return Returned(values, array.shape, dtype)


def _of_dtype(noun: str, dtype: str) -> Fault:
    name = legible(dtype[:LONGEST])
    return Fault("wrong_type", f"it returns {with_article(noun)} of dtype {name}, not of real numbers.")


def _kind(value: Any) -> str:
    return with_article(_noun(value))


def _noun(value: Any) -> str:
    """What a value is called, the same wherever the answer lives."""
    if type(value) in (GeneratorType, CoroutineType):
        _within(CLOSING_SECONDS, value.close)  # Python warns of a coroutine that nobody closes
    if type(value) is Unseen:
        return value.kind
    return "array" if type(value) is Returned else noun(value)
