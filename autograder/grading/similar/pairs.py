"""Pairs: who wrote the same, where hardly anybody else did. copydetect fingerprints and compares, by winnowing.

What the lesson released or expects is nobody's own, and neither is what many in the class have: an answer of one line
says nothing of its author. What is left is rare, and who shares enough of it is worth a look. That is no proof: people
learn together, and from the same page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import combinations
from typing import Any

from autograder.grading.errors import CannotGrade

LENGTH = 25  # characters of a fingerprint: some eight words of Python in normal form, copydetect's own default
FEWEST_COMMON, SHARE_COMMON = 6, 0.1  # in more answers than this, and than this share of the class, nothing is rare
FLOOR = 120  # characters that two must share: three lines or four
LEAST = 0.6  # of the shorter one's own, below which two are not alike
MOST_PAIRS = 40  # in a report: nobody looks at more
MISSING = (
    "Similar answers are not looked for: `pip install 'matrix-gradients[similar]'` brings copydetect, which does it."
)

Answers = Mapping[str, str]  # the normal form of an answer, by exercise


@dataclass(frozen=True)
class Pair:
    """Two students of a lesson: what `share` of the shorter one's own writing both have, `shared` characters of normal
    form, in these exercises, the longest first.
    """

    lesson: str
    students: tuple[str, str]
    share: float
    shared: int
    exercises: tuple[str, ...]


@dataclass
class _Own:
    """What is rare in a student's answers: copydetect's fingerprints, by exercise."""

    prints: dict[str, Any] = field(default_factory=dict)

    @property
    def covered(self) -> int:
        return sum(int(one.token_coverage) for one in self.prints.values())


def pairs(lesson: str, answers: Mapping[str, Answers], expected: Mapping[str, Collection[str]]) -> list[Pair]:
    """The pairs of these students' answers that are worth a look, the likest first.

    `expected` are the normal forms of what a lesson releases and of what it holds for right, by exercise. Raises
    CannotGrade where copydetect is not installed.
    """
    own, owners = _rare(answers, expected)
    meetings = Counter[tuple[str, str]]()
    for students in owners.values():
        meetings.update(combinations(sorted(students), 2))
    found = [
        pair
        for couple, count in meetings.items()
        if count + LENGTH > FLOOR // 2 and (pair := _compared(lesson, couple, own)) is not None
    ]
    return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.students))[:MOST_PAIRS]


def _rare(
    answers: Mapping[str, Answers], expected: Mapping[str, Collection[str]]
) -> tuple[dict[str, _Own], Mapping[tuple[str, int], set[str]]]:
    """What is rare of each student's, and who has each rare fingerprint."""
    prints = {
        student: {exercise: _print(exercise, text) for exercise, text in own.items() if len(text) >= LENGTH}
        for student, own in answers.items()
    }
    owners = defaultdict[tuple[str, int], set[str]](set)
    for student, each in prints.items():
        for exercise, one in each.items():
            for mark in one.hashes:
                owners[exercise, mark].add(student)
    common = max(FEWEST_COMMON, round(SHARE_COMMON * len(answers)))
    known = {(exercise, mark) for exercise, texts in expected.items() for mark in _marks(exercise, texts)}
    for key in [key for key, students in owners.items() if key in known or len(students) > common]:
        del owners[key]
    own = {student: _Own() for student in prints}
    for student, each in prints.items():
        for exercise, one in each.items():
            one.hash_idx = {mark: places for mark, places in one.hash_idx.items() if (exercise, mark) in owners}
            one.hashes = set(one.hash_idx)
            one.token_coverage = _coverage(one)
            if one.hashes:
                own[student].prints[exercise] = one
    return own, owners


def _compared(lesson: str, couple: tuple[str, str], own: Mapping[str, _Own]) -> Pair | None:
    first, second = (own[student] for student in couple)
    shared = {
        exercise: int(_copydetect().compare_files(one, second.prints[exercise])[0])
        for exercise, one in first.prints.items()
        if exercise in second.prints
    }
    total, least = sum(shared.values()), min(first.covered, second.covered)
    if total < FLOOR or total < LEAST * least:
        return None
    named = sorted((exercise for exercise, count in shared.items() if count), key=lambda one: (-shared[one], one))
    return Pair(lesson, couple, min(1.0, total / least), total, tuple(named))


def _print(name: str, text: str) -> Any:
    return _copydetect().CodeFingerprint(name, LENGTH, 1, filter=False, fp=StringIO(text))


def _marks(name: str, texts: Iterable[str]) -> set[int]:
    return {mark for text in texts if len(text) >= LENGTH for mark in _print(name, text).hashes}


def _coverage(one: Any) -> int:
    from copydetect.utils import get_token_coverage

    return int(get_token_coverage(one.hash_idx, one.k, len(one.filtered_code)))


def _copydetect() -> Any:
    try:
        import copydetect
    except ImportError:
        raise CannotGrade(MISSING) from None
    return copydetect
