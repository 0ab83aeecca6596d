"""`autograder status`: what is released, handed in, graded, returned."""

from __future__ import annotations

from pathlib import Path

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told

MOST_NAMED = 8  # who could not be graded, in a screen of the rest


def status_command(lessons: Lessons = None, root: Root = Path()) -> None:
    """How far each lesson is: released, due, handed in, graded, waiting for a person, returned.

    Released and returned are told by nbgrader's exchange; what goes another way
    is not known here, and pages of who did not hand in through it are yours to
    give. A submission that replaces a graded one counts as graded:
    [bold]autograder grade[/bold] finds it.

    Examples:
    [bold]autograder status[/bold]          all lessons that set an exercise
    [bold]autograder status 05[/bold]
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.marks.deadlines import spoken
    from autograder.grading.marks.status import statuses
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        steps = Classroom(course.root).steps
        with steps.at_root():
            texts = [text for text in course.lessons(lessons or ()) if lessons or course.sets_exercises(text)]
            found = list(statuses(steps.config, [text.stem for text in texts]))
    table = console.PlainTable(title="Status", pad_edge=False)
    for heading in ("lesson", "released", "handed in", "graded", "waiting", "returned", "due"):
        table.add_column(heading, no_wrap=heading == "lesson", min_width=max(map(len, heading.split())))
    for one in found:
        table.add_row(
            one.lesson,
            "yes" if one.released else "no",
            f"{one.handed_in} of {one.students}" + (f", {one.arriving} to collect" if one.arriving else ""),
            f"{one.graded}" + (f", {one.ungraded} to grade" if one.ungraded else ""),
            f"{one.waiting}",
            f"{one.returned} of {one.pages}" + (f", {one.by_hand} by hand" if one.by_hand else ""),
            spoken(one.due) if one.due else "–",
        )
    console.show(table)
    for one in found:
        for student, reason in list(one.rejected.items())[:MOST_NAMED]:
            console.say(f"{one.lesson}: {student} could not be graded, and waits for a person: {reason}")
        if len(one.rejected) > MOST_NAMED:
            console.say(f"{one.lesson}: `autograder report {one.lesson}` names {len(one.rejected) - MOST_NAMED} more.")
        if one.arriving:
            console.say(f"{one.lesson}: `nbgrader collect {one.lesson} --update` collects {one.arriving} more.")
        if one.ungraded:
            console.say(f"{one.lesson}: `autograder grade {one.lesson}` grades {one.ungraded} more.")
        if left := one.pages - one.returned - one.by_hand:
            console.say(f"{one.lesson}: `nbgrader release_feedback {one.lesson}` returns {left} more.")
