"""Remarks: what stands beside the formulas of a derivation and is not read.

A remark is what follows "#", "//", "%" or "--", a number before a line or an equation's number behind it, and words: a
line of nothing else, or what stands before or behind a formula. Only what cannot be read as a formula is ever taken for
words, and no words that mean mathematics are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from autograder.notation.syntax.complaints import NotationError
from autograder.notation.syntax.spelling import plain
from autograder.notation.syntax.words import LETTER, WORD, Names, is_remark, mathematics

# "\\" ends a line of LaTeX, as \cr does, if more stands on the line; "\\frac" is \frac, escaped twice.
NEWLINE = re.compile(r"\r\n|\r|\n|\\(?:\\(?:\[[^\]]*\])?|cr(?![a-z]))(?=[ \t]*&|[ \t]+\S)")
COMMENT = re.compile(rf"(#|//|%|\\tag\b|(?:(?<=\s)|^)(?:--+|[—–])(?=\s*{LETTER}{{2,}}[\s,:.])).*")
NUMBERED = re.compile(
    r"^\s*(?:\(?\d+[.):]|(?i:step|line|part|eqn?\.?|equation)\s*\(?\d+\)?\s?[.:)]?|\((?:[a-z]|[ivx]{2,4})\)|(?:[a-z]|[ivx]{2,4})\)|[•*‣▪>∵]"
    r"|\*\*\s?[A-Za-z]*\s?\d*[.:)]?\s?\*\*[.:]?"
    r"|[-–](?=\s+=))\s+"
)
# "LHS = …" before what the derivation starts from, "… = RHS" behind what it comes to.
SIDE = r"(?:[LRlr]\.?\s?[Hh]\.?\s?[Ss]\.?)"
SIDES = re.compile(rf"^\s*{SIDE}\s*(?::?=|:(?=\s))|=\s*{SIDE}\s*$")
LABEL = re.compile(r"(?:\s\s|(?<![.…])[.…]{2,}\s*)(?:\(\d+\)|\[\d+\])\s*$|\s\((?:\*+|[★†‡])\)\s*$")
# "(p×q)" behind a formula, the shapes of what stands there; two capitals may be matrices.
SHAPES = re.compile(r"\s[(\[](?=[^()\[\]]*[a-z1])\s*\w\s*[×x]\s*\w(?:\s*[:·,=]\s*\w\s*[×x]\s*\w)*\s*[)\]]\s*$")
COUNTED = re.compile(r"\s(?:\((\d+)\)|\[(\d+)\])[\s.,;]*$")
PROVED = re.compile(
    r"(?:\bQ\.?\s?E\.?\s?D\b\.?|[∎□■◻✓]|\\(?:blacksquare|square|Box|qed(?:here|symbol)?|checkmark)(?![a-z]))\s*$"
)
ASIDE = re.compile(rf"(\s*)[(\[]\s*({LETTER}{{2,}})(?=[\s,:]).*[)\]]$")
DISPLAYED = re.compile(r"\\[\])]\s*$")  # \[ … \] around a formula: what stands before it may end in a full stop
BETWEEN = re.compile(r"(?<=\s)[(\[]([^()\[\]=]{3,})[)\]](?=\s*=)")  # "= Tr(Qᵀ R P) (cyclic) = Q : (R P)"
CLOSING = " \t.,;\\&$"
BREAK = re.compile(
    rf"[,;∵]|\.(?=\s)|(?<=\s)[(\[]|(?<=\s){LETTER}{{2,}}(?!\w)|(?<=\s)-+(?=\s+{LETTER}{{2,}})|(?<=\w):(?=\s+{LETTER}{{2,}}\s)"
)
COUNT = re.compile(r"\b(zero|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million)\s*$", re.I)
GAP = re.compile(r"(?<=\S)\s{3,}(?=\S)")
# Places before the complaint where a remark may begin, the last first: each costs one more parse of the line, and a
# remark with more pauses than this before the first word that cannot be read is not seen to be one.
ATTEMPTS = 3
LONGEST = 400  # characters of a line: five times the longest right one of the tests; nothing looks at a longer one
IN_WORDS = "means mathematics, and words are not read: write it as a formula, or put a remark behind #"


def formulas(text: str, names: Names) -> list[str]:
    """The lines of a derivation that hold a formula, without what surely is a remark; columns stay as they are.

    A line may end in the "=" that the next one could begin with.
    """
    typed = _without_count(NEWLINE.split(dedent(text)))
    lines = [line for line in (_aside(_bare(line), names) for line in typed) if _holds_formula(plain(line), names)]
    return [line.rstrip("= ") if line.strip("= ") else line for line in lines[:-1]] + lines[-1:]


def _without_count(lines: list[str]) -> list[str]:
    """Lines without what only counts them: (1), (2), … behind two of them or more is no factor."""
    counts = [match[1] or match[2] for line in lines if (match := COUNTED.search(line))]
    if len(counts) < 2 or counts != [str(place) for place in range(1, len(counts) + 1)]:
        return lines
    return [COUNTED.sub("", line) for line in lines]


def gap(line: str, names: Names) -> int | None:
    """Where words stand apart from the formula, behind three blanks or more: they may begin with a symbol."""
    apart = [match.end() for match in GAP.finditer(line)]
    return next((place for place in reversed(apart[-ATTEMPTS:]) if is_remark(line[place:], names)), None)


def breaks(line: str, column: int) -> Iterator[int]:
    """Where words may begin in a line that cannot be read at `column`, the last place first."""
    places = [match.start() for match in BREAK.finditer(line) if match.start() <= column]
    yield from reversed(places[-ATTEMPTS:])


def check_words(text: str, start: int, names: Names) -> None:
    """Raises NotationError where words beside a formula, from column `start` on, say what a formula should."""
    if (match := mathematics(text, names)) is not None:
        raise NotationError(f"{match[0]!r} {IN_WORDS}", start + match.start())


def check_lead(text: str, start: int, names: Names) -> None:
    """Raises NotationError where words before a formula, from column `start` on, say what it should: "two G : dY"."""
    check_words(text, start, names)
    if (match := COUNT.search(text)) is not None:
        raise NotationError(f"{match[1]!r} {IN_WORDS}", start + match.start())


def without_words_between(line: str, names: Names) -> str:
    """A line without what is nothing but words in brackets, between a step and the next; its length stays."""

    def left(match: re.Match[str]) -> str:
        said = is_remark(match[1], names) and all(map(names.are_prose, WORD.findall(match[1])))
        return match[0] if not said or mathematics(match[1], names) else " " * len(match[0])

    return BETWEEN.sub(left, line)


def _bare(line: str) -> str:
    numbered = NUMBERED.match(line)
    if numbered:
        line = " " * numbered.end() + line[numbered.end() :]
    line = DISPLAYED.sub("", line)
    line = LABEL.sub("", COMMENT.sub("", line).rstrip(CLOSING)).rstrip(CLOSING)
    line = SHAPES.sub("", line).rstrip(CLOSING)
    line = PROVED.sub("", line).rstrip(CLOSING)
    return SIDES.sub(lambda match: " " * len(match[0]), line).rstrip(CLOSING)


def _aside(line: str, names: Names) -> str:
    """A line without the brackets that are around all of it, where it begins with a word: "(using dY = X dWᵀ)"."""
    match = ASIDE.match(line)
    if match is None or not names.are_prose(match[2]):
        return line
    return f"{match[1]} {line[match.start(2) : -1].rjust(len(line) - len(match[1]) - 2)} "


def _holds_formula(line: str, names: Names) -> bool:
    """Whether a line is more than words; one that goes on in words where a formula should is, and is told so."""
    if len(line) > LONGEST:  # to be told so
        return True
    if not is_remark(line, names):
        return bool(line.strip(" \t}"))  # "}" closes what an earlier line of LaTeX opened
    return mathematics(line, names, sentence=True) is not None
