"""`autograder start`: a student's own copy of a lesson."""

from __future__ import annotations

from pathlib import Path

from autograder.cli import console
from autograder.cli.common import Lessons, Root, failures_told


def start_command(lessons: Lessons = None, root: Root = Path()) -> None:
    """Begin a lesson: your own copy of its notebook, work/NN-name.ipynb.

    What you have written is never replaced: where your copy is there
    already, it stays as it is. Open it in JupyterLab ([bold]make lab[/bold]).
    The page of notation comes with every lesson.

    Examples:
    [bold]autograder start 05[/bold]  one lesson
    [bold]autograder start[/bold]     all of them
    """
    from autograder.publishing.folder import find_course
    from autograder.publishing.own_copy import start

    with failures_told():
        course = find_course(root)
        for own in start(course, lessons or ()):
            place = own.path.relative_to(course.root)
            if own.is_new:
                console.say(f"{place}: ready, blank.")
            elif own.is_outdated:
                console.say(f"{place}: yours, as it was. The lesson has changed since; the new one is in notebooks/.")
            else:
                console.say(f"{place}: yours, as it was.")
