"""Remote: a student's function behind the wall, as the referee calls any answer (law 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.exercises.elementwise import BY_NAME
from autograder.judging.answer import Answer, Unseen
from autograder.judging.limits import Patience
from autograder.judging.outcomes import MOST_KINDS, Fault, Raised, Returned, raised
from autograder.sandbox.inside.wire import BadFrame, Large, Strange, Unpacker, pack
from autograder.sandbox.session import Ended, Reply, Session

BATCH_BYTES = 8_000_000  # of arguments in one frame: an eighth of what the wire takes
MOST_LINES = 10**6  # of a cell, where an exception says that it was raised


class Remote(Answer):
    """The function called `name` in a session. Arguments go out as plain arrays, results come back as plain arrays."""

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        self.name = name
        self.ended: Ended | None = None

    def invoke_each(self, calls: Sequence[Sequence[Any]], patience: Patience) -> Iterator[Any]:
        """What each call returned, or the Fault that kept it from that. Arguments it changed are changed here too.

        Many calls go out at once, so that neither side waits for the other.
        """
        for batch in _batches(calls):
            arrays: list[bytes] = []
            packed = [[pack(argument, arrays, BY_NAME) for argument in arguments] for arguments in batch]
            replies = self.session.call(self.name, packed, arrays, patience.left)
            for arguments, reply in zip(batch, replies, strict=True):
                yield self._understood(reply, arguments)

    def _understood(self, reply: Reply | Ended, arguments: Sequence[Any]) -> Any:
        if isinstance(reply, Ended):
            self.ended = reply
            return Fault(reply.slug, str(reply))
        try:
            return _value(reply, arguments)
        except BadFrame as error:
            return Fault("wrong_type", f"its result cannot be read: {error}.")


def _batches(calls: Sequence[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """The first call by itself, for a fault there is often the end; then as many at once as one frame should hold."""
    batch: list[Sequence[Any]] = []
    size, most = 0, 0
    for arguments in calls:
        batch.append(arguments)
        size += sum(argument.nbytes for argument in arguments if isinstance(argument, np.ndarray))
        if size >= most:
            yield batch
            batch, size, most = [], 0, BATCH_BYTES
    if batch:
        yield batch


def _value(reply: Reply, arguments: Sequence[Any]) -> Any:
    """The value of a reply. Raises BadFrame when it is none that the worker makes."""
    unpacker = Unpacker(reply.body)
    match reply.header:
        case {"missing": True}:
            missing = "it is not defined: its cell is gone, or ended before it was defined."
            return Fault("raises", missing, advice="Write it under that very name, and run its cell to the end.")
        case {"raised": dict(report)}:
            value: Any = raised(_as_raised(report))
        case {"returned": packed}:
            value = _as_outcome(unpacker.value(packed))
        case _:
            raise BadFrame("it is neither a result nor an exception")
    match reply.header.get("changed", []):
        case list(changed) if len(changed) <= len(arguments):
            for entry in changed:
                _change(entry, unpacker, arguments)
        case _:
            raise BadFrame("it changes more arguments than there are")
    return value


def _as_outcome(value: Any) -> Any:
    """The value, with what did not cross as the outcome that it is."""
    match value:
        case tuple() | list():
            return type(value)(map(_as_outcome, value))
        case Large(shape, dtype):
            return Returned(None, shape, dtype) if dtype.kind in "biuf" else Unseen("array", str(dtype))
        case Strange(kind, dtype, length):
            return Unseen(kind, dtype, length)
    return value


def _as_raised(report: dict[str, Any]) -> Raised:
    kinds = report.get("kinds")
    names = [kind for kind in kinds[:MOST_KINDS] if isinstance(kind, str)] if isinstance(kinds, list) else []
    number = report.get("number")
    text, line = (value if isinstance(value, str) else "" for value in (report.get("text"), report.get("line")))
    return Raised.told(names, text, line, number if isinstance(number, int) and 0 < number < MOST_LINES else 0)


def _change(entry: Any, unpacker: Unpacker, arguments: Sequence[Any]) -> None:
    """Does to an argument here what the function did to it there."""
    match entry:
        case [int(position), packed] if 0 <= position < len(arguments):
            new, here = unpacker.value(packed), arguments[position]
            if isinstance(here, np.ndarray) and here.size:
                here.flat[0] = np.nan if here.dtype.kind == "f" else here.flat[0] + 1
                if isinstance(new, np.ndarray) and new.shape == here.shape and new.dtype.kind in "biuf":
                    here[...] = new
