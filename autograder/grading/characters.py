"""Characters that make a reader see another text than the one that is there, shown for what they are.

Directions that turn a line round (CVE-2021-42574), characters of no width, and piles of combining marks, which also
make a browser stand still. Terminals, tables, logs (`plain_text`) and pages have the same rules, from here.
"""

from __future__ import annotations

import re
from unicodedata import category

MOST_MARKS = 8  # on one letter: twice what any script writes
# A tag of cleaned HTML, through which marks go on piling up, or any character beyond ASCII.
PIECE = re.compile(r"""(?P<tag><[a-zA-Z/](?:"[^"]*"|[^">])*>)|(?P<high>[^\x00-\x7f]+)|(?P<low>[\x00-\x7f])""")
HIGH = re.compile(r"[^\x00-\x7f]+")
# Letters that are blank, fillers, selectors beyond the common ones; all else of the kind is of a category below.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(code) for code in range(0xE0100, 0xE01F0)}
# Controls, characters that only arrange others (bidi among them), half characters, and ends of lines and paragraphs.
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
JOINERS = "\u200c\u200d"  # Persian and emoji need them between two of their characters


def by_number(character: str) -> str:
    """What stands for a character that is not to be seen.

    >>> by_number("\x1b")
    '⟨U+001B⟩'
    """
    return f"⟨U+{ord(character):04X}⟩"


def visible(text: str) -> str:
    """The text with at most eight combining marks in a row, and ⟨U+202E⟩ for a character that hides or turns others.

    >>> visible("x = 1 \\u202e# 2")
    'x = 1 ⟨U+202E⟩# 2'
    """
    return HIGH.sub(lambda run: _shown(run[0], 0)[0], text)


def visible_html(html: str) -> str:
    """The same for cleaned HTML, whose tags stay; marks in several elements are one pile."""
    if html.isascii():
        return html
    marks = 0

    def piece(match: re.Match[str]) -> str:
        nonlocal marks
        if match["high"]:
            shown, marks = _shown(match["high"], marks)
            return shown
        if match["tag"]:
            return visible(match["tag"])
        marks = 0
        return match[0]

    return PIECE.sub(piece, html)


def _shown(run: str, marks: int) -> tuple[str, int]:
    """A run beyond ASCII, after so many marks, and how many it ends with."""
    shown: list[str] = []
    dropped = 0
    for index, character in enumerate(run):
        kind = category(character)
        if kind[0] == "M" and character not in BLANK:
            marks += 1
            if marks <= MOST_MARKS:
                shown.append(character)
            else:
                dropped += 1
            continue
        joins = character in JOINERS and 0 < index < len(run) - 1
        if dropped and not joins:
            shown.append(f"⟨{dropped} more marks⟩")
            dropped = 0
        if joins:
            shown.append(character if marks <= MOST_MARKS else "")
        else:
            marks = 0
            shown.append(by_number(character) if kind in UNSEEN or character in BLANK else character)
    if dropped:
        shown.append(f"⟨{dropped} more marks⟩")
    return "".join(shown), marks
