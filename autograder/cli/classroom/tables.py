"""The tables an instructor sees: while a class is graded, how far it is; at the end, student × lesson and mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from autograder.cli.console import PlainTable
from autograder.exercises.mistakes import MISTAKES
from autograder.grading.classroom.tally import Tally
from autograder.grading.marks.class_report import ClassReport
from autograder.grading.marks.outcomes import Outcome
from autograder.grading.marks.standing import Standing
from autograder.grading.marks.words import lateness, mistake_name
from autograder.grading.similar.pairs import Pair

MOST_MISTAKES, MOST_PAIRS, MOST_STUDENTS = 12, 12, 60  # a screen of each
HARDEST = MOST_NAMED = 4  # what a line of the table has room for
LONGEST_REASON = 100  # characters: a line or two of the column


def progress(tally: Tally) -> PlainTable:
    """How far it is: done, all right, what fails most, the rate, the time left."""
    left = tally.seconds_left
    hardest = ", ".join(f"{name} {share:.0%}" for name, share in tally.hardest(HARDEST))
    table = PlainTable.grid()
    table.add_row("grading", f"{tally.done} of {tally.total}", f"all right: {tally.all_right}")
    table.add_row("", f"{tally.rate:.1f} a second", "" if left is None else f"{timedelta(seconds=round(left))} left")
    if hardest:
        table.add_row("", "fails most:", hardest)
    return table


def pages(done: int, total: int) -> PlainTable:
    """How many feedback pages are written."""
    table = PlainTable.grid()
    table.add_row("feedback pages", f"{done} of {total}")
    return table


def points(report: ClassReport) -> PlainTable:
    """Points of each student in each lesson, as the gradebook has them."""
    caption = ", ".join(report.lessons)
    if any(standing.waiting for standing in report.standings.values()):
        caption += "\n* waits for a mark by hand"
    if any(standing.late for standing in report.standings.values()):
        caption += "\nlate: after the due date; what that costs is taken off"
    if report.ungraded:
        caption += "\n?: handed in, not graded yet"
    if len(report.people) > MOST_STUDENTS:
        caption += f"\nThe first {MOST_STUDENTS} of {len(report.people)} students; all are in the file of marks."
    table = PlainTable(title="Points", caption=caption)
    table.add_column("student", no_wrap=True)
    for lesson in report.lessons:
        table.add_column(f"{lesson.partition('-')[0]}\n/{report.most[lesson]:g}", justify="right", no_wrap=True)
    table.add_column("what to look at", ratio=1)
    for person in report.people[:MOST_STUDENTS]:
        own = [(standing, report.outcomes.get((person.id, standing.lesson))) for standing in report.of(person.id)]
        waits = [(person.id, standing.lesson) in report.ungraded for standing, _ in own]
        cells = ("?" if ungraded else _cell(*one) for one, ungraded in zip(own, waits, strict=True))
        table.add_row(person.id, *cells, "not graded yet" if _is_new(own, waits) else _remark(own))
    return table


def summary(report: ClassReport, lesson: str) -> str:
    """A lesson in a line: how many handed in, how many points, and what is to be done."""
    there = len(report.people) - len(report.missing(lesson))
    said = [f"{there} of {len(report.people)} handed in"]
    graded = [one.points for one in (report.standings[one.id, lesson] for one in report.people) if not one.missing]
    if len(graded) > 1:
        whom = "them" if len(graded) == there else "those graded"
        said.append(f"half of {whom} have {median(graded):g} of {report.most[lesson]:g} points or more")
    for count, words in (
        (there - len(graded), "not graded yet"),
        (len(report.late(lesson)), "late"),
        (len(report.rejected(lesson)), "could not be graded"),
        (len(report.waiting(lesson)), "waiting for a mark by hand"),
    ):
        if count:
            said.append(f"{count} {words}")
    return ", ".join(said) + "."


def _is_new(own: Sequence[tuple[Standing, Outcome | None]], waits: Sequence[bool]) -> bool:
    """Whether all that somebody handed in is still to be graded."""
    return any(waits) and all(standing.missing for standing, _ in own)


def _cell(standing: Standing, outcome: Outcome | None) -> str:
    if standing.missing:
        return "–"
    points = "rejected" if standing.waiting and outcome and outcome.rejected else f"{standing.points:g}"
    return f"{points}{'*' if standing.waiting else ''}{' late' if standing.late else ''}"


def _remark(own: Sequence[tuple[Standing, Outcome | None]]) -> str:
    """In the words that a student reads: why there is no mark, what was taken off, what is wrong."""
    looked_at = [outcome for _, outcome in own if outcome]
    if reasons := [outcome.rejected for standing, outcome in own if outcome and outcome.rejected and standing.waiting]:
        return reasons[0][:LONGEST_REASON]
    if all(standing.missing for standing, _ in own):
        return "nothing handed in"
    graded = [outcome for outcome in looked_at if not outcome.rejected]
    by_hand = ["marked by hand"] if len(graded) < len(looked_at) else []
    off = [f"{standing.penalty:g} off for {lateness(standing.late)}" for standing, _ in own if standing.penalty]
    named = [mistake_name(slug) for slug in dict.fromkeys(slug for one in graded for slug in one.named)]
    blanks = sum(outcome.blanks for outcome in graded)
    said = [*off, *by_hand, *named[:MOST_NAMED], *([f"{blanks} blank"] if blanks else [])]
    if said or not looked_at:
        return ", ".join(said) or "not graded yet"
    lost = any(one.earned < one.most and not one.waiting for one, _ in own if not one.missing)
    return "checks all right" if lost else "all right"


def similar(pairs: Sequence[Pair]) -> PlainTable:
    """The pairs of answers that are worth a look."""
    table = PlainTable(title="Similar answers", caption="Worth a look side by side; no mark is touched by it.")
    for heading in ("lesson", "students", "in common"):
        table.add_column(heading, justify="right" if heading == "in common" else "left")
    table.add_column("mostly in", ratio=1)
    for pair in pairs[:MOST_PAIRS]:
        table.add_row(
            pair.lesson.partition("-")[0],
            " and ".join(pair.students),
            f"{pair.share:.0%}",
            ", ".join(pair.exercises[:MOST_NAMED]),
        )
    return table


def mistakes(report: ClassReport) -> PlainTable:
    """The twelve commonest mistakes: how often each was made, where, and its sentence for the instructor."""
    table = PlainTable(title="The commonest mistakes")
    for heading in ("mistake", "times", "mostly in"):
        table.add_column(heading, justify="right" if heading == "times" else "left", no_wrap=True)
    table.add_column("what it is", ratio=1)
    for one in report.mistakes()[:MOST_MISTAKES]:
        sentence = MISTAKES[one.slug].instructor if one.slug in MISTAKES else ""
        table.add_row(mistake_name(one.slug), str(one.times), one.where[0], sentence)
    return table
