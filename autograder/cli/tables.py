"""The tables an instructor sees: while a class is graded, how far it is; at the end, student × lesson and mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from autograder.cli.console import PlainTable
from autograder.grading.classroom.tally import Row, Tally
from autograder.judging.diagnosis.mistakes import MISTAKES

MOST_MISTAKES, MOST_STUDENTS = 12, 60  # a screen of each
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


def points(tally: Tally) -> PlainTable:
    """Points of each student in each lesson: a star where a person must still mark, a dash where nothing came in."""
    lessons = sorted(tally.most)
    students = sorted({student for student, _ in tally.rows})
    caption = ", ".join(lessons) + "\n* an open question is still to be marked by hand"
    if len(students) > MOST_STUDENTS:
        caption += f"\nThe first {MOST_STUDENTS} of {len(students)} students; all of them are in the file of marks."
    table = PlainTable(title="Points", caption=caption)
    table.add_column("student", no_wrap=True)
    for lesson in lessons:
        table.add_column(f"{lesson.partition('-')[0]}\n/{tally.most[lesson]:g}", justify="right", no_wrap=True)
    table.add_column("what to look at", ratio=1)
    for student in students[:MOST_STUDENTS]:
        own = [tally.rows.get((student, lesson)) for lesson in lessons]
        table.add_row(student, *map(_cell, own), _remark([row for row in own if row]))
    return table


def _cell(row: Row | None) -> str:
    if row is None:
        return "–"
    return "rejected" if row.failure else f"{row.points:g}{'*' if row.needs_manual else ''}"


def _remark(rows: Sequence[Row]) -> str:
    failures = [row.failure for row in rows if row.failure]
    if failures:
        return failures[0][:LONGEST_REASON]
    named = [slug.replace("_", " ") for slug in dict.fromkeys(slug for row in rows for slug in row.mistakes)]
    blanks = sum(row.blanks for row in rows)
    return ", ".join([*named[:MOST_NAMED], *([f"{blanks} blank"] if blanks else [])]) or "all right"


def mistakes(tally: Tally) -> PlainTable:
    """The twelve commonest mistakes: how often each was made, where, and its sentence for the instructor."""
    table = PlainTable(title="The commonest mistakes")
    for heading in ("mistake", "times", "mostly in"):
        table.add_column(heading, justify="right" if heading == "times" else "left", no_wrap=True)
    table.add_column("what it is", ratio=1)
    for slug, times in tally.mistakes.most_common(MOST_MISTAKES):
        exercise = tally.where[slug].most_common(1)[0][0]
        sentence = MISTAKES[slug].instructor if slug in MISTAKES else ""
        table.add_row(slug.replace("_", " "), str(times), exercise, sentence)
    return table
