"""Names: what the package gives, each imported when it is first asked for.

A command that says how it is used needs none of them, and a program that asks for a verdict needs no pictures. The
package takes `__getattr__` and `__dir__` from here, as its own.
"""

from __future__ import annotations

import importlib
import sys

import autograder.exercises  # before the function of that name, whose place in the package it would take later

PACKAGE = "autograder"
HOMES = {
    **dict.fromkeys(("CheckFailed", "Verdict"), "judging.verdict"),
    **dict.fromkeys(("exercises", "judge"), "lessons.course"),
    **dict.fromkeys(("check", "progress"), "student.check"),
    **{"check_gradient": "judging.gradient_check", "show": "student.pictures"},
}

del autograder.exercises


def __getattr__(name: str) -> object:
    if name not in HOMES:
        raise AttributeError(f"module {PACKAGE!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{PACKAGE}.{HOMES[name]}"), name)
    setattr(sys.modules[PACKAGE], name, value)
    return value


def __dir__() -> list[str]:
    return sorted({*vars(sys.modules[PACKAGE]), *HOMES})
