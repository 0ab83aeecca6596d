"""What a step means: names that the derivation gives to parts are put in, and a quotient with a symbol is that symbol.

"= M : dW, where M = Gᵀ X" means (Gᵀ X) : dW, dZ is d(Z) where Z has a meaning, and ∂ℓ/∂Y means G where the exercise
calls it so. What was typed is still what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from autograder.notation.derivation.task import DerivationTask
from autograder.notation.meaning.fitting import CONSTANTS
from autograder.notation.meaning.indices import letters_of, name_of
from autograder.notation.syntax.complaints import NotationError, unknown
from autograder.notation.syntax.parser import Statement, check_tree
from autograder.notation.syntax.tree import Apply, Binary, Indexed, Node, Symbol, is_differential, rebuilt, walk

LARGEST = 400  # parts of a step once names are put in: as many as a line has characters


class UnknownName(NotationError):
    """A name that neither the exercise nor the derivation has given to anything."""


@dataclass
class Meaning:
    """The names that a derivation gives, and what its steps mean by them."""

    task: DerivationTask
    given: dict[str, Node] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)  # the line from which a name may be used: that of its "let"

    def learn(self, statements: Iterable[Statement], line: int = 0) -> None:
        """Takes up the names that the statements of a line give: "M = Gᵀ X", where the exercise has no M.

        Raises NotationError for a name that is given twice, and for one that "let" gives and earlier names use.
        """
        for statement in statements:
            first, *rest = statement.steps
            if len(rest) == 1 and not self._is_new(first) and self._is_new(rest[0]) and not statement.goes_on:
                first, rest = rest[0], [first]  # Gᵀ X =: M
            name = name_of(first)
            if not rest or statement.goes_on or not isinstance(first, Symbol) or is_differential(name):
                continue
            if name in self.task.syntax.symbols or (self._is_common(first) and all(map(self._stays, walk(rest[0])))):
                continue
            if name in self.given:
                raise NotationError(f"{name} has a meaning already: give this one another name", first.column)
            self.given[name] = self.of(rest[0])
            if statement.names:
                self.since[name] = line

    def of(self, step: Node, line: int | None = None) -> Node:
        """What a step of a line means.

        Raises NotationError for a name that nobody has given or a later line gives, or where it becomes too long.
        """
        sizes = {name: sum(1 for _ in walk(node)) for name, node in self.given.items()}
        for part in walk(step):
            if not isinstance(part, Symbol):
                continue
            if self._is_new(part) and _given(part) not in self.given:
                advice = f"A name of your own needs a line that says what it stands for, such as “{_given(part)} = …”."
                raise UnknownName(unknown(part.name, self.task.syntax.vocabulary), part.column, advice)
            since = self.since.get(_given(part), 0)
            if line is not None and line < since:
                advice = f"A part is named before it is used: put “let {_given(part)} = …” above this line."
                raise NotationError(
                    f"{part.name} is used before line {since}, which says what it stands for", part.column, advice
                )
        if sum(sizes.get(_given(part), 1) if isinstance(part, Symbol) else 1 for part in walk(step)) > LARGEST:
            raise NotationError("with what its names stand for this step is too long", step.column)
        meant = rebuilt(step, self._put_in)
        check_tree(meant)
        return meant

    def _is_new(self, node: Node) -> bool:
        """Whether a symbol has no meaning here but for a name that the derivation gives."""
        return isinstance(node, Symbol) and node.name not in self.task.syntax.symbols and not self._is_common(node)

    def _stays(self, node: Node) -> bool:
        """Whether a part is no matrix but 𝟏, I, J or C: "where J = 𝟏 𝟏ᵀ" names nothing anew."""
        return not isinstance(node, Symbol) or self._is_common(node)

    def _is_common(self, node: Symbol) -> bool:
        """Whether a symbol means the same everywhere: 𝟏, I, J, which do not move, and the size of a dimension."""
        name = _given(node)
        return name not in self.given and (name in CONSTANTS or node.name in self.task.worlds[0].sizes)

    def _put_in(self, node: Node) -> Node | None:
        match node:
            case Symbol(name=name) if is_differential(name) and self._is_common(node):
                still = Symbol(_given(node), typed=_given(node), column=node.column)
                return Apply("d", still, column=node.column) if name not in self.task.syntax.symbols else None
            case Symbol(name=name) if name in self.given:
                return replace(self.given[name], column=node.column)
            case Symbol() if self._is_new(node) and is_differential(node.name):
                return Apply("d", self.given[_given(node)], column=node.column)
            case Apply(function="d" | "∂" as sign, body=Symbol(name=name)) if sign + name in self.task.syntax.symbols:
                return Symbol(sign + name, column=node.column)
            case Indexed(body=Binary(operator="/", left=Symbol(), right=Symbol()) as ratio, letters=letters):
                # (∂L/∂W)_dc is ∂L/∂W_dc, where L is a number.
                if self._of(ratio.left) and self._is_number(self._of(ratio.left)):
                    moved = Indexed(ratio.right, letters, column=node.column)
                    ratio = replace(ratio, right=moved, bracketed=False)
                    return self._put_in(ratio) or ratio
            case Binary(operator="/", left=left, right=right):
                known = self.task.upstream.get((self._of(left), self._of(right)))
                if known and not letters_of(left):
                    symbol = Symbol(known, column=node.column)
                    return Indexed(symbol, letters_of(right), column=node.column) if letters_of(right) else symbol
        return None

    def _of(self, node: Node) -> str:
        """What a differential is one of: L of ∂L; "" for anything else."""
        return self._differentials.get(name_of(node), "")

    def _is_number(self, name: str) -> bool:
        values = self.task.worlds[0].values
        return name not in values or not values[name][1]

    @property
    def _differentials(self) -> Mapping[str, str]:
        return self.task.worlds[0].differentials


def _given(symbol: Symbol) -> str:
    """The name that a line must have given a meaning to: Z for Z and for its differential dZ."""
    return symbol.name[1:] if is_differential(symbol.name) else symbol.name
