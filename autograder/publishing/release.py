"""The students' notebooks: nbgrader's own generate_assignment, in this process, without a gradebook."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.publishing.folder import BrokenLesson, course_config


def release(root: Path, into: Path, lessons: Sequence[str]) -> None:
    """Makes notebooks/ from solutions/ below `into`, by the configuration of the course at `root`.

    Raises BrokenLesson when nbgrader refuses a lesson.
    """
    config = course_config(root)
    config.merge(Config({"SaveCells": {"enabled": False}, "GenerateAssignment": {"no_database": True, "force": True}}))
    config.CourseDirectory.root = str(into)
    log = logging.getLogger("nbgrader.release")
    log.propagate = False
    log.setLevel(logging.ERROR)
    for lesson in lessons:
        log.handlers = [heard := _Heard()]
        coursedir = CourseDirectory(config=config, assignment_id=lesson)
        try:
            GenerateAssignment(coursedir=coursedir, config=config, log=log).start()
        except (SystemExit, Exception) as error:
            raise BrokenLesson(
                f"nbgrader cannot make notebooks/{lesson} from solutions/{lesson}.md: {heard.reason or error}"
            ) from error


class _Heard(logging.Handler):
    """Keeps nbgrader's own reason: it is logged above the error, which says only that there is one."""

    reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Of a traceback the last line, without the name of the exception's class; the first reason is the one."""
        lines = [line for line in record.getMessage().splitlines() if line.strip()]
        if not self.reason and lines and lines[0].startswith("Traceback"):
            self.reason = lines[-1].partition(": ")[2] or lines[-1]
