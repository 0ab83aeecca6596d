"""Formulas: LaTeX as MathML, which browsers draw by themselves: no script, no font from a network.

latex2mathml does the work; what it, or Chromium's MathML, does not know is rewritten before and after: `aligned`,
commands without braces, bold digits, and the alignment of columns.
"""

from __future__ import annotations

import re

import latex2mathml.converter

MATH = re.compile(
    r"(?P<code>```.*?```|`[^`\n]*`)|\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<inline>[^$\n]+?)(?<!\\)\$", re.DOTALL
)
UNBRACED = re.compile(r"\\(mathbf|mathcal|mathsf|mathrm)\s*([A-Za-z0-9])(?![A-Za-z0-9])")
BOLD_DIGIT = re.compile(r'<mn mathvariant="bold">(\d)</mn>')
ALIGNED = re.compile(r'columnalign="(left|right)"')
MARKDOWN = {"*": "&#x2A;", "_": "&#x5F;", "\n": " "}


def to_mathml(markdown: str) -> str:
    """The Markdown with every $…$ and $$…$$ turned into MathML; code, and what is no formula, stays as it is."""
    return MATH.sub(_formula, markdown)


def _formula(match: re.Match[str]) -> str:
    latex = match["block"] or match["inline"]
    if match["code"] or not latex.strip():
        return match[0]
    latex = UNBRACED.sub(r"\\\1{\2}", latex.strip().replace("{aligned}", "{align*}"))
    try:
        mathml = str(latex2mathml.converter.convert(latex, display="block" if match["block"] else "inline"))
    except Exception:  # a student's formula may be anything, and latex2mathml has no base class for its errors
        return match[0]
    mathml = BOLD_DIGIT.sub(lambda digit: f"<mn>{chr(0x1D7CE + int(digit[1]))}</mn>", mathml)
    mathml = ALIGNED.sub(r'style="text-align:\1"', mathml)
    return "".join(MARKDOWN.get(character, character) for character in mathml)
