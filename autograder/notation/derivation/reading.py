"""A derivation read from line to line: which chain each step goes on with, whether it is true, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.notation.derivation import look_alikes
from autograder.notation.derivation.chain import Chain, WrongStep
from autograder.notation.derivation.forms import Form, Isolated
from autograder.notation.derivation.judgement import Judgement, WorkingLine
from autograder.notation.derivation.meant import Meaning, UnknownName
from autograder.notation.derivation.quoted import is_a_rule
from autograder.notation.derivation.seen import is_seen
from autograder.notation.derivation.task import DerivationTask, Start, along
from autograder.notation.meaning.evaluation import Evaluation, OutsideQuotient, is_zero
from autograder.notation.meaning.fitting import Unfitted, fitted
from autograder.notation.meaning.indices import DELTA, letters_of
from autograder.notation.meaning.work import TooMuch, Work
from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.parser import Statement
from autograder.notation.syntax.spelling import ONES
from autograder.notation.syntax.tree import (
    TYPESET,
    Apply,
    Binary,
    Indexed,
    Node,
    Number,
    Summed,
    Symbol,
    is_differential,
    render,
    walk,
)

ARROWS = ("→", "⟶", "->", r"\to", r"\rightarrow")
RULE = "Both sides of a rule must be the same for all matrices that fit into it."


@dataclass(frozen=True)
class _Step:
    """A step that has been read: what it means, the chain it belongs to, its line, and whether it only explains."""

    node: Node
    chain: Chain
    line: int
    explains: bool = False


class Reading:
    """A derivation on its way from line to line: the start and the chain asked for, and the chain gone on with."""

    def __init__(self, task: DerivationTask, work: Work | None = None) -> None:
        self.task = task
        self.meaning = Meaning(task)
        self.start: Start | None = None
        self.main: Chain | None = None
        self.current: Chain | None = None
        self.steps: list[_Step] = []
        self.line, self.text = 0, ""
        self.claimed = 0
        self.work = work or Work()
        self.complaint: NotationError | None = None

    def judge(self, lines: Sequence[str]) -> Judgement:
        """The judgement on lines that hold a formula; it reads one derivation only."""
        working: list[WorkingLine] = []
        for number, (line, statements) in enumerate(zip(lines, self._parsed(lines), strict=True), 1):
            html, slug, step, self.line, self.text = "", "notation", None, number, line
            where: tuple[Statement, bool] | None = None
            try:
                if isinstance(statements, NotationError):
                    raise statements
                for place, statement in enumerate(statements):
                    before = self.current
                    try:
                        step, slug = None, "notation"
                        steps = _restricted([self.meaning.of(each, number) for each in statement.steps], statement)
                        html, slug = _typeset(statements), "does_not_conform"
                        for step in self._read(statement, steps, first=place == 0):
                            where = (statement, step is steps[0])
                    except TooMuch:
                        raise
                    except NotationError as error:
                        self._let_stand(statement, error)
                        self.current = before
                html = _typeset(statements)
            except NotationError as error:
                self.complaint = error
                rest = [WorkingLine(later, "") for later in lines[number:]]
                slug = "wrong_step" if isinstance(error, WrongStep) else slug
                sentence = f"line {number}: {error.sentence}."
                column = min(error.column, len(line))
                lined = (*working, WorkingLine(line, html), *rest)
                return Judgement(slug, sentence, lined, number, column, self._advice(error, slug, step, where))
            working.append(WorkingLine(line, html))
        try:
            return self._ending(tuple(working))
        except NotationError as error:
            slug = "wrong_step" if isinstance(error, WrongStep) else "does_not_conform"
            return Judgement(
                slug, f"line {len(working)}: {error.sentence}.", tuple(working), len(working), error.column
            )

    def _let_stand(self, statement: Statement, error: NotationError) -> None:
        """Raises the complaint about a statement again, unless it quotes a rule; WrongStep for a false one."""
        strange = isinstance(error, UnknownName)
        holds = is_a_rule(statement.steps, self.task.worlds[0], self.work) if statement.explains or strange else None
        names = {part.name for step in statement.steps for part in walk(step) if isinstance(part, Symbol)}
        if holds is False and strange and not names & self.task.syntax.symbols:
            raise WrongStep("this rule is not true: random square matrices refute it", error.column, RULE) from error
        if not holds:
            raise error

    def _parsed(self, lines: Sequence[str]) -> list[list[Statement] | NotationError]:
        """The statements of each line, or what keeps it from being read; the names that they give are learnt."""
        parsed: list[list[Statement] | NotationError] = []
        for number, line in enumerate(lines, 1):
            try:
                statements = self.task.syntax.statements(line)
                self.meaning.learn(statements, number)
                parsed.append(statements)
            except NotationError as error:
                parsed.append(error)
        return parsed

    def _read(self, statement: Statement, steps: Sequence[Node], first: bool) -> Iterator[Node]:
        """Reads one statement; gives each step before it is looked at, so that a complaint is about the last one given.

        A statement that only explains another one on its line, "since dX = 0", is nothing to go on from.
        """
        yield steps[0]
        if statement.follows and not statement.goes_on and len(steps) == 1 and self._is_mention(steps[0]):
            return
        steps = steps if statement.goes_on else self._told_first(steps)
        if len(steps) > 1 and is_zero(steps[-1]) and not statement.goes_on:
            yield from self._all_zero(steps[:-1])
            return
        if statement.claims:
            yield from self._claimed(steps)
            return
        before = self.current
        aside = len(steps) > 1 and not statement.goes_on
        self.current, compared = self._chain_of(steps[0], aside)
        unwritten = self.start is not None and not any(step.chain is self.current for step in self.steps)
        for place, step in enumerate(steps[compared:]):
            yield step
            if unwritten and not compared and place == 0 and self.start is not None:
                self.current.check(step, f"{self.start.text}, which it must equal,")
            else:
                self.current.check(step)
        self.steps += (_Step(step, self.current, self.line, statement.explains) for step in steps)
        if statement.explains and not first and before is not None:
            self.current = before

    def _told_first(self, steps: Sequence[Node]) -> Sequence[Node]:
        """Equal steps in an order in which the first one tells its shape: of 0 = d(K K⁻¹) and I = K K⁻¹ the second."""
        for place, step in enumerate(steps):
            try:
                fitted(step, self.task.worlds[0].shape_of)
            except Unfitted:
                continue
            if not is_zero(step):
                return [step, *steps[:place], *steps[place + 1 :]]
        return next(filter(self._are_equal, self._sized(steps)), steps) if len(steps) > 1 else steps

    def _sized(self, steps: Sequence[Node]) -> Iterator[Sequence[Node]]:
        """Steps that tell no size, such as J = 𝟏 𝟏ᵀ and C = I − J/d, in the size of each dimension."""
        world = self.task.worlds[0]
        for dimension in world.sizes:
            yield [fitted(step, world.shape_of, otherwise=dimension) for step in steps]

    def _are_equal(self, steps: Sequence[Node]) -> bool:
        try:
            chain = Chain.from_step(self.task.worlds, steps[0], {}, self.work)
        except TooMuch:
            raise
        except NotationError:
            return False
        return all(map(chain.reaches, steps[1:]))

    def _is_mention(self, step: Node) -> bool:
        """Whether words only name something: "perturb W", "we look for ∂ℓ/∂W"."""
        quotient = isinstance(step, Binary) and step.operator == "/"
        named = [step.left, step.right] if isinstance(step, Binary) and quotient else [step]
        if not all(isinstance(part, Symbol) for part in named):
            return False
        if self.main is None:
            return self.task.start_at(step, self.work) is None
        return not self.main.reaches(step)

    def _claimed(self, steps: Sequence[Node]) -> Iterator[Node]:
        """A claim must be true, and derives nothing."""
        self.claimed = self.line
        free = Evaluation(self.task.worlds[0], self.work).free_indices(steps[0])
        chain = Chain.from_step(self.task.worlds, steps[0], free, self.work)
        for step in steps[1:]:
            yield step
            chain.check(step)

    def _all_zero(self, steps: Sequence[Node]) -> Iterator[Node]:
        """dX = dB = 0: each is a 0 of its own shape."""
        world = self.task.worlds[0]
        for typed in steps:
            yield typed
            step = fitted(typed, world.shape_of, otherwise=next(iter(world.sizes), ""))  # d(I) is 0 at any size
            free = Evaluation(world, self.work).free_indices(step)
            Chain.from_step(self.task.worlds, step, free, self.work).check(Number("0", column=step.column))

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
        if self.claimed and self.main is None:
            return Judgement("unfinished", "what is claimed is true, but no line derives it.", working, self.claimed)
        if self.start is None or self.main is None:
            return Judgement("wrong_step", f"line 1: {self._must_start}.", working, 1, 0, f"Begin with {self._starts}.")
        main = [step for step in self.steps if step.chain is self.main]
        lacking = self._lacking(self.start.form)
        while len(main) > 1 and main[-1].explains and lacking(main[-1].node):
            main.pop()  # "comparing with dℓ = ∂ℓ/∂W : dW" goes on from nothing
        if lacks := lacking(main[-1].node):
            last = "the last one" if main[-1] is self.steps[-1] else f"the last one that goes on from {self.start.text}"
            sentence = f"every line is true, but {last} is not the end: {lacks}."
            onward = f"Go on from line {main[-1].line}." if main[-1] is not self.steps[-1] else ""
            return Judgement("unfinished", sentence, working, main[-1].line, None, onward)
        names = self.start.form.names if isinstance(self.start.form, Isolated) else ()
        for name in names:  # of several each has its own work: an exercise asks for three at most
            chain = self.main if len(names) == 1 else replace(self.main, work=Work())
            chain.check_along(name, along(self.task, name), main[-1].node)
        end = next(place for place, step in enumerate(main) if lacking(step.node) is None)
        nodes = [step.node for step in main]
        for wanted, missing in self.start.steps:
            if not is_seen(wanted, nodes[: end + 1], self.main):
                late = is_seen(wanted, nodes[end + 1 :], self.main)
                lacks = "the first that has the form asked for leaves out a step" if late else "a step is missing"
                return Judgement("missing_step", f"every line is true, but {lacks}: {missing}.", working)
        return Judgement("", "", working)

    def _lacking(self, form: Form) -> Form:
        """The form, told what a number is here: 1/N, or (G : U)."""
        return (lambda step: form(step, self._is_number)) if isinstance(form, Isolated) else form

    def _is_number(self, node: Node) -> bool:
        """Whether a part is worth a number, and nothing in it moves."""
        if any(isinstance(part, Symbol) and is_differential(part.name) for part in walk(node)):
            return False
        try:
            tensor = Evaluation(self.task.worlds[0], self.work).value(node)
        except TooMuch:
            raise
        except NotationError:
            return False
        return not tensor.shape and not any(isinstance(part, Apply) and part.function in "d∂" for part in walk(node))

    @property
    def _starts(self) -> str:
        return " or ".join(start.text for start in self.task.starts)

    @property
    def _must_start(self) -> str:
        return f"the derivation must start from {self._starts}"

    def _advice(self, error: NotationError, slug: str, step: Node | None, where: tuple[Statement, bool] | None) -> str:
        """What to do about a complaint, where the slug does not say it; `where` is whether it opens which statement."""
        statement, opens = where or (None, False)
        entries = step is not None and any(isinstance(part, Indexed | Summed) for part in walk(step))
        if error.advice:
            return error.advice
        if isinstance(error, OutsideQuotient):
            return f"This derivation is asked for by indices: start from {self._starts}."
        if statement and statement.follows and not error.advice and any(arrow in self.text for arrow in ARROWS):
            return "An arrow is read as “it follows that”: say in words, or behind #, what turns into what."
        if slug == "does_not_conform" and entries:
            return "Write under each letter of that line what it runs over."
        if slug == "does_not_conform" and step is not None and look_alikes.has_one_for_ones(step):
            return f"1 is the number one here: type {ONES} or ones for the column of ones."
        if statement and statement.explains:
            return "A rule that is only quoted goes behind #; an equation is read with the symbols of the exercise."
        if slug == "wrong_step" and statement and (instead := look_alikes.advice(statement.steps)):
            return instead
        if slug == "wrong_step" and not (statement and statement.goes_on and opens and self.line > 1):
            return "Both sides of an “=” must be the same for any matrices: name the rule that you use."
        return ""


def _restricted(steps: list[Node], statement: Statement) -> list[Node]:
    """The steps of "∂D_ij/∂W_dc = 0 for i ≠ d": both sides are 0 where that is not said."""
    if statement.condition is None or statement.goes_on or len(steps) < 2:
        return steps
    sign, letters = statement.condition
    if not set(letters) <= {letter for part in walk(steps[0]) for letter in letters_of(part)}:
        return steps
    delta = [Binary(" ", step, Indexed(Symbol(DELTA), letters), column=step.column) for step in steps]
    if sign == "=":
        return list(delta)
    return [Binary("-", step, each, column=step.column) for step, each in zip(steps, delta, strict=True)]


def _typeset(statements: Sequence[Statement]) -> str:
    written = [
        ("= " if statement.goes_on else "") + " = ".join(render(step, TYPESET) for step in statement.steps)
        for statement in statements
    ]
    return "; ".join(written)
