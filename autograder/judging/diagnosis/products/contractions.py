"""Contractions: what came back is another product of the same matrices than the one that is asked for.

All contractions of one or two operands that conform on every case are tried. The right one is found in the same way, so
that the two can be compared letter by letter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations_with_replacement, islice

import numpy as np

from autograder.judging.diagnosis.case import Case, equal
from autograder.judging.diagnosis.claim import Claim, Formula, Question
from autograder.judging.diagnosis.products.contraction import Contraction, difference
from autograder.judging.diagnosis.products.operands import Operand, Table, flattened, operands
from autograder.judging.diagnosis.transformation import may_be_scaled
from autograder.numerics.arrays import Array

LETTERS = "ijklmnopqr"
MATRIX = 2  # axes
MOST = 800  # candidates: twice what the course's richest exercise has, 399 with h and h′ among the operands
MOST_AXES = 6  # of both operands, as of V : T with two and four: 203 ways to give them letters, and 877 with seven
MOST_PATTERNS = 4096  # to remember: one wrong answer to each exercise of the course needs 108
Extents = tuple[int, ...]
Kinds = tuple[int, ...]
Pattern = tuple[tuple[str, ...], str]


class Contractions:
    """The contractions of a question's operands on some cases."""

    def __init__(self, question: Question, cases: Sequence[Case]) -> None:
        self.question = question
        self.cases = cases
        self.table = operands(question)
        self._conforming: dict[tuple[Extents, ...], list[Contraction]] = {}
        self._values: dict[tuple[int, int], Array] = {}

    def claims(self, first: Case) -> Iterator[Claim]:
        """Every contraction that `first` does not rule out, under the name of what tells it from the right one.

        Each order of the letters is a contraction of its own, so that no axes need be exchanged.
        """
        right = self.right()
        targets = self._without_stray_axes([self._flat(case, case.returned) for case in self.cases])
        shapeless = right is None and targets[0].ndim != self.cases[0].truth.ndim
        for candidate in self._of_shape(targets):
            value = self._formula(candidate)(first)
            if may_be_scaled(first.returned, value):
                slug = "wrong_shape" if shapeless else difference(candidate, right, self.question.upstream)
                sentence = f"You computed {candidate}."
                if shapeless and self.cases[0].truth.ndim > MATRIX:
                    sentence += f" {self.question.axes_asked_for(targets[0].ndim)}"
                yield Claim(slug, sentence, self._formula(candidate), complete=shapeless)
            elif np.all(first.returned >= 0.0) and may_be_scaled(first.returned, np.sqrt(np.abs(value))):
                right_root = self.right(root=True)
                slug = difference(candidate, right_root, self.question.upstream) if right_root else "norm_for_product"
                yield Claim(slug, f"You took the root of {candidate}.", self._formula(candidate, root=True))

    def terms(self) -> Iterator[tuple[Contraction, Formula]]:
        """Every contraction of the truth's shape in which h has no part."""
        for candidate in self._of_shape([self._flat(case, case.truth) for case in self.cases]):
            if not any(operand.derived for operand in candidate.operands):
                yield candidate, self._formula(candidate)

    def right(self, root: bool = False) -> Contraction | None:
        """The contraction that is the truth or, `root`, whose root is, if there is one."""
        candidates = self._of_shape([self._flat(case, case.truth) for case in self.cases])
        return next((candidate for candidate in candidates if self._is_truth(candidate, root)), None)

    def _is_truth(self, candidate: Contraction, root: bool) -> bool:
        formula = self._formula(candidate, root)
        return all(equal(formula(case), case.truth) for case in self.cases)

    def _of_shape(self, targets: Sequence[Array]) -> list[Contraction]:
        if len({target.ndim for target in targets}) != 1:
            return []
        wanted = tuple(_extents(targets))
        if wanted not in self._conforming:
            self._conforming[wanted] = list(_conforming(self.table, self.cases, wanted))
        return self._conforming[wanted]

    @staticmethod
    def _without_stray_axes(arrays: Sequence[Array]) -> list[Array]:
        """The arrays without the axes that have size 1 on every case: no index letter needs one."""
        if len({array.ndim for array in arrays}) != 1:
            return list(arrays)
        stray = tuple(axis for axis, sizes in enumerate(_extents(arrays)) if set(sizes) == {1})
        return [array.squeeze(stray) for array in arrays]

    def _flat(self, case: Case, array: Array) -> Array:
        """The array with its leading axes made one, as the operands' are."""
        return flattened(array, self.question.result.shape) if array.ndim == case.truth.ndim else array

    def _formula(self, contraction: Contraction, root: bool = False) -> Formula:
        def formula(case: Case) -> Array:
            value = self.value(contraction, case)
            value = np.sqrt(np.abs(value)) if root else value
            return value.reshape(case.truth.shape) if self._flat(case, case.truth).shape == value.shape else value

        return formula

    def value(self, contraction: Contraction, case: Case) -> Array:
        """What a contraction gives on a case, leading axes made one."""
        known = id(contraction), id(case)
        if known not in self._values:
            values = [self.table.value(operand, case) for operand in contraction.operands]
            self._values[known] = np.asarray(np.einsum(contraction.subscripts, *values))
        return self._values[known]


