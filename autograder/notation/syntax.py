"""The notation's syntax: lines of a derivation as trees, and back.

The grammar is `derivation.lark`; the names of symbols and functions come from the exercise, so that `XdWᵀ` is read as
X dWᵀ. Plain keyboard forms and look-alikes are read as what they stand for. A syntax error says what was expected, and
where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, v_args

from autograder.notation.tree import Apply, Binary, Indexed, Negative, Node, Number, Summed, Symbol, Transposed

LONGEST = 400
DEEPEST = 30
LOOK_ALIKES = str.maketrans(
    {
        "∶": ":",
        "−": "-",
        "–": "-",
        "—": "-",
        "⋅": "·",
        "∙": "·",
        "•": "·",
        "×": "·",
        "∗": "*",
        "∑": "Σ",
        "′": "'",
        "’": "'",
    }
    | {
        "∘": "⊙",
        "⊤": "ᵀ",
        "ℓ": "L",
        "ℒ": "L",
        "𝐋": "L",
        "\u00a0": " ",
        "；": ";",
        "（": "(",
        "）": ")",
        "＝": "=",
        "：": ":",
    }
)
SUBSCRIPTS = str.maketrans("ᵢⱼₖₗₘₙₚ", "ijklmnp")
NONE: Mapping[str, Sequence[str]] = {}
TRACE: Mapping[str, Sequence[str]] = {"Tr": ("tr", "trace", "Trace")}
EXPECTED = {
    "SYMBOL": "a symbol",
    "FUNCTION": "a function",
    "NUMBER": "a number",
    "LPAR": "an opening bracket",
    "LSQB": "an opening bracket",
    "RPAR": "a closing bracket",
    "RSQB": "a closing bracket",
    "SUBSCRIPT": "a subscript such as _ij",
    "SIGMA": "a sum sign",
    "$END": "the end of the line",
}
OPERATORS = {"TIMES", "HADAMARD", "COLON", "MINUS", "PLUS", "EQUAL", "SLASH", "TRANSPOSE"}


class NotationError(ValueError):
    """A line that cannot be read or does not conform: one sentence, and the column it is about (from 0)."""

    def __init__(self, sentence: str, column: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column


@v_args(inline=True)
class _ToNodes(Transformer[Token, Node]):
    """lark's tree into nodes; `names` maps every spelling to its symbol."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def line(self, *steps: Node) -> tuple[Node, ...]:
        return steps

    def step(self, body: Node) -> Node:
        return body

    def symbol(self, token: Token) -> Node:
        return Symbol(self.names[str(token)], column=_column(token))

    def number(self, token: Token) -> Node:
        return Number(str(token), column=_column(token))

    def apply(self, function: Token, body: Node) -> Node:
        return Apply(self.names[str(function)], body, column=_column(function))

    def transposed(self, body: Node, _: Token) -> Node:
        return Transposed(body, column=body.column)

    def indexed(self, body: Node, subscript: Token) -> Node:
        return Indexed(body, _letters(subscript), column=body.column)

    def sigma(self, sign: Token, subscript: Token, body: Node) -> Node:
        return Summed(_letters(subscript), body, column=_column(sign))

    def negative(self, sign: Token, body: Node) -> Node:
        return Negative(body, column=_column(sign))

    def add(self, left: Node, right: Node) -> Node:
        return Binary("+", left, right, column=right.column)

    def subtract(self, left: Node, _: Token, right: Node) -> Node:
        return Binary("-", left, right, column=right.column)

    def contract(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary(":", left, right, column=_column(sign))

    def hadamard(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary("⊙", left, right, column=_column(sign))

    def product(self, left: Node, right: Node) -> Node:
        return Binary(" ", left, right, column=right.column)

    def dotted(self, left: Node, sign: Token, right: Node) -> Node:
        return Binary("*" if sign == "*" else "·", left, right, column=_column(sign))

    def ratio(self, left: Node, right: Node) -> Node:
        return Binary("/", left, right, column=right.column)


def _column(token: Token) -> int:
    return (token.column or 1) - 1


def _letters(subscript: Token) -> str:
    return re.sub(r"[^A-Za-z]", "", subscript.partition("=")[0].translate(SUBSCRIPTS))


class Syntax:
    """The notation with the names of one exercise: `symbols` and `functions`, each with its other spellings; and Tr."""

    def __init__(self, symbols: Mapping[str, Sequence[str]], functions: Mapping[str, Sequence[str]] = NONE) -> None:
        functions = {**TRACE, **functions}
        spelled = [(name, (name, *others)) for name, others in (*symbols.items(), *functions.items())]
        self.symbols = tuple(symbols)
        self.names = {spelling.translate(LOOK_ALIKES): name for name, spellings in spelled for spelling in spellings}
        terminals = {"SYMBOL": self._pattern(symbols), "FUNCTION": self._pattern(functions)}
        grammar = files("autograder.notation").joinpath("derivation.lark").read_text(encoding="utf-8")
        for name, pattern in terminals.items():
            grammar = grammar.replace(f'{name}: "declared by the exercise"', f"{name}: /{pattern}/")
        self.parser = Lark(grammar, start="line", parser="lalr", maybe_placeholders=False)

    def _pattern(self, names: Mapping[str, Sequence[str]]) -> str:
        spellings = {spelling for name, others in names.items() for spelling in (name, *others)}
        translated = {spelling.translate(LOOK_ALIKES) for spelling in spellings}
        return "|".join(re.escape(spelling) for spelling in sorted(translated, key=lambda text: (-len(text), text)))

    def parse(self, text: str) -> tuple[Node, ...]:
        """The steps of one line. Raises NotationError, which says what was expected and where."""
        if len(text) > LONGEST:
            raise NotationError(
                f"the line has {len(text)} characters; break it into steps of at most {LONGEST}", LONGEST
            )
        line = text.translate(LOOK_ALIKES)
        depth = 0
        for column, character in enumerate(line):
            depth += (character in "([") - (character in ")]")
            if depth > DEEPEST:
                raise NotationError(f"the brackets are more than {DEEPEST} deep", column)
        try:
            steps: tuple[Node, ...] = tuple(_ToNodes(self.names).transform(self.parser.parse(line)))  # type: ignore[arg-type]
            return steps
        except UnexpectedInput as error:
            raise self._explained(error, line) from None

    def _explained(self, error: UnexpectedInput, line: str) -> NotationError:
        match error:
            case UnexpectedCharacters():
                return NotationError(self._stranger(line, error.column - 1), error.column - 1)
            case UnexpectedToken(token=Token(type="$END")) | UnexpectedEOF():
                return NotationError(f"the line ends where {self._expected(error)} was expected", len(line.rstrip()))
            case UnexpectedToken(token=token):
                return NotationError(
                    f"{str(token)!r} stands where {self._expected(error)} was expected", _column(token)
                )
            case _:
                return NotationError("the line cannot be read")

    def _stranger(self, line: str, column: int) -> str:
        word = re.match(r"[^\W\d_]+|.", line[column:])
        found = word[0] if word else line[column : column + 1]
        kind = "" if found.isascii() else f" ({unicodedata.name(found[0], 'unnamed character').lower()})"
        return f"{found[:20]!r}{kind} is not a symbol of this exercise; there are {', '.join(self.symbols)}"

    def _expected(self, error: UnexpectedInput) -> str:
        accepted = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
        words = list(dict.fromkeys(EXPECTED[name] for name in EXPECTED if name in accepted))
        if accepted & OPERATORS:
            words.append("an operator")
        return " or ".join(words) or "something else"
