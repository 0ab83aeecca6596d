"""The contract of an answer: what it may return, before anybody asks whether the values are right.

`call` makes one call on copies and gives back either plain float64 arrays or a Fault: it raised, ran out of time,
returned no array, or changed its inputs. Shape and dtype are read before anything is copied, so an array of 10⁹
entries costs nothing.
"""

from __future__ import annotations

import inspect
import math
import re
import traceback
import types
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from time import monotonic
from typing import Any

import numpy as np

from autograder.deadline import TimeIsUp, deadline
from autograder.derivatives import Array
from autograder.signature import Result

LEAST_SECONDS = 0.01
LARGEST_RESULT = 1_000_000
BROADCAST = re.compile(r"broadcast")
LONGEST_LINE, LONGEST_TEXT = 80, 300
INNER_SIZES = re.compile(r"matmul: .*mismatch in its core dimension.*\(size (\d+) is different from (\d+)\)")
NUMBERS = (np.ndarray, np.number, np.bool_, int, float)


@dataclass(frozen=True)
class Fault:
    """A broken contract: its slug and one sentence that says what happened, beginning with "it".

    `blank`: the function is not written yet; `advice`: what to do about this fault, where the slug's own sentence is
    too general.
    """

    slug: str
    sentence: str
    blank: bool = False
    advice: str = ""


@dataclass(frozen=True)
class Returned:
    """One result: float64 values (None when it is too large to keep), its shape, and the dtype it came in."""

    values: Array | None
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


Outcome = Returned | Fault


@dataclass(frozen=True)
class Patience:
    """How long an answer is waited for: `seconds` of wall time for a call, for all of them until `end` (monotonic)."""

    seconds: float
    end: float = math.inf

    def left(self) -> float:
        """Seconds for the next call."""
        return max(min(self.seconds, self.end - monotonic()), LEAST_SECONDS)


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


@dataclass(frozen=True)
class Raised:
    """An exception in plain words: its class and bases by name, its text, the answer's own line that raised it."""

    kinds: tuple[str, ...]
    text: str
    line: str = ""
    number: int = 0

    @classmethod
    def of(cls, error: BaseException) -> Raised:
        """What is to be said of an exception."""
        frame = _own_frame(error.__traceback__)
        try:
            text = str(error)
        except Exception:  # an exception of the student's own may fail to say what it is
            text = ""
        kinds = tuple(kind.__name__ for kind in type(error).__mro__)
        return cls(kinds, text, (frame and frame.line) or "", (frame and frame.lineno) or 0)

    def __str__(self) -> str:
        """In one line; numpy's way of saying that sizes do not meet is put in plain words."""
        sizes = INNER_SIZES.fullmatch(self.text)
        if sizes:
            return f"{self.kinds[0]}: the inner sizes of a matrix product do not meet ({sizes[2]} and {sizes[1]})"
        return f"{self.kinds[0]}: {shorten(self.text, LONGEST_TEXT)}" if self.text else self.kinds[0]


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


def raised(error: Raised) -> Fault:
    """The fault of having raised this exception."""
    if "NotImplementedError" in error.kinds:
        return Fault("raises", "it is not written yet: it raises NotImplementedError.", blank=True)
    if "MemoryError" in error.kinds:
        return Fault("out_of_memory", "it asks for more memory than there is.")
    where = f" in line {error.number}, `{shorten(error.line, LONGEST_LINE)}`" if error.line else ""
    return Fault("raises", f"it raises {error}{where}.", advice=_advice(error))


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


def _advice(error: Raised) -> str:
    """What to do about an exception: for those of which the kind says where to look."""
    kinds = set(error.kinds)
    if "NameError" in kinds:
        return "That name has no value here: take sizes from a shape, `p, q = W.shape`, and arrays from the arguments."
    if "IndexError" in kinds:
        return "An index runs past the end of its axis: see which size its loop runs over."
    if "RecursionError" in kinds:
        return "The function calls itself without end."
    if kinds & {"ValueError", "TypeError"} and BROADCAST.search(str(error)):
        return "Entry by entry, numpy lines two shapes up at their right ends: write both below each other."
    if INNER_SIZES.search(str(error)) or "inner sizes" in str(error) or "not aligned" in str(error):
        return "Write the shape of every factor beside it: where two factors meet, their inner sizes must be equal."
    return "Run the line that is quoted on the small matrices of the lesson, one part of it at a time."


def _own_frame(trace: types.TracebackType | None) -> traceback.FrameSummary | None:
    """The innermost frame that belongs to the answer: not ours, not a library's."""
    frames = traceback.extract_tb(trace)
    own = [frame for frame in frames if frame.filename != __file__ and "site-packages" not in frame.filename]
    return own[-1] if own else None
