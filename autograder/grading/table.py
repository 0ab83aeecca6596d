"""The table an instructor wants at the end: student × lesson, and the commonest mistakes by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from autograder.grading.cycle import Graded
from autograder.mistakes import MISTAKES

CHECK = "-check"
MOST_SHOWN = 12


def points(results: Sequence[Graded]) -> Table:
    """Points of each student in each lesson: a star where a person must still mark, a dash where nothing came in."""
    lessons = {result.lesson: result.most for result in sorted(results, key=lambda result: result.lesson)}
    table = Table(title="Points", caption=", ".join(lessons) + "\n* an open question is still to be marked by hand")
    table.add_column("student", no_wrap=True)
    for lesson, most in lessons.items():
        table.add_column(f"{lesson.partition('-')[0]}\n/{most:g}", justify="right", no_wrap=True)
    table.add_column("what to look at", ratio=1)
    for student in sorted({result.student for result in results}):
        own = {result.lesson: result for result in results if result.student == student}
        table.add_row(student, *(_cell(own.get(lesson)) for lesson in lessons), _remark(list(own.values())))
    return table


def _cell(result: Graded | None) -> str:
    if result is None:
        return "–"
    return "failed" if result.failure else f"{result.points:g}{'*' if result.needs_manual else ''}"


def _remark(results: Sequence[Graded]) -> str:
    failures = [result.failure for result in results if result.failure]
    if failures:
        return failures[0][:100]
    slugs = [slug for result in results for slug, _ in result.verdicts.values() if slug]
    named = [slug.replace("_", " ") for slug in dict.fromkeys(slugs) if slug != "not_written"]
    blanks = slugs.count("not_written")
    return ", ".join([*named[:4], *([f"{blanks} blank"] if blanks else [])]) or "all right"


def mistakes(results: Sequence[Graded]) -> Table:
    """The twelve commonest mistakes: how often each was made, where, and its sentence for the instructor."""
    count: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for result in results:
        for cell, (slug, _) in result.verdicts.items():
            if slug and slug != "not_written":
                count[slug] += 1
                where.setdefault(slug, Counter())[cell.removesuffix(CHECK)] += 1
    table = Table(title="The commonest mistakes")
    for heading in ("mistake", "times", "mostly in"):
        table.add_column(heading, justify="right" if heading == "times" else "left", no_wrap=True)
    table.add_column("what it is", ratio=1)
    for slug, times in count.most_common(MOST_SHOWN):
        exercise = where[slug].most_common(1)[0][0]
        sentence = MISTAKES[slug].instructor if slug in MISTAKES else ""
        table.add_row(slug.replace("_", " "), str(times), exercise, sentence)
    return table
