"""Misuse: what `check` is given where it wants a function, each in one kind sentence, without a traceback of ours."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import partial
from types import CodeType
from typing import Any

from autograder.lessons.course import exercises, find
from autograder.student.notebook.cells import checked

NOTHING = object()  # in place of an argument that was not given


class NotAFunction(TypeError):
    """`check` was not given one function. A notebook shows its sentence alone."""

    def _render_traceback_(self) -> list[str]:
        return [f"check: {self}"]


def named(answer: Any, name: object, others: Sequence[object], cells: Sequence[str]) -> tuple[Callable[..., Any], str]:
    """The function to be judged, and the name of its exercise.

    Raises NotAFunction where it is none, or more than one, or has no name, and UnknownExercise where no exercise has
    its name.
    """
    given = [thing for thing in (answer, name, *others) if thing is not NOTHING]
    functions = [thing for thing in given if callable(thing)]
    if not given:
        raise NotAFunction(f"it takes a function between its brackets: check({_example(cells)}).")
    if len(functions) > 1:
        each = ", then ".join(f"check({_name(function)})" for function in functions)
        raise NotAFunction(f"it takes one function at a time: {each}.")
    if isinstance(answer, str) and functions:
        raise NotAFunction(f"the function comes first: check({_name(functions[0])}).")
    if others or (name is not NOTHING and not isinstance(name, str)):
        raise NotAFunction(f"it takes the function alone, without its arguments: check({_example(cells, given)}).")
    if isinstance(answer, str):
        quoted = answer if answer.isidentifier() else _example(cells)
        raise NotAFunction(f"it takes the function itself, without quotes: check({quoted}).")
    if not callable(answer):
        raise NotAFunction(f"it takes the function itself, without calling it: check({_example(cells)}).{_got(answer)}")
    if name is not NOTHING:
        return answer, find(str(name)).name
    return answer, _exercise_of(answer, cells)


def _exercise_of(answer: Callable[..., Any], cells: Sequence[str]) -> str:
    """The exercise that a function is named after: by itself, or else by the notebook."""
    if isinstance(answer, type):
        raise NotAFunction(f"it takes a function, and {answer.__name__} is a class: check({_example(cells)}).")
    name = getattr(answer, "__name__", "")
    if name.isidentifier():
        return find(name).name
    expression = checked(cells)
    if isinstance(expression, ast.Name) and expression.id in exercises():
        return expression.id
    kind = "a lambda" if name == "<lambda>" else f"a {type(answer).__name__}"
    say = 'Write it as a `def`, or say which exercise it is for: check(…, "frobenius").'
    raise NotAFunction(f"{kind} has no name to find its exercise by. {say}")


def _example(cells: Sequence[str], given: Sequence[object] = ()) -> str:
    """The name of a function, for an example: the one that the student called or meant, where the cell tells."""
    for thing in given:
        if callable(thing):
            return _name(thing)
    expression = checked(cells)
    if isinstance(expression, ast.Call):
        expression = expression.func
    return (
        expression.id if isinstance(expression, ast.Name) and expression.id in exercises() else next(iter(exercises()))
    )


def _name(function: object) -> str:
    if isinstance(function, partial):
        function = function.func
    name = getattr(function, "__name__", "")
    return name if name.isidentifier() else "…"


def _got(value: object) -> str:
    """What it was given, where the mistake may be another one: a call that returned nothing."""
    return " What you gave it is None: the call returned nothing." if value is None else ""


def other_order(answer: Callable[..., Any], names: Sequence[str]) -> str:
    """What to say where a function's first line has the exercise's arguments in another order; "" where it has not.

    >>> other_order(lambda X, W, G: G, ["W", "X", "G"])
    'It is called with (W, X, G), in this order, and its first line says (X, W, G).'
    """
    code = getattr(answer, "__code__", None)
    own = list(code.co_varnames[: code.co_argcount]) if isinstance(code, CodeType) else []
    if own == list(names) or sorted(own) != sorted(names):
        return ""
    return f"It is called with ({', '.join(names)}), in this order, and its first line says ({', '.join(own)})."
