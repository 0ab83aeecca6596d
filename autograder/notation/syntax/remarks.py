"""Remarks: what stands beside the formulas of a derivation and is not read.

A remark is what follows "#", "//" or "%", a number before a line or an equation's number behind it, and words: a line
of nothing else, or what comes after a formula. Only what cannot be read as a formula is ever taken for words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

from autograder.notation.syntax.spelling import plain

NEWLINE = re.compile(r"\r\n|\r|\n")
COMMENT = re.compile(r"(#|//|%|\\tag\b).*")
NUMBERED = re.compile(r"^\s*\(?\d+[.)]\s+")
LABEL = re.compile(r"\s\s\(\d+\)\s*$")
CLOSING = " \t.,;∎□■\\&$"
LETTER = r"[^\W\d_ᵀᵢⱼₖₗₘₙₚᵣₛ]"
WORD = re.compile(rf"(?<![\w{{\\]){LETTER}+(?!\w)")
PROSE = re.compile(r"(?:[^\W_]|[\s,;:'’()-]|\.(?=\s|$))+")
BREAK = re.compile(rf"[,;]|(?<=\s)[(\[]|(?<=\s){LETTER}{{2,}}(?!\w)")
# Places before the complaint where a remark may begin, the last first: each costs one more parse of the line, and a
# remark with more pauses than this before the first word that cannot be read is not seen to be one.
ATTEMPTS = 3
LONGEST = 400  # characters of a line: five times the longest right one of the tests; nothing looks at a longer one


class Names:
    """The names of an exercise's symbols and functions, which may stand side by side without a blank."""

    def __init__(self, spellings: Iterable[str]) -> None:
        self.spellings = frozenset(spellings)
        self.longest = max(map(len, self.spellings))

    def make(self, word: str) -> bool:
        """Whether a word is nothing but names side by side: each place is looked at once.

        >>> Names(["d", "W", "dW", "Tr"]).make("dWdWTr"), Names(["d", "W", "dW"]).make("dWdWq")
        (True, False)
        """
        reached = {0}
        for end in range(1, len(word) + 1):
            starts = range(max(0, end - self.longest), end)
            if any(start in reached and word[start:end] in self.spellings for start in starts):
                reached.add(end)
        return len(word) in reached


def formulas(text: str, names: Names) -> list[str]:
    """The lines of a derivation that hold a formula, without what surely is a remark; columns stay as they are.

    A line may end in the "=" that the next one could begin with.
    """
    lines = [line for line in map(_bare, NEWLINE.split(dedent(text))) if _holds_formula(plain(line), names)]
    return [line.rstrip("= ") if line.strip("= ") else line for line in lines[:-1]] + lines[-1:]


def before_words(line: str, column: int, names: Names) -> Iterator[str]:
    """What may be left of a line that cannot be read at `column`, once the words from there on are taken for a remark.

    A remark with "=" in it could hide a step, and is none.
    """
    breaks = [match.start() for match in BREAK.finditer(line) if match.start() <= column]
    for start in reversed(breaks[-ATTEMPTS:]):
        tail = line[start:]
        if "=" not in tail and any(_is_prose(word, names) for word in WORD.findall(tail)):
            yield line[:start]


def _bare(line: str) -> str:
    numbered = NUMBERED.match(line)
    if numbered:
        line = " " * numbered.end() + line[numbered.end() :]
    return LABEL.sub("", COMMENT.sub("", line).rstrip(CLOSING)).rstrip(CLOSING)


def _holds_formula(line: str, names: Names) -> bool:
    if len(line) > LONGEST:  # to be told so
        return True
    words = WORD.findall(line)
    prose = words and all(_is_prose(word, names) or word == "a" for word in words) and PROSE.fullmatch(line)
    return bool(line.strip() and not prose)


def _is_prose(word: str, names: Names) -> bool:
    """Whether a word is more than names of symbols written side by side."""
    return len(word) > 1 and not names.make(word)
