"""Classroom: a course's whole grading run, lesson by lesson: gradebook, marks, feedback."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

from autograder.grading.classroom.lesson_run import Marking, Wanted
from autograder.grading.classroom.nbgrader_steps import Cycle
from autograder.grading.classroom.tally import Tally
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.plugins.settings import wall_settings
from autograder.grading.submission.grade import Outcome
from autograder.grading.workers import forkserver
from autograder.grading.workers.fleet import Fleet


class Classroom:
    """The course at `root`. `backend` names a kind of wall, "" for the one of the configuration."""

    def __init__(self, root: Path, backend: str = "") -> None:
        self.cycle = Cycle(root)
        self.settings = wall_settings(self.cycle.config)
        self.backend = backend or self.settings.name

    def grade(self, lessons: Sequence[str], wanted: Wanted, fleet: Fleet, tally: Tally) -> Iterator[Outcome | None]:
        """Grades these lessons; each outcome is recorded and counted in the tally before it is given.

        None comes whenever a moment passes without one. Raises CannotGrade or NoWall.
        """
        for lesson in lessons:
            self._prepare(lesson)
        with self.cycle.at_root():
            markings = [
                Marking(self.cycle.config, lesson, self.settings.limits, self.backend, wanted) for lesson in lessons
            ]
            tally.begin(sum(len(marking.students) for marking in markings), sum(each.already for each in markings))
            for marking in markings:
                with closing(marking):
                    for outcome in marking.run(fleet):
                        if outcome is not None:
                            tally.add(outcome)
                        yield outcome

    def feedback(self, graded: Collection[tuple[str, str]], workers: int, each: Callable[[int], None]) -> list[Path]:
        """Writes the feedback pages of these (student, lesson) pairs and gives their paths."""
        context = forkserver.context()
        pages = []
        with ProcessPoolExecutor(workers, context, initializer=_prepare_feedback, initargs=(self.cycle.root,)) as pool:
            for page in pool.map(_feedback, graded, chunksize=4):
                pages.append(page)
                each(len(pages))
        return pages

    def _prepare(self, lesson: str) -> None:
        """Puts the lesson into the gradebook, unless what is there is what was released."""
        try:
            with self.cycle.at_root():
                is_current = _is_released(Master.read(self.cycle.config, lesson))
        except CannotGrade:
            is_current = False
        if not is_current:
            self.cycle.assign(lesson)


def _is_released(master: Master) -> bool:
    """Whether what the gradebook holds of a lesson is what students were given."""
    released = {cell.id: cell.metadata.nbgrader for cell in master.released.cells if "nbgrader" in cell.metadata}
    return all(
        (released[cell.name].checksum, released[cell.name].get("points", 0)) == (cell.checksum, cell.points)
        for cell in master.cells
    )


_cycle: list[Cycle] = []


def _prepare_feedback(root: Path) -> None:
    _cycle.append(Cycle(root))


def _feedback(graded: tuple[str, str]) -> Path:
    student, lesson = graded
    _cycle[0].feedback(student, lesson)
    return _cycle[0].feedback_page(student, lesson)
