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
    log.setLevel(logging.CRITICAL)
    for lesson in lessons:
        coursedir = CourseDirectory(config=config, assignment_id=lesson)
        try:
            GenerateAssignment(coursedir=coursedir, config=config, log=log).start()
        except (SystemExit, Exception) as error:
            raise BrokenLesson(
                f"nbgrader cannot make notebooks/{lesson} from solutions/{lesson}.md: {error}"
            ) from error
