"""Calls a submission's function by name, on arguments from the other side, and says what came of it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .wire import pack

LONGEST_TEXT = 2000  # characters of an exception's text: a card shows fewer
LIBRARIES = ("site-packages", "dist-packages", "/lib/python")  # whose lines are not the submission's own


def call(names: Mapping[str, Any], name: str, arguments: Sequence[Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The reply to a call, and the bytes of its arrays: what was returned or raised, and which arguments it changed."""
    before = [argument.copy() if isinstance(argument, np.ndarray) else None for argument in arguments]
    arrays: list[bytes] = []
    reply: dict[str, Any] = {}
    if name not in names:
        return {"missing": True}, arrays
    try:
        reply["returned"] = pack(names[name](*arguments), arrays)
    except BaseException as error:  # an answer may raise anything, SystemExit included
        arrays.clear()
        reply["raised"] = _raised(error)
    reply["changed"] = [
        [position, pack(argument, arrays)]
        for position, (argument, old) in enumerate(zip(arguments, before, strict=True))
        if old is not None and _differs(old, argument)
    ]
    return reply, arrays


def _differs(old: np.ndarray[Any, Any], new: np.ndarray[Any, Any]) -> bool:
    return old.shape != new.shape or old.dtype != new.dtype or old.tobytes() != new.tobytes()


def _raised(error: BaseException) -> dict[str, Any]:
    """An exception in plain words: its class and their bases, its text, the submission's line that raised it."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and not any(place in frame.filename for place in LIBRARIES)
    ]
    where = {"line": frames[-1].line or "", "number": frames[-1].lineno} if frames else {}
    try:
        text = str(error)[:LONGEST_TEXT]
    except BaseException:  # of the submission's own, it may fail to say what it is, or end the program
        text = ""
    kinds = [kind.__name__ for kind in type(error).__mro__]
    return {"kinds": kinds, "text": text, **where}
