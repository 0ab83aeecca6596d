"""Words: which ones are names of the exercise side by side, which are prose, and which mean mathematics.

Prose beside a formula is not read. Mathematics in words is not read either, and is therefore refused: a line whose
formulas are true may not say something else in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LETTER = r"[^\W\d_ᵀ²³¹⁴-⁹½⅓⅔¼¾⅕⅙⅛ᵢⱼₖₗₘₙₚᵣₛ]"
WORD = re.compile(rf"(?<![\w{{\\]){LETTER}+(?!\w)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Behind any of these a formula is what was announced, and no other word needs a comma or a colon in between.
ANNOUNCING = _words(
    "and again also apply applying as assume because becomes but call called compute consider define denote "
    "derive find finally first follows for from further get gets give gives giving have hence here holds ie if "
    "insert inserting is it let means namely next note now obtain obtains once put putting recall remember "
    "rewrite rewriting say second see set setting simplify since so starting substitute substituting such suppose "
    "take taking that then therefore third thus use using via we when where whence which whose with write writing "
    "written yield yields proof start begin result gradient answer end conclusion read reads rule identity "
    "property fact definition moreover furthermore similarly likewise additionally equivalently indeed clearly "
    "obviously evidently observe observing notice noticing noting by from however thereby combining collecting "
    "expanding differentiating rearranging simplifying ok okay well lastly firstly secondly thirdly wrt st eg viz "
    "meaning comparing compare show prove claim want wish proves shows showing implies implying leads "
    "leading elementwise entrywise componentwise pointwise"
)
# Said behind a formula these would change it.
OPERATIONS = _words(
    "times plus minus divide divided dividing multiply multiplied multiplying half halved halve twice double "
    "doubled triple tripled thrice squared cubed negative negated inverse inverted root reciprocal scaled "
    "rescaled lambda alpha beta gamma eta epsilon theta mu opposite flipped proportional approximately roughly "
    "averaged normalised normalized"
)
ALONE = _words("transposed negatively summed averaged")  # such a word by itself would, too
PER = r"(?:by|per|over|of|times|plus|minus|and|factor|number|constant)"
NUMBER = r"(?:[0-9]+(?:[.,/][0-9]+)?|two|three|four|five|ten|a half|one half|a third|a quarter)"
# "by 2", "over N", "a factor of two"; but a number that only refers to something, "by (3)" or "lesson 01", is none.
REFERENCE = re.compile(
    r"\(\s*\d+\s*[a-z]?\s*\)|\b(?:rules?|lessons?|steps?|lines?|eq|eqs|eqn|equations?|identity|identities|hint|"
    r"laws?|theorem|lemma|page|part|no|task|exercise|chapter|section|move|property|fact|"
    r"proposition|prop|definition|def|corollary|example|remark|item)\b[.\s]*"
    r"(?:\d+(?:\s*(?:and|,|-)\s*\d+)?)",
    re.I,
)
AMOUNT = re.compile(rf"\b{PER}\s+{NUMBER}(?!\w)|\bup\s+to\b|[0-9]", re.I)
LETTERS_ALIKE = re.compile(r"(?<![\w∂δ])([a-z])\s*[=≠]\s*([a-z])(?![\w(])")
SENTENCE = re.compile(r"(?:[\w\s,;.'’!?\"“”)\]ᵀ-]|(?<!\w)\(|(?<=[a-z]):(?=\s|$)|\^\s*\{?\s*[Tt]\s*\}?)+")
DIFFERENTIAL = re.compile(r"[d∂][A-Z]")
GREEK = re.compile(r"[α-γε-ωΑ-ΡΤ-Ω]")
LEADING = re.compile(rf"\s*({LETTER}+(?:[-’]{LETTER}+)*)(?P<stop>:(?=\s)|[,;.](?=\s)|)\s*")
# "X does not change with W: dX = 0": here the colon behind a symbol is no product.
POINTING = re.compile(r"\b(?:with|of|in|for|to|from|on|and|or)\s+\w+$")
PAUSE = re.compile(
    r"[,;]\s|:(?=\s)|(?<!\w)(?:gives?|yields?|gets?|have|has|obtains?|finds?|so|thus|hence|therefore|then|that|becomes)(?=\s)"
)
LONE_SIGN = re.compile(
    r"(?<=[a-z]{2})\s+['\"“‘]?[⊙·:∂Σδ+]['\"”’]?(?=\s+[a-z]{2,}(?![\w'(])|\s*[.:,)\]]*\s*$)"
)  # "write ⊙ with H"
SENTENCE_OF = 3  # words in a row: no formula begins with so many
ATTEMPTS = 3  # pauses at which a formula may begin, the last first: each costs one more look at the words before it


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

    def are_prose(self, word: str) -> bool:
        """Whether a word is more than names of symbols written side by side; dQ is a differential, whoever has a Q."""
        return len(word) > 1 and not self.make(word) and not DIFFERENTIAL.fullmatch(word)


def mathematics(text: str, names: Names, sentence: bool = False) -> re.Match[str] | None:
    """The first word of a remark that would change the formula beside it, or None.

    In a `sentence` of its own an operation counts as its first or last word only: "dY is X times dWᵀ" tells a story.

    >>> names = Names(["W", "X"])
    >>> mathematics("divided by N", names)[0], mathematics("only W moves", names), mathematics("by rule 3", names)
    ('divided', None, None)
    """
    text = REFERENCE.sub(lambda match: " " * len(match[0]), text)
    words = list(WORD.finditer(text))
    ends = words[:1] + words[-1:] if sentence else words
    found = [match for match in ends if match[0].lower() in OPERATIONS or (len(words) == 1 and match[0] in ALONE)]
    found += list(AMOUNT.finditer(text))[:1]
    found += list(GREEK.finditer(text))[:1]
    found += list(_by_a_symbol(text, names))[:1]
    return min(found, key=lambda match: match.start(), default=None)


def _by_a_symbol(text: str, names: Names) -> Iterable[re.Match[str]]:
    """ "by N", "over W", or nothing but "and W": as a factor or a term would stand there."""
    whole = re.finditer(rf"^\W*(?:and|or|with|but|then|also|more)\s+({LETTER}+)\W*$", text)
    for match in (*whole, *re.finditer(rf"\b(?:by|per|over|with weight)\s+({LETTER}+)(?!\w)", text)):
        word = match[1]
        if (len(word) == 1 and word.isupper()) or (len(word) > 1 and names.make(word)):
            yield match


def is_remark(text: str, names: Names) -> bool:
    """Whether a text is words, among which symbols may be named, and no formula."""
    text = LONE_SIGN.sub(" ", without_equal_letters(text.rstrip(" :")))
    words = WORD.findall(text)
    return bool(SENTENCE.fullmatch(text) and any(names.are_prose(word) for word in words))


def announced(line: str, names: Names) -> int:
    """Where the formula begins that words announce: "Therefore dY = …" at 9, 0 where the line begins with a formula.

    >>> announced("so that: W = X", Names(["W", "X"]))
    8
    """
    begin = end = _sentence_before(line, names)
    for led, match in enumerate(LEADING.finditer(line, begin), 1):
        word = match[1]
        prose = names.are_prose(word) or (word in ("a", "A", "I") and word not in names.spellings)
        if match.start() != end or not prose or line[match.end() : match.end() + 1] in ("'", "_", "^"):
            break
        end = match.end()
        if line[match.end(1) : end + 1] == "(":
            break
        if word.lower() in ANNOUNCING or match["stop"] or (led >= SENTENCE_OF and len(word) > 1):
            begin = end
    return begin


def _sentence_before(line: str, names: Names) -> int:
    """Where words end that lead to a formula with a pause, and in which symbols may be named; 0 without any."""
    sentence = SENTENCE.match(without_equal_letters(line))
    pauses = list(PAUSE.finditer(line, 0, sentence.end() if sentence else 0))
    for match in reversed(pauses[-ATTEMPTS:]):
        before = line[: match.start()]
        if (match[0] != ":" or _ends_in_a_word(before, names)) and is_remark(before, names):
            return match.end()
    colon = re.search(r"(?<=\w):\s", line)
    if colon and POINTING.search(line, 0, colon.start()) and is_remark(line[: colon.start()], names):
        return colon.end()
    return 0


def _ends_in_a_word(text: str, names: Names) -> bool:
    """Whether a colon behind this is punctuation: "over i and j:" but not "X:"."""
    last = re.search(rf"({LETTER}+)$", text)
    return last is not None and (names.are_prose(last[1]) or (last[1].islower() and last[1] not in names.spellings))


def without_equal_letters(text: str) -> str:
    """A text in which "i = d", which only says that two indices are one, is no equation."""
    return LETTERS_ALIKE.sub(lambda match: re.sub("[=≠]", " ", match[0]), text)
