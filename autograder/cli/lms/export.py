"""`autograder export`: marks in the columns of Canvas or Moodle, or for another program."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told


class Target(StrEnum):
    """For whom marks are exported."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    CSV = "csv"
    JSON = "json"


def export_command(
    lessons: Lessons = None,
    target: Annotated[Target, typer.Option("--for", help="Whose columns.")] = Target.CSV,
    to: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="var/marks-….csv", metavar="FILE")
    ] = None,
    like: Annotated[
        Path | None,
        typer.Option(help="A gradebook exported there: lessons get the columns that they have in it.", metavar="FILE"),
    ] = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="Write the points so far where a mark by hand waits.")
    ] = False,
    zeros: Annotated[bool, typer.Option("--zeros", help="Write 0 for who has handed in nothing.")] = False,
    root: Root = Path(),
) -> None:
    """Write the marks where marks live: points after penalties, as they are today.

    A mark that waits for a person is left blank, and so is one of nobody's
    work; how many of each is said. An import may take away an earlier grade
    where a cell is blank. Names and ids that a spreadsheet would compute are
    written with ' before them.

    Canvas knows students by the ID of its own export, which [bold]autograder roster[/bold]
    keeps, and an assignment by the number in its column: give it with --like.
    For Moodle, choose in its import which of ID number, address and username
    says who is who, and map each lesson to its grade item.

    Examples:
    [bold]autograder export --for canvas 05 --like Grades-MATH101.csv[/bold]
    [bold]autograder export --for moodle --to marks.csv[/bold]
    [bold]autograder export --for json[/bold]
    """
    from autograder.grading.classroom.classroom import Classroom
    from autograder.grading.lms import grade_files
    from autograder.grading.lms.marks import class_marks
    from autograder.grading.lms.tables import read_header
    from autograder.grading.whole_file import write
    from autograder.publishing.folder import find_course

    make, ending = grade_files.FORMS[target.value]
    with failures_told():
        course = find_course(root)
        chosen = [text.stem for text in course.lessons(lessons)] if lessons else []
        steps = Classroom(course.root).steps
        header = read_header(like) if like else ()
        names = chosen or sorted(course.assignments)
        handed_in = {(student, lesson) for lesson in names for student in steps.submissions(lesson)}
        with steps.at_root():
            marks = class_marks(steps.config, chosen, handed_in, partial, zeros)
        titles = grade_files.own_titles(header, list(marks.most)) if like else {}
        path = to or course.root / "var" / f"marks-{target.value}.{ending}"
        write(make(marks, titles), path)
    given = sum(mark.points is not None for mark in marks.marks.values())
    console.say(f"{given} marks of {len(marks.people)} students in {', '.join(marks.most)}: {path}")
    for words, count in marks.blank().items():
        console.say(f"{count} left blank: {words}.")
