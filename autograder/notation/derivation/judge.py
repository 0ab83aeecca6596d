"""Derivations, judged line by line: each step must equal the one before it, and the last must have the form asked for.

A derivation is parsed, and what its steps are worth is computed from their trees; no text is ever run as code. Every
step is evaluated at three choices of random matrices and pairwise distinct sizes. A step that skips is right, as long
as it is true. An equation of its own, such as dY = X dWᵀ, may stand aside, and must be true in itself. The first line
that cannot be read, does not conform, or differs, is the one pointed at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.notation.derivation.chain import Chain, WrongStep
from autograder.notation.derivation.forms import Form, Test
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.indices import letters_of
from autograder.notation.meaning.world import World
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.parser import Syntax
from autograder.notation.syntax.remarks import formulas
from autograder.notation.syntax.spelling import as_typed, goes_on
from autograder.notation.syntax.tree import TYPESET, Node, relettered, render, walk

MOST_LINES = 60  # right derivations have four or so; this many short ones are judged in a sixth of a second


@dataclass(frozen=True)
class WorkingLine:
    """A line of a derivation as the student wrote it, and typeset in HTML ("" where it could not be read)."""

    text: str
    html: str


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a derivation: the slug ("" for nothing), one sentence, the line from 1, the column from 0."""

    slug: str
    sentence: str
    working: tuple[WorkingLine, ...] = ()
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Start:
    """Where a derivation may start, and what that asks of its end.

    Every step equals `text`, whose free indices, by these or other names, run over `ranges`; `form` says what the last
    step lacks, or None; `steps` are (test, sentence) pairs: some step must pass each test.
    """

    text: str
    form: Form
    ranges: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[tuple[Test, str]] = ()


@dataclass(frozen=True)
class DerivationTask:
    """What is asked of a derivation: the notation, the worlds to try it in, and the starts it may choose from."""

    syntax: Syntax
    worlds: Sequence[World]
    starts: Sequence[Start]

    def chain_from(self, start: Start) -> Chain:
        """The chain from a start as it is declared."""
        (node,) = self.syntax.parse(start.text)
        return Chain.from_step(self.worlds, node, start.ranges)

    def start_at(self, step: Node) -> tuple[Start, Chain] | None:
        """The start that a step is, by the same letters or others, or else equals; and the chain from there."""
        for start in self.starts:
            (node,) = self.syntax.parse(start.text)
            letters = dict(zip(_letters(node), _letters(step), strict=False))
            distinct = len(set(letters.values())) == len(letters)
            if distinct and step == relettered(node, str.maketrans(letters)):
                ranges = {letters[own]: start.ranges[own] for own in letters}
                return start, Chain.from_step(self.worlds, step, ranges)
        chains = ((start, self.chain_from(start)) for start in self.starts)
        return next(((start, chain) for start, chain in chains if chain.reaches(step)), None)


def judge_derivation(text: object, task: DerivationTask) -> Judgement:
    """Judges a derivation; nothing that `text` may be raises anything.

    >>> from autograder.notation.derivation.forms import isolated
    >>> from autograder.notation.meaning.world import worlds
    >>> syntax = Syntax({"A": (), "B": (), "C": ()})
    >>> task = DerivationTask(syntax, worlds("A: m k, B: k n, C: m n"), [Start("(A B) : C", isolated("A"))])
    >>> judge_derivation("(A B) : C = Tr((A B)ᵀ C) = A : (C Bᵀ)", task).slug
    ''
    >>> judge_derivation("(A B) : C\\n= A : (Bᵀ C)", task).sentence
    'line 2: the product of (n, k) and (m, n): k and m do not meet.'
    """
    if not isinstance(text, str):
        slug = "returns_none" if text is None else "wrong_type"
        return Judgement(slug, f"it returns {type(text).__name__}, not the lines of a derivation.")
    lines = formulas(as_typed(text), task.syntax.names)
    if not lines:
        return Judgement("unfinished", "there is no line in it yet.")
    if len(lines) > MOST_LINES:
        return Judgement("notation", f"it has {len(lines)} lines; {MOST_LINES} are plenty.")
    with np.errstate(all="ignore"):
        return _Reading(task).judge(lines)


class _Reading:
    """A derivation on its way from line to line: the start and the chain asked for, and the chain gone on with."""

    def __init__(self, task: DerivationTask) -> None:
        self.task = task
        self.start: Start | None = None
        self.main: Chain | None = None
        self.current: Chain | None = None
        self.nodes: list[Node] = []

    def judge(self, lines: Sequence[str]) -> Judgement:
        working: list[WorkingLine] = []
        for number, line in enumerate(lines, 1):
            html, slug = "", "notation"
            try:
                steps = self.task.syntax.parse(line)
                html, slug = _typeset(line, steps), "does_not_conform"
                self._read(steps, goes_on(line))
            except NotationError as error:
                rest = [WorkingLine(later, "") for later in lines[number:]]
                slug = "wrong_step" if isinstance(error, WrongStep) else slug
                sentence = f"line {number}: {error.sentence}."
                return Judgement(slug, sentence, (*working, WorkingLine(line, html), *rest), number, error.column)
            working.append(WorkingLine(line, html))
        return self._ending(tuple(working))

    def _read(self, steps: Sequence[Node], continued: bool) -> None:
        self.current = self._chain_of(steps[0], aside=len(steps) > 1 and not continued)
        for step in steps:
            self.current.check(step)
        self.nodes += steps

    def _chain_of(self, step: Node, aside: bool) -> Chain:
        """The chain that a line goes on with; `aside` lets it begin one of its own."""
        if self.main is None and (beginning := self.task.start_at(step)):
            self.start, self.main = beginning
        if self.main is not None and self.main.reaches(step):
            return self.main
        if aside:
            return Chain.from_step(self.task.worlds, step, Evaluation(self.task.worlds[0]).free_indices(step))
        if self.current is None:
            self.start = self.task.starts[0]
            self.main = self.current = self.task.chain_from(self.start)
        return self.current

    def _ending(self, working: tuple[WorkingLine, ...]) -> Judgement:
        """Every step is true: is the last one what was asked for, and is no step missing?"""
        if self.start is None:
            starts = " or ".join(start.text for start in self.task.starts)
            return Judgement("wrong_step", f"line 1: the derivation must start from {starts}.", working, 1, 0)
        lacks = self.start.form(self.nodes[-1])
        if self.current is not self.main:
            lacks = f"it stands aside, and does not go on from {self.start.text}"
        if lacks:
            sentence = f"every line is true, but the last one is not the end: {lacks}."
            return Judgement("unfinished", sentence, working, len(working))
        for passes, missing in self.start.steps:
            if not any(passes(node) for node in self.nodes):
                return Judgement("missing_step", f"every line is true, but a step is missing: {missing}.", working)
        return Judgement("", "", working)


def _letters(node: Node) -> str:
    return "".join(map(letters_of, walk(node)))


def _typeset(line: str, steps: Sequence[Node]) -> str:
    return ("= " if goes_on(line) else "") + " = ".join(render(step, TYPESET) for step in steps)
