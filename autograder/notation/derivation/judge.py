"""Derivations, judged line by line: each step must equal the one before it, and the last must have the form asked for.

A derivation is parsed, and what its steps are worth is computed from their trees; no text is ever run as code. Every
step is evaluated at three choices of random matrices and pairwise distinct sizes, along two directions each, and M in a
last step M : dW is compared with the measured gradient, entry by entry. A step that skips is right, as long as it is
true and is none of those asked for. An equation of its own, such as dY = X dWᵀ, or ∂ℓ/∂W = GᵀX at the end, may stand
aside, and must be true in itself. The first line that cannot be read, does not conform, or differs, is the one pointed
at.
"""

from __future__ import annotations

import numpy as np

from autograder.notation.derivation.judgement import Judgement
from autograder.notation.derivation.reading import Reading
from autograder.notation.derivation.task import DerivationTask, drawn
from autograder.notation.kind import kind_of
from autograder.notation.meaning.applied import NoInverse
from autograder.notation.meaning.work import TooMuch, Work
from autograder.notation.meaning.world import Worlds
from autograder.notation.syntax.remarks import formulas
from autograder.notation.syntax.spelling import as_typed

MOST_LINES = 60  # right derivations have four or so; this many short ones are judged in a sixth of a second
MOST_CHARACTERS = 8000  # remarks included: ten times what the longest right derivation of the tests has


def judge_derivation(text: object, task: DerivationTask, seed: int = 0) -> Judgement:
    """Judges a derivation in the worlds of a seed; nothing that `text` may be raises anything.

    Raises ArithmeticError where the task's own functions are not finite: the lesson's mistake, and nobody else's.

    >>> from autograder.notation.derivation.forms import isolated
    >>> from autograder.notation.derivation.task import Start
    >>> from autograder.notation.meaning.world import worlds
    >>> from autograder.notation.syntax.parser import Syntax
    >>> syntax = Syntax({"A": (), "B": (), "C": ()})
    >>> task = DerivationTask(syntax, worlds("A: m k, B: k n, C: m n"), [Start("(A B) : C", isolated("A"))])
    >>> judge_derivation("(A B) : C = Tr((A B)ᵀ C) = A : (C Bᵀ)", task).slug
    ''
    >>> judge_derivation("(A B) : C\\n= A : (Bᵀ C)", task).sentence
    'line 2: the product of (n, k) and (m, n): k and m do not meet.'
    """
    if not isinstance(text, str):
        slug = "returns_none" if text is None else "wrong_type"
        kind = f"it returns {kind_of(text)}, not the lines of a derivation."
        return Judgement(slug, kind, advice="Return the lines as one text, in quotes.")
    if len(text) > MOST_CHARACTERS:
        return Judgement("notation", f"it has more than {MOST_CHARACTERS} characters; a few hundred are plenty.")
    lines = formulas(as_typed(text), task.syntax.names)
    if not lines:
        return Judgement("unfinished", "there is no line in it yet.")
    if len(lines) > MOST_LINES:
        return Judgement("notation", f"it has {len(lines)} lines; {MOST_LINES} are plenty.")
    with np.errstate(all="ignore"):
        return _judged(lines, task, seed)


def _judged(lines: list[str], task: DerivationTask, seed: int) -> Judgement:
    """The judgement; where a matrix has no inverse it is drawn again: Xᵀ X has one only where X is tall."""
    reading = Reading(drawn(task, seed))
    judgement = reading.judge(lines)
    if not isinstance(reading.complaint, NoInverse) or not isinstance(task.worlds, Worlds):
        return judgement
    tried, work = [judgement], Work()  # for all orders together
    for order in task.worlds.orders():
        reading = Reading(drawn(task, seed, order), work)
        judgement = reading.judge(lines)
        if not isinstance(reading.complaint, NoInverse | TooMuch):
            return judgement
        tried += [judgement] if isinstance(reading.complaint, NoInverse) else []
    return max(tried, key=lambda each: (each.line or 0, each.column or 0))  # the one that came furthest
