"""Spelling: the many ways to type a formula, brought to the notation's own signs.

Look-alikes, keyboard forms and LaTeX are read as what they stand for. A line keeps its length, so that a column in what
is read is the same column in what was written.
"""

from __future__ import annotations

import re
import unicodedata

LETTERLIKE = (range(0x1D400, 0x1D800), range(0xFF01, 0xFF5F))  # bold, italic, script letters; full-width signs
SIGNS = {
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
    "∘": "⊙",
    "⊤": "ᵀ",
    "ℓ": "L",
    "ℒ": "L",
    "⟨": "<",
    "⟩": ">",
    "≡": "=",
    "⇒": "=",
    "⟹": "=",
    "⇔": "=",
    "⟺": "=",
    "\u00a0": " ",
    "&": " ",
    "$": " ",
}
LOOK_ALIKES = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for block in LETTERLIKE for code in block} | SIGNS
)
SUBSCRIPTS = str.maketrans("ᵢⱼₖₗₘₙₚᵣₛ", "ijklmnprs")
COMMANDS = {
    "partial": "∂",
    "delta": "δ",
    "sum": "Σ",
    "cdot": "·",
    "times": "·",
    "odot": "⊙",
    "circ": "⊙",
    "top": "T",
    "intercal": "T",
    "ell": "L",
    "colon": ":",
    "langle": "<",
    "rangle": ">",
    "implies": "=",
    "iff": "=",
    "Rightarrow": "=",
    "frac": r"\frac",
    "dfrac": r"\frac",
    "tfrac": r"\frac",
    "tr": "Tr",
    "Tr": "Tr",
}
FONT = r"\\(?:text|math[a-z]+|operatorname|boldsymbol|bm)(?![a-z])\*?"
LATEX = tuple(
    re.compile(pattern)
    for pattern in (
        r"\\(?:begin|end)\s*\{\w+\*?\}()",
        FONT + r"\s*\{([^{}]*)\}",
        FONT + r"()",
        r"\\(?:left|right|[bB]igg?[lr]?|quad|qquad|[,;:! \\])()(?![a-z])",
    )
)
COMMAND = re.compile(rf"\\({'|'.join(sorted(COMMANDS, key=len, reverse=True))})(?![A-Za-z])")
GOES_ON = re.compile(r"\s*(<=>|:=|=)")
SWALLOWED = re.compile(r"[\f\x08\a\v](?=[a-z])|\t(?=op\b|imes|ext|frac)|\r(?=ight|angle)")
ESCAPES = {"\f": r"\f", "\b": r"\b", "\a": r"\a", "\v": r"\v", "\t": r"\t", "\r": r"\r"}


def as_typed(text: str) -> str:
    """A text with the backslashes back that Python takes from LaTeX in a string without r: "\\frac", "\\top"."""
    return SWALLOWED.sub(lambda match: ESCAPES[match[0]], text)


def plain(line: str) -> str:
    r"""A line in the notation's own signs, of the same length.

    >>> plain(r"G \odot X^{\top}")
    'G     ⊙ X^{   T}'
    """
    for pattern in LATEX:
        line = pattern.sub(lambda match: match[1].rjust(len(match[0])), line)
    line = COMMAND.sub(lambda match: COMMANDS[match[1]].rjust(len(match[0])), line)
    return line.translate(LOOK_ALIKES)


def goes_on(line: str) -> bool:
    """Whether a line goes on with the step above it: it begins with "="."""
    return GOES_ON.match(plain(line)) is not None
