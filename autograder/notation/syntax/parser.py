"""The notation's syntax: lines of a derivation as trees. A line is parsed, and never evaluated as code.

The grammar is `derivation.lark`; the names of symbols and functions come from the exercise, so that `XdWᵀ` is read as
X dWᵀ. A line that cannot be read says what was expected, and where.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from lark import Lark, UnexpectedInput

from autograder.notation.syntax.complaints import NotationError, explanation
from autograder.notation.syntax.nodes import ToNodes
from autograder.notation.syntax.remarks import LONGEST, breaks, check_lead, check_words, gap, without_words_between
from autograder.notation.syntax.spelling import IMPLIES, goes_on, plain
from autograder.notation.syntax.tree import Node, Summed, parts
from autograder.notation.syntax.vocabulary import KNOWN, Vocabulary
from autograder.notation.syntax.words import WORD, announced, is_remark, without_equal_letters

DEEPEST = 30  # brackets: more than a hand writes
# Factors, terms and signs within each other: more than a line of the tests has in all. Each costs the walk over a tree
# up to four of Python's 1000 nested calls.
DEEPEST_TREE = 100
MOST_SUMS = 12  # Σ in one step: each is looked through for its letters once more for each that it stands in
NONE: Mapping[str, Sequence[str]] = {}
MOST_STATEMENTS = 8  # on one line: "so dX = 0 and dB = 0, and therefore …" has three
PAUSES = " ,;:.-∵"
# Between a step and the rule that stands beside it, as it is typed: LaTeX's commands leave wider gaps.
COLUMNS = re.compile(r"(?<=\S)(?:\s{2,}|\s*(?:\\q?quad\b|&))(?:\s|\\q?quad\b|&)*(?=[^\s=+\-·:⊙&\\]|\\[a-z])")
CONDITION = re.compile(
    r"^\W*(?:if|for|when|whenever|where|unless|all|any|that)*\W*([a-z])\s*([=≠])\s*([a-z])(?:\W*$|\s*[,;])"
)
OPENED = re.compile(r"^[(\[]\s*")  # only the bracket around the remark: "[(A B)ᵀ = Bᵀ Aᵀ]"
EXPLAINING = frozenset(
    ("where", "let", "with", "define", "denote", "call", "set", "put", "since", "as", "because", "for", "using", "use")
    + ("recall", "remember", "rule", "identity", "note", "know", "comparing", "compare")
)
NAMING = frozenset(("let", "define", "denote", "call", "set", "put"))  # what is named so is used below
CLAIMING = frozenset(("claim", "show", "prove", "want", "goal", "aim", "theorem", "proposition", "lemma"))


@dataclass(frozen=True)
class Statement:
    """One statement of a line: its steps, and how it begins.

    `goes_on` is whether with "=", as the step after another; `follows` whether behind words or ⟹, which may mean either
    that or a statement of its own; `explains` whether words say that it only explains what stands before it; `names`
    whether they say that it names a part; `claims` whether they say that it is yet to be shown. `condition` is
    ("=", "id") where it is said for i = d only, ("≠", "id") for all others.
    """

    steps: tuple[Node, ...]
    goes_on: bool = False
    follows: bool = False
    explains: bool = False
    names: bool = False
    claims: bool = False
    condition: tuple[str, str] | None = None


class Syntax:
    """The notation with the names of one exercise: `symbols` and `functions`, each with its other spellings; and Tr."""

    def __init__(self, symbols: Mapping[str, Sequence[str]], functions: Mapping[str, Sequence[str]] = NONE) -> None:
        self.symbols = frozenset(symbols)
        words = Vocabulary(symbols, functions)
        self.vocabulary, self.names = words.listed, words.names
        nodes = ToNodes(words.all)
        grammar = files(__package__).joinpath("derivation.lark").read_text(encoding="utf-8")
        for name, pattern in words.terminals().items():
            grammar = grammar.replace(f'"{name}"', f"/{pattern}/")
        # The nodes are made while the parser reduces: a walk over lark's own tree may be deeper than Python's calls.
        self.parser = Lark(grammar, start="line", parser="lalr", maybe_placeholders=False, transformer=nodes)

    def parse(self, text: str) -> tuple[Node, ...]:
        """The steps of all statements of a line. Raises NotationError: what was expected, and where.

        >>> syntax = Syntax({"G": (), "X": (), "dW": ()})
        >>> (step,) = syntax.parse("G : (X dW^T)")
        >>> step.operator, str(step.right)
        (':', 'X dWᵀ')
        >>> syntax.parse("G : : dW")
        Traceback (most recent call last):
            ...
        autograder.notation.syntax.complaints.NotationError: ':' stands where a factor was expected
        """
        return tuple(step for statement in self.statements(text) for step in statement.steps)

    def statements(self, text: str) -> list[Statement]:
        """The statements of one line, what is words between them left out. Raises NotationError as `parse` does.

        >>> syntax = Syntax({"G": (), "X": (), "W": (), "dW": (), "dX": ()})
        >>> [len(each.steps) for each in syntax.statements("= (Gᵀ X) : dW, since dX = 0 ⟹ W = G X by the rule")]
        [1, 2, 2]
        """
        if len(text) > LONGEST:
            raise NotationError(
                f"the line has {len(text)} characters; break it into steps of at most {LONGEST}", LONGEST
            )
        line = without_words_between(plain(text), self.names)
        _check_depth(line)
        found: list[Statement] = []
        start, follows = 0, False
        while start < len(line):
            if len(found) == MOST_STATEMENTS:
                raise NotationError(f"the line holds more than {MOST_STATEMENTS} statements: break it", start)
            end = line.find(IMPLIES, start)
            end = len(line) if end < 0 else end
            statement, start = self._statement(line, start, end, follows, text)
            found += [statement] if statement else []
            follows = True
            start += line[start : start + 1] == IMPLIES
        return found

    def _statement(self, line: str, start: int, end: int, follows: bool, typed: str) -> tuple[Statement | None, int]:
        """The statement that stands between these places, or None where there are only words; and where it ends."""
        said = announced(line[start:end], self.names)
        check_lead(line[start : start + said], start, self.names)
        begin = start + said
        lead = line[start:begin].split()
        body = _closed(line[begin:end]) if start else line[begin:end]
        if said and body.rstrip().endswith(":"):  # "with dY = X dWᵀ:" leads to the next line
            body = body.rstrip()[:-1].ljust(len(body))
        if not body.strip(" \t,;.") or is_remark(body, self.names):
            check_words(body, begin, self.names)
            return None, end
        said_before = {word.lower().strip(",:;.") for word in lead}
        kind: dict[str, Any] = {
            "goes_on": goes_on(body),
            "follows": follows or bool(lead),
            "explains": line[:start].endswith(("(", "[", "  ")) or bool(said_before & EXPLAINING),
            "names": bool(said_before & NAMING),
            "claims": bool(said_before & CLAIMING),
        }
        for column in COLUMNS.finditer(typed, begin, end) if body.count("=") > 1 else ():
            left, right = line[begin : column.end()], line[column.end() : end]
            if "=" in left and "=" in right and self._are_steps(left) and self._are_steps(right):
                return Statement(self._steps(" " * begin + left), **kind), column.end()
        try:
            return Statement(self._steps(" " * begin + body), **kind), end
        except UnexpectedInput as error:
            complaint = explanation(error, line[:end], self.vocabulary, KNOWN)
        apart = gap(body, self.names) if "\\" not in typed else None
        for place in [*([] if apart is None else [apart]), *breaks(body, complaint.column - begin)]:
            tail = body[place:]
            equation = "=" in without_equal_letters(tail)
            if not equation and not any(map(self.names.are_prose, WORD.findall(tail))):
                continue
            try:
                steps = self._steps(" " * begin + body[:place])
            except UnexpectedInput:
                continue
            words = OPENED.sub("", tail.lstrip(PAUSES), count=1)
            if equation:
                return Statement(steps, **kind), end - len(words)
            check_words(tail, begin + place, self.names)
            if is_remark(words, self.names):
                return Statement(steps, **kind, condition=_condition(words)), end
        if word := WORD.match(body, complaint.column - begin):
            check_words(word[0], complaint.column, self.names)
        raise complaint

    def _are_steps(self, text: str) -> bool:
        try:
            return bool(self._steps(text))
        except (UnexpectedInput, NotationError):
            return False

    def _steps(self, line: str) -> tuple[Node, ...]:
        """The steps of a formula that stands where it does in its line. Raises UnexpectedInput."""
        steps: tuple[Node, ...] = tuple(self.parser.parse(line))  # type: ignore[arg-type]
        for step in steps:
            check_tree(step)
        return steps


def _condition(words: str) -> tuple[str, str] | None:
    """("≠", "id") for "for i ≠ d" and for "unless i = d", ("=", "id") for "if i = d", None for other words."""
    match = CONDITION.match(words)
    if match is None:
        return None
    unless = "unless" in words
    return ("≠" if (match[2] == "≠") != unless else "="), match[1] + match[3]


def _closed(text: str) -> str:
    """A text without the closing bracket whose other one stands before it: of "(since dX = 0)"."""
    bare = text.rstrip(" .,;")
    lone = bare.endswith((")", "]")) and bare.count(bare[-1]) > bare.count({")": "(", "]": "["}[bare[-1]])
    return bare[:-1].ljust(len(text)) if lone else text


def _check_depth(line: str) -> None:
    depth = 0
    for column, character in enumerate(line):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise NotationError(f"the brackets are more than {DEEPEST} deep", column)


def check_tree(step: Node) -> None:
    """Raises NotationError where a step has too many parts within each other, or too many sums."""
    level, depth, sums = [step], 0, 0
    while level:
        depth += 1
        sums += sum(isinstance(node, Summed) for node in level)
        if depth > DEEPEST_TREE or sums > MOST_SUMS:
            what = f"more than {MOST_SUMS} Σ" if sums > MOST_SUMS else f"over {DEEPEST_TREE} factors and signs in a row"
            raise NotationError(f"the step has {what}: write it shorter", level[0].column)
        level = [part for node in level for part in parts(node)]
