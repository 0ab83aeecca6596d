"""Lesson run: takes the submissions to one lesson through grading. Finds what is to be graded, sends it out, and
records what comes back, a batch at a time.

Whatever stops it, what was recorded stays recorded, and the next run goes on with the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.classroom.lesson_digests import lesson_digest
from autograder.grading.digest import of_file, of_submission
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.recorder import Recorder
from autograder.grading.gradebook.roster import roster
from autograder.grading.inbox import notebook_file
from autograder.grading.inbox.arrival import submitted_at
from autograder.grading.inbox.beside import pictures_beside
from autograder.grading.inbox.students import handed_in
from autograder.grading.job import SEED_BITS, Graded, Job, Terms, recorded_seed
from autograder.grading.workers.fleet import Fleet
from autograder.sandbox.backends import UNSAFE
from autograder.sandbox.limits import Limits

BATCH, BATCH_SECONDS = 25, 2.0  # no more than this is graded again after a kill


@dataclass(frozen=True)
class Wanted:
    """Which submissions to grade: those of `students` (of all, without any) handed in `since` then.

    What is graded already and unchanged is left out, unless `regrade` is set; with `same_inputs` that is done on the
    inputs drawn before, as recorded with each result, else on fresh ones.
    """

    students: Sequence[str] = ()
    since: datetime | None = None
    regrade: bool = False
    same_inputs: bool = False


class LessonRun:
    """The grading of one lesson. Raises CannotGrade where the course, and NoWall where the machine is not ready."""

    def __init__(self, config: Config, master: Master, limits: Limits, backend: str, wanted: Wanted) -> None:
        self.lesson = lesson = master.lesson
        self.wanted = wanted
        self.seed = secrets.randbits(SEED_BITS)  # one for all, so that nobody's inputs are kinder than another's
        self.safe = backend != UNSAFE
        self.coursedir = CourseDirectory(config=config)
        master = replace(master, released=NotebookNode())  # workers need only what is graded
        self.terms = Terms(master, limits, backend)
        self.recorder = Recorder(config)
        self.digest = lesson_digest(master, self.recorder.journal.path.parent)
        self._times: dict[str, datetime | None] = {}
        self.recorded = {} if wanted.regrade else self.recorder.fingerprints(lesson)
        chosen = [student for student in self._handed_in(config) if self._is_chosen(student)]
        self.students = [student for student in chosen if not self._is_graded(student)]
        self.already = len(chosen) - len(self.students)

    def grade(self, fleet: Fleet) -> Iterator[Graded | None]:
        """Grades all that is to be graded; each submission is recorded before it is given.

        None comes whenever a moment passes without one. Raises CannotGrade when it cannot be recorded.
        """
        batch: list[Graded] = []
        last = monotonic()
        for graded in fleet.grade(map(self._job, self.students), self.terms):
            if graded is not None:
                batch.append(self._checked(graded))
            if batch and (len(batch) >= BATCH or monotonic() - last > BATCH_SECONDS):
                yield from self._record(batch)
                batch, last = [], monotonic()
            elif graded is None:
                yield None
        yield from self._record(batch)

    def close(self) -> None:
        """Lets go of the gradebook."""
        self.recorder.close()

    def _record(self, batch: list[Graded]) -> list[Graded]:
        if batch:
            self.recorder.record([graded.sheet for graded in batch])
        return batch

    def _checked(self, graded: Graded) -> Graded:
        """What a worker graded, with its time of submission, which only this machine's disk knows, and what to note."""
        if graded.lesson_digest != self.digest:
            raise CannotGrade(
                "a worker has other exercises than this machine: install the same version of this course on both."
            )
        sheet = replace(
            graded.sheet,
            timestamp=self._time(graded.sheet.student),
            mistakes={cell: verdict["mistake"] for cell, verdict in graded.verdicts.items() if verdict["mistake"]},
            rejected=graded.failure,
        )
        return replace(graded, sheet=sheet)

    def _job(self, student: str) -> Job:
        raw, reason, pictures = self._contents(student)
        before = _bytes_of(self._folder(self.coursedir.autograded_directory, student) / self._file)
        seed = recorded_seed(before) if self.wanted.same_inputs else None
        if seed is None:
            seed = self.seed
        earlier = b"" if self.wanted.regrade else before
        return Job(student, self.lesson, self._submission(student), raw, reason, seed, earlier, pictures)

    def _contents(self, student: str) -> tuple[bytes, str, dict[str, bytes]]:
        """The file that was handed in, or why it cannot be read, and the pictures that lie beside it."""
        folder = self._submission(student)
        raw, reason = notebook_file.contents(folder, self.lesson, self.terms.master.answers)
        return raw, reason, pictures_beside(folder, raw)

    def _handed_in(self, config: Config) -> list[str]:
        submitted = Path(self.coursedir.root, self.coursedir.submitted_directory)
        return handed_in(submitted, self.lesson, roster(config, self.recorder.gradebook))

    def _is_chosen(self, student: str) -> bool:
        if self.wanted.students and student not in self.wanted.students:
            return False
        return self.wanted.since is None or self._time_of(student) >= self.wanted.since

    def _is_graded(self, student: str) -> bool:
        if student not in self.recorded:
            return False
        raw, _, pictures = self._contents(student)
        return self.recorded[student] == of_submission(of_file(raw, pictures), self.digest, self.safe)

    def _time_of(self, student: str) -> datetime:
        """When a submission was handed in: by its timestamp.txt, else by the folder's own time; in UTC."""
        timestamp = self._time(student)
        if timestamp is not None:
            return timestamp.replace(tzinfo=UTC)
        return datetime.fromtimestamp(self._submission(student).lstat().st_mtime, UTC)

    def _time(self, student: str) -> datetime | None:
        """When it was handed in, where timestamp.txt says so; read once, for what is wrong with it is said."""
        if student not in self._times:
            self._times[student] = submitted_at(self._submission(student))
        return self._times[student]

    def _submission(self, student: str) -> Path:
        return self._folder(self.coursedir.submitted_directory, student)

    def _folder(self, step: str, student: str) -> Path:
        return Path(self.coursedir.format_path(step, student, self.lesson))

    @property
    def _file(self) -> str:
        return f"{self.lesson}.ipynb"


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
