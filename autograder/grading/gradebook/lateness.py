"""Lateness: what nbgrader's late-submission plugin, as the course configures it, takes off."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.grading.errors import CannotGrade

Penalty = Callable[[str, float, float], float | None]


def late_penalty(coursedir: CourseDirectory, config: Config, log: logging.Logger) -> Penalty:
    """A function of student, score and seconds late that gives the points to take off, or None for no penalty.

    Where the course's `autograde_preprocessors` assign no penalties, there are none. The function raises CannotGrade
    when the plugin breaks. It is made when somebody is late: where nobody is, nothing of it is imported.
    """
    made: list[Penalty] = []

    def penalty(student: str, score: float, seconds_late: float) -> float | None:
        if not made:
            made.append(_plugin(coursedir, config, log))
        return made[0](student, score, seconds_late)

    return penalty


def _plugin(coursedir: CourseDirectory, config: Config, log: logging.Logger) -> Penalty:
    from nbgrader.converters import Autograde
    from nbgrader.preprocessors import AssignLatePenalties

    autograde = Autograde(coursedir=coursedir, config=config, log=log)
    steps = [import_item(step) if isinstance(step, str) else step for step in autograde.autograde_preprocessors]
    kinds = [step for step in steps if isinstance(step, type) and issubclass(step, AssignLatePenalties)]
    step = kinds[0](config=config, log=log) if kinds else None
    if step is None or not step.enabled:
        return lambda student, score, seconds_late: None
    step.init_plugin()

    def asked(student: str, score: float, seconds_late: float) -> float | None:
        try:
            points = step.plugin_inst.late_submission_penalty(student, score, seconds_late)
            return None if points is None else float(points)
        except Exception as error:
            raise CannotGrade(
                f"The late-submission plugin {type(step.plugin_inst).__name__} broke on {student}'s submission: {error}"
            ) from error

    return asked


def points_off(penalty: Penalty, student: str, earned: float, late: float) -> float | None:
    """What is taken off `earned` points for being `late` seconds late: never below 0, never more than was earned."""
    points = penalty(student, earned, late) if late > 0 else None
    if points is None:
        return None
    return 0.0 if points < 0 else min(points, earned)


def seconds_late(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How late it was, by nbgrader's rule: an extension is added to the due date; without a time nothing is late."""
    if handed_in is None or due is None:
        return 0.0
    return (handed_in - due - (extension or timedelta())).total_seconds()
