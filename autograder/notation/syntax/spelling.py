"""Spelling: the many ways to type a formula, brought to the notation's own signs.

Look-alikes, keyboard forms and LaTeX are read as what they stand for. A line keeps its length, so that a column in what
is read is the same column in what was written.
"""

from __future__ import annotations

import re
import unicodedata

LETTERLIKE = (range(0x1D400, 0x1D800), range(0xFF01, 0xFF5F))  # bold, italic, script letters; full-width signs
ONES = "𝟏"  # the column of ones: a bold one is no number
IMPLIES = "⟹"
NORM, BAR = "‖", "|"
OPENING, CLOSING = {NORM: "⟦", BAR: "⦇"}, {NORM: "⟧", BAR: "⦈"}  # told apart before a line is parsed
BEFORE_OPENING = "=+-·@*⊙⊘:/√([{<,⟦⦇"
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
    "ℒ": "L",
    "⟨": "<",
    "⟩": ">",
    "≡": "=",
    "⇒": IMPLIES,
    "⟹": IMPLIES,
    "⇔": IMPLIES,
    "⟺": IMPLIES,
    "→": IMPLIES,
    "⟶": IMPLIES,
    "∴": IMPLIES,
    "\u00a0": " ",
    "&": " ",
    "$": " ",
    "~": " ",
    "`": " ",
    ONES: ONES,
    "𝟙": ONES,
    "∥": NORM,
    "∣": BAR,
    "⁄": "/",
    "∕": "/",
}
LOOK_ALIKES = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for block in LETTERLIKE for code in block} | SIGNS
)
SUPERSCRIPTS = str.maketrans("⁻¹²³⁴⁵⁶⁷⁸⁹", "-123456789")
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
    "ell": "ℓ",
    "nabla": "∇",
    "neq": "≠",
    "ne": "≠",
    "colon": ":",
    "langle": "<",
    "rangle": ">",
    "vert": BAR,
    "lvert": BAR,
    "rvert": BAR,
    "mid": BAR,
    "Vert": NORM,
    "lVert": NORM,
    "rVert": NORM,
    "oslash": "⊘",
    "sqrt": "√",
    "exp": "exp",
    "log": "log",
    "ln": "ln",
    "tanh": "tanh",
    "sin": "sin",
    "cos": "cos",
    "det": "det",
    "sigma": "σ",
    "Gamma": "Γ",
    "gamma": "γ",
    "lambda": "λ",
    "lbrace": "{",
    "rbrace": "}",
    "implies": IMPLIES,
    "iff": IMPLIES,
    "Rightarrow": IMPLIES,
    "Leftrightarrow": IMPLIES,
    "Longrightarrow": IMPLIES,
    "Longleftrightarrow": IMPLIES,
    "rightarrow": IMPLIES,
    "to": IMPLIES,
    "therefore": IMPLIES,
    "because": "∵",
    "frac": r"\frac",
    "dfrac": r"\frac",
    "tfrac": r"\frac",
    "tr": "Tr",
    "Tr": "Tr",
}
FONT = r"\\(?:text[a-z]*|math[a-z]+|operatorname|boldsymbol|bm)(?![a-z])\*?"
SHAPE = r"\\(?:rm|bf|it|sf|cal|tt)(?![a-z])"
PADDED = tuple(  # what a pattern's group leaves of it, moved to its right end
    re.compile(pattern)
    for pattern in (
        r"\\(?:begin|end)\s*\{\w+\*?\}(?:\s*\{[lcr]*\})?()",
        r"\\(?:overset|underset|stackrel)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{([^{}]*)\}",
        r"\\(?:label|tag|hspace|vspace|phantom)\*?\s*\{[^{}]*\}()",
        *2 * (FONT + r"\s*\{([^{}]*)\}",),  # \mathop{\mathrm{Tr}}
        FONT + r"()",
        rf"\{{\s*{SHAPE}\s*(\w+)\s*\}}",
        SHAPE + r"()",
        r"\\\\(?:\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?()",
        r"\\[,;:!> \[\]()]()",
        r"\\([{}])",
        r"\\(?:left|right|middle|[bB]igg?[lrm]?|q?quad|(?:no)?limits|displaystyle|nonumber|notag|cr)()(?![A-Za-z])",
    )
)
BOLD_ONE = re.compile(
    r"\\(?:math(?:bf|bb|ds|bbm|bbold)|boldsymbol|bm|bf|vec)(?![a-z])\s*(?:\{\s*1\s*\}|1)(?!\d)|\\(?:bf)?ones(?![a-z])"
)
DOUBLE_BAR = re.compile(r"\\\||\|\|")  # \|A\| and ||A||
HAT = re.compile(r"\\(?:wide)?hat\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z])(?![A-Za-z]))")
SHORT_FRACTION = re.compile(r"\\[dt]?frac\s*([0-9])\s*([0-9A-Za-z])(?![A-Za-z])")  # \frac12
FROBENIUS_NORM = re.compile(r"‖\s*_\s*(?:\{\s*(?:\\?[a-z]+\s*)?F\s*\}|F(?![A-Za-z]))")  # ‖A‖_F
PRIME = re.compile(r"\^\s*(?:\{\s*\\prime\s*\}|\\prime(?![a-z]))")
TWO_STOREYS = re.compile(  # δ^i_d: both letters of a δ are its indices
    r"δ\s*(?:\^\s*\{?\s*([a-z])\s*\}?\s*_\s*\{?\s*([a-z])\s*\}?|_\s*\{?\s*([a-z])\s*\}?\s*\^\s*\{?\s*([a-z])\s*\}?)(?![a-z])"
)
FROBENIUS = re.compile(r"(>\s*)_\s*(?:\{\s*(?:\\?[a-z]+\s*)?F\s*\}|F(?![A-Za-z]))")  # ⟨A, B⟩_F
SHORTENED = re.compile(r"(?<![\w.])(?:i\. ?e|e\. ?g|w\. ?r\. ?t|s\. ?t)\.(?=[\s,])")  # "i.e." is a word, and no product
COMMAND = re.compile(rf"\\({'|'.join(sorted(COMMANDS, key=len, reverse=True))})(?![A-Za-z])")
WRAPPERS = re.compile(r"\\(?:boxed|fbox|underline|overline|eqalign|align|split)\*?(?![a-z])\s*\{?")
GOES_ON = re.compile(r"\s*(:=|=)")
ARROW = re.compile(r"<?=+>|<?-+>")
SWALLOWED = re.compile(r"[\f\x08\a\v](?=[a-z])|\t(?=op\b|imes|ext|frac|o\b|herefore)|\r(?=ight|angle|brace|m\b)")
ESCAPES = {"\f": r"\f", "\b": r"\b", "\a": r"\a", "\v": r"\v", "\t": r"\t", "\r": r"\r"}


