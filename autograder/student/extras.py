"""Extras: what a card shows in a notebook besides the verdict.

A failing example to redo by hand, what one call printed, which version was judged; after "right" the identities that
the answer has earned. Grading shows none of them: its cards are the verdict's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.exercises.identity import Identity
from autograder.judging.example import Example
from autograder.judging.example.written import is_derivative
from autograder.numerics.written import number
from autograder.student.formulas import typeset
from autograder.student.html import FAINT, INK, PAPER, Html, code, join, tag, two_columns
from autograder.student.pictures import captioned, grid

SMALL = 24  # entries of an argument that is drawn beside the others
TITLE = f"margin:8px 0 2px 0;color:{INK};font:bold 13px sans-serif"


@dataclass(frozen=True)
class Extras:
    """`version` says which version of the answer was judged, where that is in doubt; `printed` is what a call printed.

    `order` says so where the answer's first line names the arguments in another order; `called` is the answer's name in
    the notebook, by which the example's line calls it.
    """

    version: str = ""
    printed: str = ""
    example: Example | None = None
    called: str = ""
    earned: Sequence[Identity] = ()
    order: str = ""
    installed: str = ""

    @property
    def first(self) -> list[tuple[str, str]]:
        """What is said before all else, as (label, text) pairs."""
        said = ("installed", self.installed), ("version", self.version), ("arguments", self.order)
        return [(label, text) for label, text in said if text]

    def as_text(self) -> list[str]:
        """The rest as lines of text."""
        lines = []
        if self.printed:
            lines += ["  printed", *(f"    {line}" for line in self.printed.splitlines())]
        if self.example:
            lines += ["  redo by hand", *(f"    {name:<14}{value}" for name, value in self.example.rows())]
            lines.append(f"    {self.example.line(self.called)}")
        for identity in self.earned:
            lines.append("  earned")
            lines += [f"    {label:<14}{value}" for label, value in _forms(identity)]
        return lines

    def as_html(self) -> Html:
        """The same as HTML."""
        parts = []
        if self.printed:
            parts += [_title("One call printed"), code(self.printed)]
        if self.example:
            parts += [_title("Redo this one by hand"), _drawn(self.example), _lead(self.example, self.called)]
        if self.earned:
            parts += [_title("What you have shown"), *map(_typeset, self.earned)]
        return join(*parts)


NONE = Extras()


def _title(words: str) -> Html:
    return tag("div", words, style=TITLE)


def _forms(identity: Identity) -> list[tuple[str, str]]:
    forms = [
        ("identity", identity.formula),
        ("by indices", identity.indices),
        ("einsum", identity.einsum),
        ("in torch", identity.torch),
        ("why", identity.why),
    ]
    return [(label, text) for label, text in forms if text]


def _typeset(identity: Identity) -> Html:
    """The formula large, its other forms under it."""
    formula = tag("div", typeset(identity.formula), style=f"font:20px serif;color:{INK};padding:2px 0")
    lines: list[tuple[str | Html, str | Html]] = []
    for label, text in _forms(identity)[1:]:
        match label:
            case "by indices":
                lines.append((label, tag("span", typeset(text), style=f"font:16px serif;color:{INK}")))
            case "einsum" | "in torch":
                lines.append((label, tag("span", text, style=f"font:12px monospace;color:{INK}")))
            case _:
                lines.append((label, typeset(text)))
    return join(formula, two_columns(lines))


def _drawn(example: Example) -> Html:
    """The arguments in one line of pictures, yours and the true result in another."""
    given = [(name, value) for name, value in example.arguments if not is_derivative(value)]
    words = dict(example.rows())
    yours, true = list(words)[-2:]
    cells = [_cell(name, value, words[name]) for name, value in given]
    results = [
        _cell(yours, example.yours, words[yours], example.letters),
        _cell(true, example.true, words[true], example.letters),
    ]
    return join(tag("div", *cells), tag("div", *results))


def _cell(name: str, value: object, words: str, letters: str = "") -> Html:
    if not isinstance(value, np.ndarray) or not value.ndim or value.size > SMALL:
        return captioned(name, "", tag("span", words, style=f"font:13px monospace;color:{INK}"))
    shape = f" ({', '.join(map(str, value.shape))})"
    return captioned(name, shape, grid(value, name, letters, number))


def _lead(example: Example, called: str) -> Html:
    words = "To try it, copy this line into a new cell:"
    style = f"margin:4px 0 0 0;color:{FAINT};background-color:{PAPER}"
    return join(tag("div", words, style=style), code(example.line(called)))
