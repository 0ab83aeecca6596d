"""Derivations, judged line by line: each step must equal the one before it, and the last must have the form asked for.

Every step is evaluated at three choices of random matrices and pairwise distinct sizes. A step that skips is right, as
long as it is true. The first line that cannot be read, does not conform, or differs, is the one pointed at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from textwrap import dedent

import numpy as np

from autograder.notation.meaning import Value, World
from autograder.notation.syntax import NotationError, Syntax
from autograder.notation.tree import TYPESET, Apply, Binary, Negative, Node, Number, Symbol, walk, written
from autograder.verdict import WorkingLine

MOST_LINES = 60
NOWHERE = Symbol("")
Form = Callable[[Node], str | None]


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a derivation: the slug ("" for nothing), one sentence, the line from 1, the column from 0."""

    slug: str
    sentence: str
    working: tuple[WorkingLine, ...]
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Start:
    """Where a derivation may start, and what that asks of its end.

    Every step equals `text`, whose free indices run over `ranges`; `form` says what the last step lacks, or None;
    `steps` are (test, sentence) pairs: some step must pass each test.
    """

    text: str
    form: Form
    ranges: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[tuple[Callable[[Node], bool], str]] = ()


@dataclass(frozen=True)
class Asked:
    """What is asked of a derivation: the notation, the worlds to try it in, and the starts it may choose from."""

    syntax: Syntax
    worlds: Sequence[World]
    starts: Sequence[Start]

    def values(self, start: Start, step: Node) -> list[Value]:
        """A step in every world. Raises NotationError where it does not conform."""
        with np.errstate(all="ignore"):
            return [replace(world, ranges=start.ranges).value(step) for world in self.worlds]

    def chosen(self, line: str) -> Start:
        """The start that the first step of a line equals; the first of all where it equals none."""
        for start in self.starts:
            try:
                _compare(self.begin(start), self.values(start, self.syntax.parse(line)[0]), self.worlds, NOWHERE)
            except NotationError:
                continue
            return start
        return self.starts[0]

    def begin(self, start: Start) -> list[Value]:
        """The value that every step must have, in every world."""
        (node,) = self.syntax.parse(start.text)
        return self.values(start, node)


def judge_derivation(text: object, asked: Asked) -> Judgement:
    """Judges a derivation; nothing that `text` may be raises anything."""
    if not isinstance(text, str):
        return Judgement("wrong_type", f"it returns {type(text).__name__}, not the lines of a derivation.", ())
    lines = [line for line in map(_bare, dedent(text).splitlines()) if line]
    if not lines:
        return Judgement("unfinished", "there is no line in it yet.", ())
    if len(lines) > MOST_LINES:
        return Judgement("notation", f"it has {len(lines)} lines; {MOST_LINES} are plenty.", ())
    start = asked.chosen(lines[0])
    before = asked.begin(start)
    working: list[WorkingLine] = []
    nodes: list[Node] = []
    for number, line in enumerate(lines, 1):
        html, slug = "", "notation"
        try:
            steps = asked.syntax.parse(line)
            html, slug = _typeset(line, steps), "does_not_conform"
            for step in steps:
                after = asked.values(start, step)
                _compare(before, after, asked.worlds, step)
                before = after
        except NotationError as error:
            rest = [WorkingLine(later, "") for later in lines[number:]]
            slug = "wrong_step" if isinstance(error, WrongStep) else slug
            sentence = f"line {number}: {error.sentence}."
            return Judgement(slug, sentence, (*working, WorkingLine(line, html), *rest), number, error.column)
        working.append(WorkingLine(line, html))
        nodes += steps
    return _ending(start, tuple(working), nodes)


def _typeset(line: str, steps: Sequence[Node]) -> str:
    goes_on = "= " if line.lstrip().startswith("=") else ""
    return goes_on + " = ".join(written(step, TYPESET) for step in steps)


def _bare(line: str) -> str:
    """A line without its comment and closing punctuation; what stands before keeps its place."""
    bare = line.partition("#")[0].rstrip(" \t.,;")
    return bare if bare.strip() else ""


class WrongStep(NotationError):
    """A step that conforms and is not true."""


def _compare(before: Sequence[Value], after: Sequence[Value], worlds: Sequence[World], step: Node) -> None:
    """Raises WrongStep where the two differ in any world."""
    for was, now, world in zip(before, after, worlds, strict=True):
        if was.equals(now):
            continue
        if (was.named, was.shape) != (now.named, now.shape):
            raise WrongStep(f"this is {now}, and the step before it is {was}", step.column)
        index = np.unravel_index(int(np.argmax(np.abs(was.array - now.array))), was.array.shape)
        sizes = ", ".join(f"{name} = {size}" for name, size in world.sizes.items())
        raise WrongStep(
            f"this step is not true: for random matrices with {sizes} it gives {now.array[index]:.4g}, "
            f"and the step before it {was.array[index]:.4g}",
            step.column,
        )


def _ending(start: Start, lines: tuple[WorkingLine, ...], nodes: Sequence[Node]) -> Judgement:
    """Every step is true: is the last one what was asked for, and is no step missing?"""
    lacks = start.form(nodes[-1])
    if lacks:
        return Judgement(
            "unfinished", f"every line is true, but the last one is not the end: {lacks}.", lines, len(lines)
        )
    for passes, sentence in start.steps:
        if not any(passes(node) for node in nodes):
            return Judgement("missing_step", f"every line is true, but a step is missing: {sentence}.", lines)
    return Judgement("", "", lines)


def isolated(name: str) -> Form:
    """The form M : name, with no `name` in M, on either side of the colon."""

    def lacks(step: Node) -> str | None:

        inner = step.body if isinstance(step, Negative) else step
        if isinstance(inner, Binary) and inner.operator in (" ", "·", "*") and isinstance(inner.left, Number):
            inner = inner.right
        if not isinstance(inner, Binary) or inner.operator != ":":
            return f"it must have the form M : {name}"
        sides = [side for side in (inner.left, inner.right) if side != Symbol(name)]
        if len(sides) != 1 or any(part == Symbol(name) for part in walk(sides[0])):
            return f"{name} must stand alone on one side of the colon, and nowhere else"
        return None

    return lacks


def free_of(names: Sequence[str], sentence: str) -> Form:
    """The form in which none of these symbols is left."""

    def lacks(step: Node) -> str | None:

        return sentence if any(isinstance(part, Symbol) and part.name in names for part in walk(step)) else None

    return lacks


def applies(function: str) -> Callable[[Node], bool]:
    """The test that a step uses this function."""
    return lambda step: any(isinstance(part, Apply) and part.function == function for part in walk(step))


def uses(name: str) -> Callable[[Node], bool]:
    """The test that a step uses this symbol."""
    return lambda step: any(isinstance(part, Symbol) and part.name == name for part in walk(step))
