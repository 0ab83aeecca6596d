"""`autograder demo`: a made-up class, handed in and graded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.classroom.grade import PRELOADED, Feedback, Workers, fleet_of, grade_and_show
from autograder.cli.common import Backend, Root, Unsafe, failures_told


def demo_command(
    answers: Annotated[
        Path, typer.Argument(help="A folder of answers, <student>/<lesson>.py.", metavar="FOLDER")
    ] = Path("tests/data/class"),
    workers: Workers = None,
    feedback: Feedback = True,
    backend: Backend = "",
    unsafe: Unsafe = False,
    root: Root = Path(),
) -> None:
    """Hand in a made-up class and grade it: what a course looks like the day after the deadline.

    Copies the course to var/demo/, fills each answer file into the released
    notebook there, and grades all of it as [bold]autograder grade --regrade[/bold] does.
    Your own class and its gradebook are not touched; rm -r var/demo ends it.

    Example:
    [bold]autograder demo --no-feedback[/bold]  the tables only
    """
    from autograder.grading import lean
    from autograder.grading.workers import forkserver

    forkserver.start(*PRELOADED[: 1 + feedback])
    with lean.importing():
        from autograder.grading.classroom.classroom import Classroom
        from autograder.grading.classroom.hand_in import hand_in
        from autograder.grading.classroom.lesson_run import Wanted
        from autograder.grading.errors import CannotGrade
        from autograder.publishing.demo_course import demo_course
        from autograder.publishing.folder import find_course
        from autograder.sandbox.backends import UNSAFE

    with failures_told():
        course = find_course(root)
        folder = answers if answers.is_absolute() else course.root / answers
        if not any(folder.glob("*/*.py")):
            raise CannotGrade(f"{folder} holds no answers: <student>/<lesson>.py is looked for.")
        demo = demo_course(course)
        classroom = Classroom(demo.root, UNSAFE if unsafe else backend)
        handed_in = hand_in(folder, demo.notebooks, classroom.steps.submitted)
        lessons = sorted({lesson for _, lesson in handed_in})
        grade_and_show(classroom, lessons, Wanted(regrade=True), fleet_of(workers), feedback)
