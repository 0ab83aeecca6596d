"""Page: a class report as one HTML file that needs no network. Whatever a student or lesson is called is text in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from autograder.exercises.mistakes import MISTAKES
from autograder.grading.marks.class_report import ClassReport
from autograder.grading.marks.outcomes import BLANK
from autograder.grading.marks.words import lateness, mistake_name
from autograder.grading.plain_text import line
from autograder.grading.report import plots
from autograder.grading.report.items import Item
from autograder.grading.similar.answers import Similar

MOST_DRAWN = 12  # bars that are readable at a glance; the tables have all
HARD, WEAK = 0.3, 0.1  # a mean share, and a correlation, below which an item is worth a look


@dataclass(frozen=True)
class Mistake:
    """A mistake by name: how often it was made, by how many students, where most, and the sentences about it."""

    name: str
    times: int
    students: int
    where: str
    advice: str
    meaning: str


@dataclass(frozen=True)
class Lesson:
    """A lesson in a line."""

    name: str
    most: float
    handed_in: int
    late: list[str]
    missing: list[str]
    waiting: list[str]
    rejected: dict[str, str]
    ungraded: list[str]
    middle: float | None


def page(
    report: ClassReport,
    items: Sequence[Item],
    when: datetime | None = None,
    similar: Similar | None = None,
    not_compared: str = "",
) -> str:
    """The page; `when` it was read from the gradebook is said, in UTC, where it is given, and `similar` answers, or why
    they are `not_compared`.
    """
    mistakes = _mistakes(report)
    marked, unmarked = _by_difficulty(items)
    drawn = {f"{one.name} ({_number(one.lesson)})": one.share or 0.0 for one in marked[:MOST_DRAWN]}
    return _template().render(
        report=report,
        lessons=[_lesson(report, name) for name in report.lessons],
        mistakes=mistakes,
        items=[*marked, *unmarked],
        hint=_hint,
        similar=similar,
        not_compared=not_compared,
        shares=plots.shares({name: _shares(report, name) for name in report.lessons}),
        commonest=plots.bars(
            "mistakes", "The commonest mistakes", {one.name: one.times for one in mistakes[:MOST_DRAWN]}
        ),
        hardest=plots.bars("items", "Mean share of the points, the hardest items", drawn, percent=True),
        when="" if when is None else f"{when:%Y-%m-%d %H:%M} UTC",
    )


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if hasattr(value, "__html__") or not isinstance(value, str) else line(value),
    )
    environment.filters.update(lateness=lateness, number=_number, points=lambda value: f"{value:.4g}")
    return environment.get_template("page.html.j2")


def _lesson(report: ClassReport, name: str) -> Lesson:
    missing = report.missing(name)
    own = [report.standings[one.id, name] for one in report.people]
    graded = [one.points for one in own if not one.missing]
    return Lesson(
        name,
        report.most[name],
        len(own) - len(missing),
        report.late(name),
        missing,
        report.waiting(name),
        report.rejected(name),
        [one.student for one in own if (one.student, name) in report.ungraded],
        median(graded) if graded else None,
    )


def _shares(report: ClassReport, lesson: str) -> list[float]:
    """The share of a lesson's points that each student has who handed in."""
    most = report.most[lesson]
    own = (report.standings[one.id, lesson] for one in report.people)
    return [one.points / most for one in own if not one.missing and most]


def _mistakes(report: ClassReport) -> list[Mistake]:
    students = Counter(slug for slugs in _slugs(report).values() for slug in slugs)
    found = []
    for one in report.mistakes():
        known = MISTAKES.get(one.slug)
        advice, meaning = (known.student, known.instructor) if known else ("", "")
        found.append(Mistake(mistake_name(one.slug), one.times, students[one.slug], one.where[0], advice, meaning))
    return found


def _slugs(report: ClassReport) -> dict[str, set[str]]:
    """The mistakes that each student made, in whatever lesson."""
    made: dict[str, set[str]] = {}
    for (student, _), outcome in report.outcomes.items():
        if not outcome.rejected:
            made.setdefault(student, set()).update(slug for slug in outcome.mistakes.values() if slug != BLANK)
    return made


def _by_difficulty(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The items, the hardest first, and those of which more wait for a mark than have one: nobody knows of them yet."""
    ordered = sorted(items, key=lambda one: (1.0 if one.share is None else one.share, one.lesson, one.name))
    return [one for one in ordered if _is_known(one)], [one for one in ordered if not _is_known(one)]


def _is_known(item: Item) -> bool:
    return item.share is not None and item.waiting <= item.students


def _hint(item: Item) -> str:
    """What an item's figures are worth a look for; "" where they are as they should be."""
    said = []
    if item.share is not None and item.share < HARD and _is_known(item):
        said.append("hard")
    if item.discrimination is not None and item.discrimination < 0:
        said.append("who has more points elsewhere tends to have fewer here")
    elif item.discrimination is not None and item.discrimination < WEAK:
        said.append("says little about the rest")
    return ", ".join(said)


def _number(lesson: str) -> str:
    return lesson.partition("-")[0]
