"""An example as it is written: whole numbers and fractions where they are ones, and a line that runs in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercises.elementwise import PAIRS, in_words
from autograder.exercises.task import FunctionTask
from autograder.judging.outcomes import Fault
from autograder.judging.trial import Trial, shape_in_words
from autograder.numerics.arrays import Array
from autograder.numerics.written import number

LARGEST = 72  # entries of a result: more of them nobody redoes by hand
IN_CODE = {
    "tanh": "np.tanh",
    "tanh_prime": "lambda Y: 1 - np.tanh(Y) ** 2",
    "sin": "np.sin",
    "cos": "np.cos",
    "wave": "lambda Y: 0.7 * np.sin(1.3 * Y) + 0.4 * Y**2",
    "wave_prime": "lambda Y: 0.91 * np.cos(1.3 * Y) + 0.8 * Y",
}


@dataclass(frozen=True)
class Example:
    """One input on which an answer is wrong.

    `arguments` are the inputs by name; `result` is the result's name, "" where there is only one, `letters` its axes';
    `yours` is what the answer returned, or None where it raised, and then `fault` says what; `true` is what is right.
    """

    arguments: tuple[tuple[str, Any], ...]
    call: str
    true: Array
    yours: Array | None = None
    fault: str = ""
    result: str = ""
    letters: str = ""

    @classmethod
    def of(cls, task: FunctionTask, position: int, trial: Trial) -> Example | None:
        """The example of a failed trial; None where it has too many entries to be read, or differs too little."""
        yours, true = trial.returned, np.asarray(trial.truth.values)  # type: ignore[union-attr]
        if true.size > LARGEST or (yours is not None and (yours.size > LARGEST or written(yours) == written(true))):
            return None
        arguments = tuple((argument.name, trial.probe.values[argument.name]) for argument in task.arguments)
        fault = _in_short(trial.fault) if trial.fault and yours is None else ""
        result, letters = task.results[position].name, task.letters if len(task.letters) == true.ndim else ""
        return cls(arguments, task.signature, true, yours, fault, result, letters)

    def line(self, name: str = "") -> str:
        """One line of code that makes the arguments and calls the answer, which may have another name.

        >>> np.random.seed(0)
        >>> Example((("X", np.array([[1.0, 2.0]])), ("m", 2)), "half(X, m)", np.ones(2)).line()
        'X = np.array([[1., 2.]]); m = 2; half(X, m)'
        """
        call = self.call.replace(self.call.partition("(")[0], name, 1) if name else self.call
        return "; ".join([*(f"{argument} = {in_code(value)}" for argument, value in self.arguments), call])

    def rows(self) -> list[tuple[str, str]]:
        """The example in words: each argument, what came back, what is right."""
        of = f" {self.result}" if self.result else ""
        shown = [(name, written(value)) for name, value in self.arguments if not is_derivative(value)]
        yours = self.fault or with_shape(self.yours, self.true)
        return [*shown, (f"your{of or 's'}", yours), (f"true{of}", with_shape(self.true, self.yours))]


def _in_short(fault: Fault) -> str:
    """A fault without the line that the card has quoted."""
    return f"it raises {fault.error}." if fault.error else fault.sentence


def with_shape(array: Array | None, other: Array | None) -> str:
    """An array in words, with its shape where that is not the other's."""
    shape = "" if array is None or other is None or array.shape == other.shape else f", {shape_in_words(array.shape)}"
    return written(array) + shape


def is_derivative(value: Any) -> bool:
    """Whether this is h′, which is named by its h."""
    return value in [dh for _, dh in PAIRS] if callable(value) else False


def written(value: Any) -> str:
    """A value as one writes it by hand.

    >>> written(np.array([[0.5, 3.0], [-1 / 3, 0.1234567]]))
    '[[1/2, 3], [−1/3, 0.123457]]'
    """
    if isinstance(value, np.ndarray) and value.ndim > 2:
        return _by_entries(value)
    if isinstance(value, np.ndarray):
        return number(float(value)) if not value.shape else f"[{', '.join(map(written, value))}]"
    if callable(value):
        return in_words(value)
    return number(float(value)) if isinstance(value, np.generic) else str(value)


def _by_entries(tensor: Array) -> str:
    """A tensor by its entries other than 0: so many brackets as it would have nobody can read."""
    places: dict[str, list[str]] = {}
    for index in map(tuple, np.argwhere(tensor).tolist()):
        places.setdefault(number(float(tensor[index])), []).append(str(list(index)))
    parts = [f"{value} at {', '.join(at)}" for value, at in places.items()]
    rest = "0 elsewhere" if parts else "0 everywhere"
    return "; ".join([*parts, rest] if np.any(tensor == 0) else parts)


def in_code(value: Any) -> str:
    """A value as Python reads it, floats as floats: a whole number's dtype would be another one."""
    if isinstance(value, np.ndarray):
        return f"np.array({_floats(value.tolist())})"
    return IN_CODE[value.__name__] if callable(value) else repr(value)


def _floats(value: Any) -> str:
    return f"[{', '.join(map(_floats, value))}]" if isinstance(value, list) else f"{value:g}."
