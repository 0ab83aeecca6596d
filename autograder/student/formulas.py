"""Formulas of one line, in plain Unicode, as HTML: italic letters, indices lowered, ᵀ raised."""

from __future__ import annotations

import re

from autograder.student.html import Html, join, tag

# An index, a transpose, a symbol with or without its d, but no article; whatever else there is, is taken as it is.
PART = re.compile(
    r"_(?P<index>[a-z]+)|(?P<transpose>ᵀ)|d(?=[ℓ𝐋])|(?<![A-Za-z])(?P<d>d?)(?!a\b)(?P<symbol>[A-Za-z])(?![A-Za-z])|."
)
SHIFTED = "font-size:70%;line-height:0"  # a line with an index is no higher than another


def typeset(formula: str) -> Html:
    """A formula as HTML; words of more than one letter stay upright.

    >>> typeset("dD = Tr(W X), a number")
    'd<i>D</i> = Tr(<i>W</i> <i>X</i>), a number'
    """
    return join(*map(_part, PART.finditer(formula)))


def _part(match: re.Match[str]) -> str | Html:
    if match["index"]:
        return tag("sub", tag("i", match["index"]), style=SHIFTED)
    if match["transpose"]:
        return tag("sup", "T", style=SHIFTED)
    if match["symbol"]:
        return join(match["d"], tag("i", match["symbol"]))
    return match[0]
