"""Complaints about a line: one sentence in the student's words, and the column it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from lark import Token, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from autograder.notation.syntax.spelling import as_typed_bars

EXPECTED = {
    "SYMBOL": "a factor",
    "LPAR": "an opening bracket",
    "RPAR": "a closing bracket",
    "RSQB": "a closing bracket",
    "RBRACE": "a closing brace",
    "COMMA": "a comma",
    "NORM_END": "a closing ‖",
    "BAR_END": "a closing |",
    "SUBSCRIPT": "a subscript such as _ij",
    "$END": "the end of the line",
}
OPERATORS = {"TIMES", "HADAMARD", "DIVIDED", "POWER", "COLON", "MINUS", "PLUS", "SLASH", "TRANSPOSE"}
INSTEAD = {
    "^": "after it come T, -1, -T or a whole number, as in A^T and K^-1",
    "_": "the letters of the indices come after it, as in A_ij",
    ",": "a comma is read only between indices; begin a new line, or put a remark behind #",
    ";": "begin a new line, or put a remark behind #",
    "∂": "∂ stands before a symbol or a bracket, as in ∂D_ij/∂W_dc or ∂(W X)_ij/∂W_dc",
    "∇": "write ∂ℓ/∂W for a gradient",
    "vec": "matrices stay as they are here, without vec",
    "T": "write a transpose as Aᵀ, A.T or A^T",
    "⊗": "matrices stay as they are here, without ⊗",
    "⁻": "after it come ¹ or ᵀ, as in K⁻¹ and K⁻ᵀ",
    "≤": "steps are joined by =",
    "~": "steps are joined by =",
    "|": "two of them stand around a part, as in |A|; ⟨A, B⟩ has a comma",
    "‖": "two of them stand around a part, as in ‖A‖",
    "otherwise": "write cases with a δ: δ_id X_cj is X_cj where i = d, and 0 otherwise",
    "≠": "steps are joined by =",
    "≈": "steps are joined by =",
    "<": "A : B, or <A, B>",
    ">": "A : B, or <A, B>",
}

MOST_QUOTED = 20  # letters of a stranger: enough to find it by, and the sentence goes on


class NotationError(ValueError):
    """A line that cannot be read or does not conform: one sentence, and the column it is about (from 0).

    `advice` is what to do next, where there is more to say than of any such line.
    """

    def __init__(self, sentence: str, column: int = 0, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column
        self.advice = advice


def explanation(
    error: UnexpectedInput, line: str, vocabulary: Sequence[str], functions: Collection[str]
) -> NotationError:
    """A parser's error in words; `vocabulary` are the names that the exercise has, `functions` those of everybody."""
    line = as_typed_bars(line)
    match error:
        case UnexpectedCharacters():
            column = error.column - 1
            return NotationError(_stranger(line, column, vocabulary, functions), _beginning(line, column))
        case UnexpectedToken(token=Token(type="$END")) | UnexpectedEOF():
            return NotationError(f"the line ends where {_expected(error)} was expected", len(line.rstrip()))
        case UnexpectedToken(token=token):
            sign = as_typed_bars(str(token))
            instead = f": {INSTEAD[sign]}" if sign in INSTEAD else ""
            sentence = f"{sign!r} stands where {_expected(error)} was expected{instead}"
            return NotationError(sentence, (token.column or 1) - 1)
        case _:
            return NotationError("the line cannot be read")


def _stranger(line: str, column: int, vocabulary: Sequence[str], functions: Collection[str]) -> str:
    word = line[_beginning(line, column) : _end(line, column)]
    if word in INSTEAD:
        return f"{word!r} cannot be read here: {INSTEAD[word]}"
    if word in functions:
        return f"{word!r} is a function: what it is of stands in brackets, as in {word}(A)"
    if word.startswith("\\"):
        return f"the LaTeX command '{word[:MOST_QUOTED]}' is not read; plain signs such as Σ_j, δ_ij, Aᵀ are"
    odd = next((sign for sign in word if not sign.isascii()), "")
    kind = f" ({unicodedata.name(odd, 'unnamed character').lower()})" if odd else ""
    return unknown(word[:MOST_QUOTED], vocabulary, kind)


def unknown(word: str, vocabulary: Sequence[str], kind: str = "") -> str:
    """The complaint about a name that the exercise does not have."""
    remark = "; a remark goes behind #" if word.isascii() and len(word) > 1 else ""
    return f"{word!r}{kind} is not a symbol of this exercise; there are {', '.join(vocabulary)}{remark}"


def _beginning(line: str, column: int) -> int:
    """Where the word begins that cannot be read: "Let" with its L, and of "XdQ", whose X is a symbol, the Q alone."""
    if not re.match(r"[^\W\d_A-Z]", line[column:]):
        return column
    before = re.search(r"[^\W\d_]*$", line[:column])
    return before.start() if before else column


def _end(line: str, column: int) -> int:
    match = re.match(r"\\?[^\W\d_]+|.", line[column:])
    return column + (match.end() if match else 1)


def _expected(error: UnexpectedInput) -> str:
    accepted = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    if "SYMBOL" in accepted:
        return EXPECTED["SYMBOL"]
    words = list(dict.fromkeys(EXPECTED[name] for name in EXPECTED if name in accepted))
    if accepted & OPERATORS:
        words.append("an operator")
    return " or ".join(words) or "something else"
