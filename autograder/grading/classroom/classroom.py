"""Classroom: a course's whole grading run, lesson by lesson: gradebook, marks, feedback."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from autograder.grading.classroom.lesson_run import LessonRun, Wanted
from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.grading.classroom.pages import Page, Written, attempts, make, stale
from autograder.grading.classroom.tally import Tally
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.job import Graded
from autograder.grading.marks import health
from autograder.grading.marks.backup import back_up
from autograder.grading.marks.class_report import ClassReport, class_report
from autograder.grading.marks.deadlines import due_dates
from autograder.grading.plugins.settings import Wall
from autograder.grading.workers.fleet import Fleet, local


class Classroom:
    """The course at `root`. `backend` names a kind of wall, "" for the one of the configuration.

    Raises CannotGrade where the gradebook is none, or locked.
    """

    def __init__(self, root: Path, backend: str = "") -> None:
        self.steps = NbgraderSteps(root)
        health.require(self.steps.config)
        with warnings.catch_warnings():  # of a name that is no setting, of which `checkup.settings` says more
            warnings.filterwarnings("ignore", "Config option", UserWarning)
            self.settings = Wall(config=self.steps.config)
        self.backend = backend or self.settings.name

    def grade(self, lessons: Sequence[str], wanted: Wanted, fleet: Fleet, tally: Tally) -> Iterator[Graded | None]:
        """Grades these lessons; each submission is recorded and counted in the tally before it is given.

        None comes whenever a moment passes without one. Raises CannotGrade or NoWall.
        """
        masters = [self.prepare(lesson) for lesson in lessons]
        with self.steps.at_root():
            runs = [
                LessonRun(self.steps.config, master, self.settings.limits, self.backend, wanted) for master in masters
            ]
            tally.begin(sum(len(run.students) for run in runs), sum(run.already for run in runs))
            if tally.total:
                back_up(self.steps.config)
            for run in runs:
                with closing(run):
                    for graded in run.grade(fleet):
                        if graded is not None:
                            tally.add(graded)
                        yield graded

    def stale_pages(self, lessons: Sequence[str], students: Collection[str] = ()) -> list[Page]:
        """The feedback pages of these lessons and students that are missing or out of date."""
        with self.steps.at_root():
            return [page for lesson in lessons for page in stale(self.steps, lesson, students)]

    def write_pages(self, pages: Sequence[Page], workers: int) -> Iterator[Written | None]:
        """Writes these pages; None comes whenever a moment passes without one."""
        with local(min(workers, len(pages))) as fleet:
            yield from fleet.run(make, pages, self.steps.root, attempts)

    def report(self, lessons: Sequence[str] = (), students: Sequence[str] = ()) -> ClassReport:
        """What the gradebook says of these lessons and students, of all without any. Raises CannotGrade."""
        with self.steps.at_root():
            return class_report(self.steps.config, lessons, students)

    def due_dates(self) -> dict[str, datetime | None]:
        """The due date of each lesson that the gradebook has. Raises CannotGrade."""
        with self.steps.at_root():
            return due_dates(self.steps.config)

    def prepare(self, lesson: str) -> Master:
        """What the gradebook holds of the lesson; it is put there first, unless what is there is what was released.

        Raises CannotGrade.
        """
        with suppress(CannotGrade), self.steps.at_root():
            master = Master.read(self.steps.config, lesson)
            if _is_released(master):
                return master
        self.steps.assign(lesson)
        with self.steps.at_root():
            return Master.read(self.steps.config, lesson)


def _is_released(master: Master) -> bool:
    """Whether what the gradebook holds of a lesson is what students were given."""
    released = {cell.id: cell.metadata.nbgrader for cell in master.released.cells if "nbgrader" in cell.metadata}
    return all(
        (released[cell.name].checksum, released[cell.name].get("points", 0)) == (cell.checksum, cell.points)
        for cell in master.cells
    )
