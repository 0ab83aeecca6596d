"""Printing: what an answer prints while it is checked, kept apart by call, so that one call's is shown and not all.

An answer is called some thirty times, and a student who prints to find a mistake wants to read it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np

from autograder.judging.verdict import Verdict

MOST_LINES, MOST_CHARACTERS = 40, 3000  # shown of a call; more than a screen nobody reads in a card
MOST_KEPT = 200  # calls; an examination has some forty


class _Limited(StringIO):
    """A text that takes no more than is shown of it: a loop that prints for five seconds prints a gigabyte."""

    def write(self, text: str) -> int:
        if self.tell() <= MOST_CHARACTERS:
            super().write(text[: MOST_CHARACTERS + 1])
        return len(text)


class Printing:
    """Wraps an answer; keeps what each call printed, with the shapes of its arguments."""

    def __init__(self, answer: Callable[..., Any]) -> None:
        self.answer = answer
        self.calls: list[_Call] = []
        self.__name__ = getattr(answer, "__name__", "")

    def __call__(self, *arguments: Any) -> Any:
        """Calls the answer; what it raises goes on to the caller."""
        text, signs, raised = _Limited(), tuple(map(_sign, arguments)), True
        try:
            with redirect_stdout(text), redirect_stderr(text):
                value = self.answer(*arguments)
            raised = False
            return value
        finally:
            if len(self.calls) < MOST_KEPT:
                self.calls.append(_Call(signs, text.getvalue(), raised))

    def of(self, verdict: Verdict, names: Sequence[str]) -> str:
        """What was printed by a call that the verdict speaks of, or else by the first that printed at all.

        `names` are those of the exercise's arguments, in order.
        """
        where = verdict.disagreement
        shapes = {names.index(name): shape for name, shape in where.shapes if name in names} if where else {}
        tried = dict(verdict.tried).get("tried on", "")
        spoken_of = [
            call
            for call in self.calls
            if (call.fits(shapes) if where else call.raised and not verdict.passed and call.is_told_in(tried, names))
        ]
        return next((_short(call.text) for call in (*spoken_of[:1], *self.calls) if call.text), "")


@dataclass(frozen=True)
class _Call:
    signs: tuple[str | None, ...]
    text: str
    raised: bool

    def fits(self, shapes: Mapping[int, str]) -> bool:
        """Whether the arguments at these positions are as a card names them."""
        return all(place < len(self.signs) and self.signs[place] in (shape, None) for place, shape in shapes.items())

    def is_told_in(self, text: str, names: Sequence[str]) -> bool:
        """Whether a text, where there is one, names the arguments as they are: "X (2, 5), W (6, 5)"."""
        told = (f"{name} {sign}" for name, sign in zip(names, self.signs, strict=False) if sign)
        return not text or all(one in text for one in told)


def _sign(argument: Any) -> str | None:
    """An argument as a card names it; None for a function."""
    if isinstance(argument, np.ndarray):
        return str(argument.shape)
    return None if callable(argument) else f"= {argument}"


def _short(text: str) -> str:
    lines = text[:MOST_CHARACTERS].splitlines()
    cut = len(lines) > MOST_LINES or len(text) > MOST_CHARACTERS
    return "\n".join([*lines[:MOST_LINES], *(["…"] if cut else [])])
