"""Vocabulary: the names that the lines of one exercise may hold, and what the grammar's terminals for them look like.

An exercise has its symbols and functions; 𝟏, single letters and the functions of the table are everybody's, unless it
calls something else so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.notation.functions.table import FUNCTIONS
from autograder.notation.syntax.spelling import LOOK_ALIKES, ONES
from autograder.notation.syntax.words import Names

Spellings = Mapping[str, Sequence[str]]  # each name, and its other spellings
BUILT_IN: Spellings = {"Tr": FUNCTIONS["Tr"].spellings, "sum": ("Sum",)}
KNOWN = {name: function for name, function in FUNCTIONS.items() if name not in BUILT_IN and "|" not in name}
WORDS_TOO = frozenset(("mean", "norm"))  # of the table's names: functions only where a bracket follows
# A capital by itself may be a name that a line of the derivation gives to a part, "= M : dW, where M = Gᵀ X", or that
# of any matrix in a rule; so may a pair of them, and a differential: "d(UV) = dU V + U dV".
CAPITAL = (
    "(?<![A-Za-z])d?[A-ZΓΔΘΛΞΠΦΨΩ](?![A-Za-z])|(?<![A-Za-z])[A-Z](?=[A-Z](?![A-Za-z]))|"
    "(?<=(?<![A-Za-z])[A-Z])[A-Z](?![A-Za-z])"
)
# So may a small letter; "o" between blanks is ⊙. And the dimensions of an exercise are numbers: 1/N, √d.
SMALL = "(?<![A-Za-z])d?[a-np-zα-γε-ρτ-ω](?![A-Za-z])"
COLUMN_OF_ONES = rf"d?{ONES}|(?<![A-Za-z])d?ones(?![A-Za-z])"
NO_NUMBER = r"(?<!√)(?<![0-9½J)]\/)"  # before a d and a blank: "√d X" and "1/d X" have the dimension d, and no dX


class Vocabulary:
    """The names of one exercise: `own` are its spellings, `all` those of everybody's functions as well.

    >>> words = Vocabulary({"W": (), "dW": ("δW",)}, {"h": ()})
    >>> words.own["δW"], words.all["ln"], words.all["sigmoid'"], "ln" in words.own
    ('dW', 'log', "σ'", False)
    """

    def __init__(self, symbols: Spellings, functions: Spellings) -> None:
        functions = {**BUILT_IN, **functions}
        self.listed = (*symbols, *(f"{name}( )" for name in functions))
        self.own = _spelt({**symbols, **functions})
        if not any("ℓ" in spelling for spelling in self.own):  # where nothing else is called ℓ, it is the loss L
            self.own |= {spelling.replace("L", "ℓ"): name for spelling, name in self.own.items() if "L" in spelling}
        tables = {name: each.spellings for name, each in KNOWN.items() if name not in symbols and name not in functions}
        self.all = {**_spelt(tables), **self.own}
        self.symbols = [spelling for spelling, name in self.own.items() if name in symbols]
        self.functions = [spelling for spelling, name in self.own.items() if name in functions]
        others = [spelling for spelling in self.all if spelling not in self.own]
        self.bare = [spelling for spelling in others if KNOWN[self.all[spelling]].bare]
        self.bracketed = [spelling for spelling in others if spelling not in self.bare]
        self.names = Names((*(spelling for spelling in self.all if spelling not in WORDS_TOO), *self.own, "ones"))

    def terminals(self) -> dict[str, str]:
        """The patterns of the grammar's terminals, by what stands for them there."""
        own, bare, bracketed = map(_any_of, (self.functions, self.bare, self.bracketed))
        return {
            "the symbols of the exercise": f"{_spaced(self.symbols)}|{COLUMN_OF_ONES}|{CAPITAL}|{SMALL}",
            "the functions of the exercise": rf"(?:{own})(?![a-z])|(?:{bracketed})(?=\s*[(\[{{])",
            "the functions that need no bracket": rf"√|(?:{bare})(?![A-Za-z'])",
            "the differentials of the exercise": rf"(?<![\/√])(?<!\/\s)[d∂](?=\s*[(\[{{⟦⦇])|∂(?=\s*(?:{own}))"
            rf"|{NO_NUMBER}d(?=\s*(?:(?:Tr|tr|sum|{bracketed})\s*[(\[]|√|(?:{bare})(?![a-z])))",
        }


def _spelt(names: Spellings) -> dict[str, str]:
    return {spelling.translate(LOOK_ALIKES): name for name, others in names.items() for spelling in (name, *others)}


def _any_of(spellings: Iterable[str]) -> str:
    """A pattern for these names, the longest first."""
    return "|".join(map(re.escape, _longest_first(spellings)))


def _spaced(spellings: Iterable[str]) -> str:
    """A pattern for these symbols; a blank may stand behind the d of dW and the ∂ of ∂W."""
    return "|".join(
        re.sub(r"^([dδ∂])(?=[A-Zℓ𝟏b])", rf"(?:{NO_NUMBER}\1\\s*|\1)", re.escape(name))
        for name in _longest_first(spellings)
    )


def _longest_first(spellings: Iterable[str]) -> list[str]:
    return sorted(spellings, key=lambda text: (-len(text), text))