def _conforming(table: Table, cases: Sequence[Case], wanted: Sequence[Extents]) -> Iterator[Contraction]:
    """The contractions of one or two operands that have the wanted sizes on every case, the plainest first."""
    existing = table.existing(cases)
    extents = {operand.text: _extents([table.value(operand, case) for case in cases]) for operand in existing}
    kinds = _numbered([*chain.from_iterable(extents.values()), *wanted])
    axes = {text: tuple(kinds[sizes] for sizes in of_operand) for text, of_operand in extents.items()}
    result = tuple(kinds[sizes] for sizes in wanted)
    singles = [(operand,) for operand in existing]
    pairs = combinations_with_replacement(existing, 2)
    candidates = (
        Contraction(group, words, out)
        for group in sorted((*singles, *pairs), key=_complexity)
        for words, out in _patterns(tuple(axes[operand.text] for operand in group), result)
    )
    yield from islice(candidates, MOST)


def _complexity(group: tuple[Operand, ...]) -> tuple[int, int]:
    """How many factors a contraction has, matrix products of its own counting twice."""
    return sum(len(operand.factors) + operand.by_matmul for operand in group), len(group)


def _extents(arrays: Sequence[Array]) -> list[Extents]:
    """For each axis its sizes on all cases: two axes may share a letter when these agree."""
    return list(zip(*(array.shape for array in arrays), strict=True))


def _numbered(extents: Sequence[Extents]) -> dict[Extents, int]:
    """A number for each kind of axis, in order of appearance: the same for exercises of the same form."""
    return {sizes: number for number, sizes in enumerate(dict.fromkeys(extents))}


@lru_cache(MOST_PATTERNS)
def _patterns(operands: tuple[Kinds, ...], wanted: Kinds) -> tuple[Pattern, ...]:
    """Every way to give the operands' axes letters, and the result's, where only axes of one kind share a letter."""
    axes = [kind for kinds in operands for kind in kinds]
    if len(axes) > MOST_AXES or Counter(wanted) - Counter(axes):
        return ()
    patterns: list[Pattern] = []
    for letters in _lettered(axes):
        rest = iter(letters)
        words = tuple("".join(islice(rest, len(kinds))) for kinds in operands)
        patterns += [(words, out) for out in _results(dict(zip(letters, axes, strict=True)), wanted)]
    return tuple(patterns)


def _lettered(axes: Sequence[int], so_far: str = "") -> Iterator[str]:
    """Every way to give the axes letters, the same one only to axes of the same kind."""
    if len(so_far) == len(axes):
        yield so_far
        return
    used = sorted(set(so_far))
    for letter in (*used, LETTERS[len(used)]):
        if letter not in used or axes[so_far.index(letter)] == axes[len(so_far)]:
            yield from _lettered(axes, so_far + letter)


def _results(kinds: dict[str, int], wanted: Kinds, so_far: str = "") -> Iterator[str]:
    """Every choice of letters for the result's axes."""
    if len(so_far) == len(wanted):
        yield so_far
        return
    if not so_far and Counter(wanted) - Counter(kinds.values()):  # no letter stands twice in a result
        return
    for letter, kind in kinds.items():
        if letter not in so_far and kind == wanted[len(so_far)]:
            yield from _results(kinds, wanted, so_far + letter)
