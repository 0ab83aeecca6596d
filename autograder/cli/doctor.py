"""`autograder doctor`: which walls this machine can build, and whether a course is ready for a class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli import console
from autograder.cli.common import Root, fail

if TYPE_CHECKING:
    from autograder.grading.checkup.finding import Finding
    from autograder.publishing.folder import Course

TO_MEND, NO_WALL = 1, 2  # the second as `autograder judge` ends where it cannot judge


def doctor_command(root: Root = Path()) -> None:
    """Say which walls this machine can build, try the best one, and look at the course.

    For a wall that cannot be built it says what is missing. In the best one a
    program tries to get out, and the limits of a submission are listed. In the
    folder of a course it also tries to see solutions/ and var/, and looks at
    settings, gradebook, exchange, free room, notebooks and packages.

    Exit 1: something must be mended; the table says how. Exit 2: no wall.

    Example:
    [bold]autograder doctor[/bold]  before the first class, and when something is odd
    """
    from autograder.publishing.folder import BrokenLesson, find_course

    try:
        course = find_course(root)
    except BrokenLesson as error:
        if root != Path():  # a course was asked for
            raise fail(error, TO_MEND) from None
        course = None
    trouble = _walls(course)
    table = console.PlainTable("looked at", "how it is", "what to do", title="Checkup", title_justify="left")
    wrong = 0
    for finding in _findings(course):
        wrong += finding.must_be_mended
        table.add_row(
            finding.what, finding.state, f"may stay: {finding.mend}" if finding.optional else finding.mend or "ok"
        )
    console.show(table)
    if trouble:
        raise fail(trouble, NO_WALL)
    if wrong:
        raise fail(f"{wrong} of these must be mended." if wrong > 1 else "one of these must be mended.", TO_MEND)


def _walls(course: Course | None) -> str:
    """Says which walls there are, and what one is worth; returns why there is none, "" where there is."""
    from autograder.sandbox.backends import SECCOMP_HINT, NoWall, has_seccomp, offers
    from autograder.sandbox.doctor import examine

    for offer in offers():
        console.say(f"{offer.backend.name:<20} {'works' if offer.works else offer.reason}")
    if not has_seccomp():
        console.warn(f"system calls cannot be filtered: {SECCOMP_HINT}")
    try:
        for finding in examine("", course.root, (course.solutions, course.root / "var")) if course else examine():
            console.say(finding)
    except NoWall as error:
        return str(error)
    return ""


def _findings(course: Course | None) -> Iterator[Finding]:
    from autograder.grading.checkup import installed

    yield from installed.look(course is not None)
    if course is not None:
        yield from _of_course(course)


def _of_course(course: Course) -> Iterator[Finding]:
    """What is to be said of a course, as far as it gets: what cannot be looked at is a finding too."""
    from autograder.grading.checkup.finding import Finding
    from autograder.publishing.folder import BrokenLesson, course_config

    try:
        from autograder.grading.checkup import folders, gradebook, notebooks, settings
    except ImportError:  # what is missing has been said
        return
    try:
        config = course_config(course.root)
    except BrokenLesson as error:
        yield Finding(settings.WHAT, "does not run", str(error))
        return
    yield from settings.look(config)
    looks: dict[str, Callable[[], Iterator[Finding]]] = {
        gradebook.WHAT: lambda: gradebook.look(config),
        "folders": lambda: folders.look(config),
        notebooks.WHAT: lambda: notebooks.look(config, course),
    }
    for what, look in looks.items():
        try:
            yield from look()
        except BrokenLesson as error:
            yield Finding(what, "cannot be looked at", str(error))
        except Exception as error:  # of a course that is not in order, anything may be out of it
            yield Finding(what, "cannot be looked at", f"{type(error).__name__}: {error}")