# "X_cj if i = d and 0 otherwise" is X_cj δ_id; so are LaTeX's cases, 1 with "i = d" in its brackets, and these alone.
OTHERWISE = r"(?:otherwise|else(?:where)?|if\s+not|(?:if|for|when)\s+[a-z]\s*≠\s*[a-z])"
EITHER_OR = re.compile(
    r"[,;]?\s*\b(?:if|for|when|where|whenever)\s+([a-z])\s*=\s*([a-z])\s*[,;]?\s*"
    rf"(?:(?:and|but|or)?\s*0\s*,?\s*{OTHERWISE}|(?:and\s+)?(?:else|otherwise)\s*,?\s*0)(?![\w.])"
)
CASES = re.compile(
    r"\\begin\{cases\}([^{}]*(?:\{[^{}]*\}[^{}]*)*?)(?:&|,)\s*(?:\\text\s*\{\s*(?:if|for|when)\s*\})?\s*"
    r"([a-z])\s*=\s*([a-z])\s*[,.;]?\s*\\\\\s*0\s*(?:&|,)(?:(?!\\begin).)*?\\end\{cases\}",
    re.S,
)
EQUAL_LETTERS = r"\s*([a-z])\s*=\s*([a-z])\s*"
INDICATOR = re.compile(rf"(?<![\w.])[{ONES}1I]\s*(?:_\s*\{{|_?\s*\[|\{{){EQUAL_LETTERS}[\]}}]")
IVERSON = re.compile(rf"\[{EQUAL_LETTERS}\](?=\s*[·*]?\s*[A-Zδ]\s*[_\[])")  # before a factor: elsewhere it is a remark


