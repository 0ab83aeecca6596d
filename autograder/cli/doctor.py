"""`autograder doctor`: which walls this machine can build."""

from __future__ import annotations

from pathlib import Path

from autograder.cli import console
from autograder.cli.common import fail

NO_WALL = 2  # as `autograder judge` ends where it cannot judge


def doctor_command() -> None:
    """Say which walls this machine can build around students' code, and try the best one. Exit 2: none.

    For a wall that cannot be built it says what is missing. In the best one a
    program tries to get out, and the limits of a submission are listed. In the
    folder of a course it also tries to see solutions/ and var/.

    Example:
    [bold]autograder doctor[/bold]
    """
    from autograder.publishing.folder import BrokenLesson, find_course
    from autograder.sandbox.backends import SECCOMP_HINT, NoWall, has_seccomp, offers
    from autograder.sandbox.doctor import examine

    for offer in offers():
        console.say(f"{offer.backend.name:<20} {'works' if offer.works else offer.reason}")
    if not has_seccomp():
        console.warn(f"system calls cannot be filtered: {SECCOMP_HINT}")
    try:
        course = find_course(Path())
        findings = examine("", course.root, (course.solutions, course.root / "var"))
    except BrokenLesson:
        findings = examine()
    try:
        for finding in findings:
            console.say(finding)
    except NoWall as error:
        raise fail(error, NO_WALL) from None
