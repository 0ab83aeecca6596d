"""`autograder roster`: who is in the class, from a file of Canvas', Moodle's or nbgrader's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Root, failures_told

MOST_NAMED = 12  # ids that a line has room for


def roster_command(
    file: Annotated[Path, typer.Argument(help="A CSV file of students.", metavar="FILE")],
    root: Root = Path(),
) -> None:
    """Put the students of a file into the gradebook, or bring them up to date there.

    The file is Canvas' gradebook export, Moodle's list of participants, or
    nbgrader's CSV (id, first_name, last_name, email, lms_user_id). Nobody is
    taken away, a blank cell changes nothing, and a file that cannot be read to
    its end changes nothing at all.

    A student's id is the SIS Login ID in Canvas; the username in Moodle, or else
    ID number or address. Who is in the gradebook under another id, with the same
    id elsewhere or address, keeps it.

    Examples:
    [bold]autograder roster Grades-MATH101.csv[/bold]               from Canvas
    [bold]autograder roster courseid_12_participants.csv[/bold]     from Moodle
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.lms.enrolment import enrol
    from autograder.grading.lms.roster_files import read_roster
    from autograder.grading.marks.backup import back_up
    from autograder.publishing.folder import find_course

    with failures_told():
        course = find_course(root)
        roster = read_roster(file)
        steps = Classroom(course.root).steps
        with steps.at_root():
            back_up(steps.config)
            enrolled = enrol(steps.config, roster.people)
    for words in roster.left_out:
        console.say(f"Left out: {words}.")
    named = f": {', '.join(enrolled.new[:MOST_NAMED])}" if enrolled.new else ""
    more = ", …" if len(enrolled.new) > MOST_NAMED else ""
    console.say(f"{roster.kind}: {len(roster.people)} students, {len(enrolled.new)} new{named}{more}.")
    console.say(f"{len(enrolled.changed)} changed, {len(enrolled.same)} as they were.")
