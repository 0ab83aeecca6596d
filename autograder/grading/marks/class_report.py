"""Class report: who is where in which lessons, and what goes wrong most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.transaction import reason
from autograder.grading.inbox.students import folders
from autograder.grading.marks.outcomes import BLANK, Outcome, outcomes
from autograder.grading.marks.standing import Person, Standing, people, standings

Pair = tuple[str, str]  # a student and a lesson


@dataclass(frozen=True)
class Frequency:
    """How often a mistake was made, and in which exercises, the one where it is commonest first."""

    slug: str
    times: int
    where: tuple[str, ...]


@dataclass(frozen=True)
class ClassReport:
    """A class, or some of it, in some lessons. `most` maps each lesson to its points; what is `ungraded` was collected,
    and the gradebook has nothing of it yet.
    """

    lessons: tuple[str, ...]
    people: tuple[Person, ...]
    most: Mapping[str, float]
    standings: Mapping[Pair, Standing]
    outcomes: Mapping[Pair, Outcome]
    ungraded: frozenset[Pair] = frozenset()

    def of(self, student: str) -> list[Standing]:
        """A student's standing in each lesson."""
        return [self.standings[student, lesson] for lesson in self.lessons]

    def missing(self, lesson: str) -> list[str]:
        """Who has handed in nothing."""
        return [student for student in self._who(lesson, "missing") if (student, lesson) not in self.ungraded]

    def late(self, lesson: str) -> list[str]:
        """Who handed in late."""
        return self._who(lesson, "late")

    def waiting(self, lesson: str) -> list[str]:
        """Whose submission waits for a mark by a person."""
        return self._who(lesson, "waiting")

    def rejected(self, lesson: str) -> dict[str, str]:
        """Whose file could not be graded, and why, as long as it waits for a person."""
        return {
            one: self.outcomes[one, lesson].rejected for one in self.waiting(lesson) if self._is_rejected(one, lesson)
        }

    def graded(self) -> list[Pair]:
        """Each student and lesson of which something was handed in that could be graded."""
        return [pair for pair, one in self.standings.items() if not one.missing and not self._is_rejected(*pair)]

    def mistakes(self) -> list[Frequency]:
        """The mistakes that were made, the commonest first; an exercise left blank is none."""
        times = Counter(self._mistakes())
        slugs = Counter[str]()
        for (slug, _), count in times.items():
            slugs[slug] += count
        return [
            Frequency(slug, count, tuple(exercise for (one, exercise), _ in times.most_common() if one == slug))
            for slug, count in sorted(slugs.items(), key=lambda item: (-item[1], item[0]))
        ]

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        for outcome in self.outcomes.values():
            if not outcome.rejected:
                yield from ((slug, exercise) for exercise, slug in outcome.mistakes.items() if slug != BLANK)

    def _is_rejected(self, student: str, lesson: str) -> bool:
        return bool(self.outcomes.get((student, lesson), Outcome()).rejected)

    def _who(self, lesson: str, what: str) -> list[str]:
        return [one.id for one in self.people if getattr(self.standings[one.id, lesson], what)]


def class_report(config: Config, lessons: Sequence[str] = (), students: Sequence[str] = ()) -> ClassReport:
    """The report on these lessons and students, on all that the gradebook has where none is named.

    Raises CannotGrade where the gradebook cannot be read.
    """
    coursedir = CourseDirectory(config=config)
    try:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            everybody, found = people(gradebook), standings(gradebook, lessons)
    except SQLAlchemyError as error:
        raise CannotGrade(f"The gradebook cannot be opened: {reason(error)}") from error
    chosen = tuple(one for one in everybody if not students or one.id in students)
    known = {one.id for one in chosen}
    kept = {(one.student, one.lesson): one for one in found if one.student in known}
    most = {one.lesson: one.most for one in found}
    looked_at = {
        (student, lesson): outcome
        for lesson in most
        for student, outcome in outcomes(
            config, lesson, [who for who, what in kept if what == lesson and not kept[who, what].missing]
        ).items()
    }
    submitted = Path(coursedir.root, coursedir.submitted_directory)
    collected = {(student, lesson) for lesson in most for student in folders(submitted, lesson)}
    ungraded = frozenset(pair for pair in collected if pair in kept and kept[pair].missing)
    return ClassReport(tuple(most), chosen, most, kept, looked_at, ungraded)