def as_typed(text: str) -> str:
    """A text with the backslashes back that Python takes from LaTeX in a string without r: "\\frac", "\\top".

    LaTeX's cases, which may go over several lines, are brought to one.
    """
    text = SWALLOWED.sub(lambda match: ESCAPES[match[0]], text)
    return CASES.sub(lambda match: f"({match[1].strip()}) δ_{match[2]}{match[3]}" + "\n" * match[0].count("\n"), text)


def plain(line: str) -> str:
    r"""A line in the notation's own signs, of the same length.

    >>> plain(r"G \odot X^{\top}")
    'G     ⊙ X^{   T}'
    """
    line = DOUBLE_BAR.sub(lambda match: NORM.ljust(len(match[0])), line)
    if "\\" in line:
        line = _unwrapped(line)
        line = HAT.sub(lambda match: f"{match[1] or match[2]}\u0302".rjust(len(match[0])), line)
        line = SHORT_FRACTION.sub(lambda match: f"({match[1]}/{match[2]})".rjust(len(match[0])), line)
        line = PRIME.sub(lambda match: "'".ljust(len(match[0])), line)
        line = BOLD_ONE.sub(lambda match: ONES.rjust(len(match[0])), line)
        for pattern in PADDED:
            line = pattern.sub(lambda match: match[1].rjust(len(match[0])), line)
        line = COMMAND.sub(lambda match: COMMANDS[match[1]].rjust(len(match[0])), line)
    line = line.translate(LOOK_ALIKES)
    line = SHORTENED.sub(lambda match: re.sub(r"[. ]", "", match[0]).ljust(len(match[0])), line)
    line = ARROW.sub(lambda match: IMPLIES.rjust(len(match[0])), line)
    line = TWO_STOREYS.sub(lambda match: ("δ_" + "".join(filter(None, match.groups()))).ljust(len(match[0])), line)
    for pattern in (INDICATOR, IVERSON):
        line = pattern.sub(lambda match: f"δ_{match[1]}{match[2]}".ljust(len(match[0])), line)
    line = EITHER_OR.sub(lambda match: _chosen(match, line), line) if "0" in line else line
    line = FROBENIUS_NORM.sub(lambda match: NORM.ljust(len(match[0])), line)
    return _paired(FROBENIUS.sub(lambda match: match[1].ljust(len(match[0])), line))


def _paired(line: str) -> str:
    """A line whose bars are told apart, those that open from those that close.

    A bar behind a factor closes the last one that was opened between the same brackets; any other one opens.

    >>> _paired("‖A‖ ‖(B ‖C‖)‖ |d|")
    '⟦A⟧ ⟦(B ⟦C⟧)⟧ ⦇d⦈'
    """
    if NORM not in line and BAR not in line:
        return line
    signs, depth, before = list(line), 0, "="
    opened: list[tuple[str, int]] = []
    for place, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in (NORM, BAR):
            closes = before not in BEFORE_OPENING and bool(opened) and opened[-1] == (sign, depth)
            signs[place] = (CLOSING if closes else OPENING)[sign]
            if closes:
                opened.pop()
            else:
                opened.append((sign, depth))
        if not sign.isspace():
            before = signs[place]
    return "".join(signs)


def as_typed_bars(text: str) -> str:
    """A text with the bars as they were typed, for a complaint."""
    for pair in (OPENING, CLOSING):
        for bar, sign in pair.items():
            text = text.replace(sign, bar)
    return text


def _chosen(match: re.Match[str], line: str) -> str:
    """A δ for "if i = d and 0 otherwise" behind a single term; behind several it would stand for the last one only."""
    term = line[line.rfind("=", 0, match.start()) + 1 : match.start()]
    return match[0] if set(term) & set("+-") else f" δ_{match[1]}{match[2]}".ljust(len(match[0]))


def _unwrapped(line: str) -> str:
    r"""A line without \boxed{ } and the like around what it says, and without closing braces of what began before."""
    signs = list(line)
    for match in WRAPPERS.finditer(line):
        signs[match.start() : match.end()] = " " * (match.end() - match.start())
    depth = 0
    for place, sign in enumerate(signs):
        escaped = place > 0 and signs[place - 1] == "\\"
        depth += (sign == "{" and not escaped) - (sign == "}" and not escaped)
        if depth < 0:
            signs[place], depth = " ", 0
    return "".join(signs)


def goes_on(line: str) -> bool:
    """Whether a line goes on with the step above it: it begins with "="."""
    return GOES_ON.match(plain(line)) is not None
