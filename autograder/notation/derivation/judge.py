"""Derivations, judged line by line: each step must equal the one before it, and the last must have the form asked for.

A derivation is parsed, and what its steps are worth is computed from their trees; no text is ever run as code. Every
step is evaluated at three choices of random matrices and pairwise distinct sizes, along two directions each, and M in a
last step M : dW is compared with the measured gradient, entry by entry. A step that skips is right, as long as it is
true. An equation of its own, such as dY = X dWᵀ, may stand aside, and must be true in itself. The first line that
cannot be read, does not conform, or differs, is the one pointed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.notation.derivation.chain import Chain, WrongStep
from autograder.notation.derivation.forms import Isolated
from autograder.notation.derivation.task import DerivationTask, Start, along, drawn, letters_between
from autograder.notation.meaning.evaluation import Evaluation
from autograder.notation.meaning.indices import name_of
from autograder.notation.meaning.work import Work
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.remarks import formulas
from autograder.notation.syntax.spelling import as_typed, goes_on
from autograder.notation.syntax.tree import TYPESET, Binary, Node, is_differential, render, walk

MOST_LINES = 60  # right derivations have four or so; this many short ones are judged in a sixth of a second
MOST_CHARACTERS = 8000  # remarks included: ten times what the longest right derivation of the tests has


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


def judge_derivation(text: object, task: DerivationTask, seed: int = 0) -> Judgement:
    """Judges a derivation in the worlds of a seed; nothing that `text` may be raises anything.

    Raises ArithmeticError where the task's own functions are not finite: the lesson's mistake, and nobody else's.

    >>> from autograder.notation.derivation.forms import isolated
    >>> from autograder.notation.meaning.world import worlds
    >>> from autograder.notation.syntax.parser import Syntax
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
    if len(text) > MOST_CHARACTERS:
        return Judgement("notation", f"it has {len(text)} characters; {MOST_CHARACTERS} are plenty.")
    lines = formulas(as_typed(text), task.syntax.names)
    if not lines:
        return Judgement("unfinished", "there is no line in it yet.")
    if len(lines) > MOST_LINES:
        return Judgement("notation", f"it has {len(lines)} lines; {MOST_LINES} are plenty.")
    with np.errstate(all="ignore"):
        return _Reading(drawn(task, seed)).judge(lines)


class _Reading:
    """A derivation on its way from line to line: the start and the chain asked for, and the chain gone on with."""

    def __init__(self, task: DerivationTask) -> None:
        self.task = task
        self.start: Start | None = None
        self.main: Chain | None = None
        self.current: Chain | None = None
        self.steps: list[tuple[Node, Chain]] = []
        self.work = Work()

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
        try:
            return self._ending(tuple(working))
        except NotationError as error:
            slug = "wrong_step" if isinstance(error, WrongStep) else "does_not_conform"
            return Judgement(
                slug, f"line {len(working)}: {error.sentence}.", tuple(working), len(working), error.column
            )

    def _read(self, steps: Sequence[Node], continued: bool) -> None:
        self.current, compared = self._chain_of(steps[0], aside=len(steps) > 1 and not continued)
        for step in steps[compared:]:
            self.current.check(step)
        self.steps += ((step, self.current) for step in steps)

    def _chain_of(self, step: Node, aside: bool) -> tuple[Chain, bool]:
        """The chain that a line goes on with, and whether the step was compared; `aside` lets it begin its own."""
        if self.main is None and (beginning := self.task.start_at(step, self.work)):
            self.start, self.main = beginning
            return self.main, True
        if self.main is not None and self.main.reaches(step):
            return self.main, True
        if aside:
            free = Evaluation(self.task.worlds[0], self.work).free_indices(step)
            return Chain.from_step(self.task.worlds, step, free, self.work), True
        if self.current is None:
            self.start = self.task.starts[0]
            self.main = self.current = self.task.chain_from(self.start, self.work)
        return self.current, False

    def _ending(self, working: tuple[WorkingLine, ...]) -> Judgement:
        """Every step is true: is the last one what was asked for, and is no step missing?"""
        if self.start is None or self.main is None:
            starts = " or ".join(start.text for start in self.task.starts)
            return Judgement("wrong_step", f"line 1: the derivation must start from {starts}.", working, 1, 0)
        last, _ = self.steps[-1]
        lacks = self.start.form(last)
        if self.current is not self.main:
            lacks = f"it stands aside, and does not go on from {self.start.text}"
        if lacks:
            sentence = f"every line is true, but the last one is not the end: {lacks}."
            return Judgement("unfinished", sentence, working, len(working))
        if isinstance(self.start.form, Isolated):
            name = self.start.form.name
            self.main.check_along(name, along(self.task, name), last)
        counting = [(step, chain) for step, chain in self.steps if chain is self.main or self._is_put_in(chain)]
        for passes, missing in self.start.steps:
            if not any(passes(step, chain.depends_on) for step, chain in counting):
                return Judgement("missing_step", f"every line is true, but a step is missing: {missing}.", working)
        return Judgement("", "", working)

    def _is_put_in(self, aside: Chain) -> bool:
        """Whether the left side of what stands aside, such as ∂D_ij/∂W_dc, is a part of a step of the main chain."""
        parts = (part for step, chain in self.steps if chain is self.main for part in walk(step))
        quotients = (part for part in parts if isinstance(part, Binary) and is_differential(name_of(part.right)))
        return any(letters_between(aside.first, quotient) is not None for quotient in quotients)


def _typeset(line: str, steps: Sequence[Node]) -> str:
    return ("= " if goes_on(line) else "") + " = ".join(render(step, TYPESET) for step in steps)
