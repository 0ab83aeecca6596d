"""Markdown: what a text cell leaves open, and formulas that cannot be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import latex2mathml.converter
from nbformat import NotebookNode

from autograder.publishing.proofreading.places import Text

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
REGION, END = re.compile(r"^<!-- #region\b"), re.compile(r"^<!-- #endregion\b")
CODE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1`*$|`[^`\n]+`", re.M | re.S)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)(?<!\\)\$", re.S)
DOLLAR = re.compile(r"(?<!\\)\$")
UNBRACED = re.compile(r"\\(mathbf|mathcal|mathsf|mathrm)\s*([A-Za-z0-9])(?![A-Za-z0-9])")
PARTS = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3, "mroot": 2}
COMMANDS = {"mfrac": r"\frac", "msup": "^", "msub": "_", "mroot": r"\sqrt"}
DETAILS = re.compile(r"<(/?)(details|summary)\b[^>]*>", re.I)


def open_fences(text: Text) -> Iterator[str]:
    """A fence that nothing closes takes the rest of the text for code."""
    opened: tuple[int, str] | None = None
    for number, line in enumerate(text.lines, 1):
        match = FENCE.match(line)
        if match is None:
            continue
        if opened is None:
            opened = number, match[1]
        elif match[1][0] == opened[1][0] and len(match[1]) >= len(opened[1]):
            if not match[2].strip():
                opened = None
            elif match[2].startswith("python"):
                yield f"{text.at(opened[0])}: the fence {opened[1]} is not closed before the one on line {number}."
                opened = number, match[1]
    if opened is not None:
        yield f"{text.at(opened[0])}: the fence {opened[1]} is never closed: a line with {opened[1]} alone is missing."


def open_regions(text: Text) -> Iterator[str]:
    """A region, which holds an answer in words, that nothing ends, or an end of none."""
    opened: int | None = None
    for number, line in enumerate(text.lines, 1):
        if REGION.match(line):
            if opened is not None:
                yield f"{text.at(opened)}: the region is not ended before line {number}: <!-- #endregion --> is missing"
            opened = number
        elif END.match(line):
            if opened is None:
                yield f"{text.at(number)}: <!-- #endregion --> ends nothing: <!-- #region … --> is missing."
            opened = None
    if opened is not None:
        yield f"{text.at(opened)}: the region is never ended: <!-- #endregion --> is missing."


def text_cell(text: Text, cell: NotebookNode) -> Iterator[str]:
    """A $ or a <details> that stays open, and LaTeX that cannot be drawn without a network."""
    source = CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), cell.source)
    without = FORMULA.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    if dollar := DOLLAR.search(without):
        yield f"{_place(text, cell, without, dollar.start())}: a $ is not closed; where a dollar is meant, write \\$."
    else:
        for formula in FORMULA.finditer(source):
            if reason := _undrawable(formula[1] or formula[2]):
                yield f"{_place(text, cell, source, formula.start())}: {reason}"
    opened: list[re.Match[str]] = []
    for tag in DETAILS.finditer(source):
        if not tag[1]:
            opened.append(tag)
        elif opened and opened[-1][2].lower() == tag[2].lower():
            opened.pop()
        else:
            yield f"{_place(text, cell, source, tag.start())}: {tag[0]} closes nothing."
    for tag in opened:
        yield f"{_place(text, cell, source, tag.start())}: {tag[0]} is not closed: </{tag[2].lower()}> is missing."


def _undrawable(latex: str) -> str:
    """Why a formula cannot be drawn, "" where it can."""
    bare = re.sub(r"\\\\|\\[{}]", "", latex)
    if bare.count("{") != bare.count("}"):
        missing = "}" if bare.count("{") > bare.count("}") else "{"
        return f"the formula {_short(latex)} cannot be drawn: a {missing} is missing."
    try:
        drawn = latex2mathml.converter.convert(
            UNBRACED.sub(r"\\\1{\2}", latex.strip().replace("{aligned}", "{align*}"))
        )
    except Exception as error:  # latex2mathml has no base class for its errors
        reason = type(error).__name__.removesuffix("Error")
        return f"the formula {_short(latex)} cannot be drawn ({reason}): is an argument missing?"
    for element in ElementTree.fromstring(drawn).iter():
        name = element.tag.rpartition("}")[2]
        if name in PARTS and len(element) != PARTS[name]:
            return f"the formula {_short(latex)} cannot be drawn: an argument of {COMMANDS.get(name, 'it')} is missing."
    unknown = re.search(r"<m[io]>(\\[A-Za-z]+)</m[io]>", drawn)
    return f"the formula {_short(latex)} has {unknown[1]}, which is no command that can be drawn." if unknown else ""


def _short(latex: str) -> str:
    words = " ".join(latex.split())
    return f"${words}$" if len(words) <= 60 else f"${words[:57]}…$"


def _place(text: Text, cell: NotebookNode, source: str, position: int) -> str:
    lead = len(cell.source) - len(cell.source.lstrip("\n"))
    return text.cell(cell, source.count("\n", lead, position) + 1)
