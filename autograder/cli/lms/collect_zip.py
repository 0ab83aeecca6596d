"""`autograder collect-zip`: submissions out of a download from Canvas or Moodle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Root, failures_told

MOST_SAID = 20  # lines of files that were left out


def collect_zip_command(
    file: Annotated[Path, typer.Argument(help="The zip, as it was downloaded.", metavar="FILE")],
    lesson: Annotated[str, typer.Argument(help="A lesson by name or number, such as 05.", metavar="LESSON")],
    update: Annotated[bool, typer.Option("--update", help="Replace what a student handed in before.")] = False,
    root: Root = Path(),
) -> None:
    """Collect a lesson from Canvas' or Moodle's "download all submissions".

    Each student's files go to var/submitted/<student>/<lesson>/, where
    [bold]autograder grade[/bold] finds the notebook whatever it is called; of one that was
    uploaded again the latest is taken. Students are known by the gradebook's
    list: [bold]autograder roster[/bold] fills it. In Canvas the ID counts, in Moodle the
    full name.

    Neither download says when something was handed in, so nothing is taken off
    for it; whom Canvas calls late is said. Exit 1 where a file is nobody's, or a
    student has handed in something else already.

    Examples:
    [bold]autograder collect-zip submissions.zip 05[/bold]
    [bold]autograder collect-zip MATH101-Exercise-5-4711.zip 05 --update[/bold]
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.lms.collection import collect
    from autograder.grading.lms.enrolment import enrolled
    from autograder.grading.marks.backup import back_up
    from autograder.grading.marks.deadlines import forget_times
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        name = course.lesson(lesson).stem
        steps = Classroom(course.root).steps
        with steps.at_root():
            people = enrolled(steps.config)
        collected = collect(file, name, people, steps.submitted, update)
        if collected.replaced:
            with steps.at_root():
                back_up(steps.config)
                forget_times(steps.config, name, collected.replaced)
    done = f"{len(collected.new)} new, {len(collected.replaced)} replaced, {len(collected.same)} as they were"
    console.say(f"{name}: {done}.")
    if taken := collected.new + collected.replaced:
        console.say(f"When they were handed in is not known, so nothing is taken off: {_named(taken)}.")
    if collected.late:
        console.say(f"Late, says Canvas: {_named(collected.late)}.")
    if collected.older:
        console.say(f"Earlier uploads, not taken: {_named(collected.older)}.")
    for words in collected.left_out[:MOST_SAID]:
        console.warn(words, "left out:")
    if len(collected.left_out) > MOST_SAID:
        console.warn(f"and {len(collected.left_out) - MOST_SAID} more", "left out:")
    if collected.kept:
        console.warn(f"{_named(collected.kept)} handed in something else before: --update takes these.", "kept:")
    if collected.left_out or collected.kept:
        raise typer.Exit(1)


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_SAID]) + (", …" if len(names) > MOST_SAID else "")
