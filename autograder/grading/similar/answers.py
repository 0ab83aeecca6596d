"""Answers: what a class wrote, in normal form, read in a process whose time and memory are bounded.

A source that ends that process, or takes too long in it, costs its author's place in the comparison and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.marks.class_report import ClassReport
from autograder.grading.similar.normal_form import of_code, of_words
from autograder.grading.similar.pairs import Pair, pairs
from autograder.grading.submission.watched import watched
from autograder.grading.workers.process import GradingProcess
from autograder.judging.limits import TimeIsUp, deadline

SECONDS = 5.0  # for one notebook: an honest one takes a hundredth of it
SECONDS_OF_ALL = 120.0  # a class of thousands; what is not read by then is said


@dataclass(frozen=True)
class Similar:
    """The pairs of a class that are worth a look, and whose answers could not be compared."""

    pairs: tuple[Pair, ...]
    left_out: tuple[str, ...] = ()

    def about(self, students: Collection[str]) -> Similar:
        """Those of these students, of all without any."""
        return replace(
            self, pairs=tuple(one for one in self.pairs if not students or set(students) & set(one.students))
        )


def similar(config: Config, report: ClassReport, seconds: float = SECONDS_OF_ALL) -> Similar:
    """The pairs in all lessons of a report. Raises CannotGrade where copydetect is not installed."""
    found: list[Pair] = []
    left_out: list[str] = []
    graded = report.graded()
    end = monotonic() + seconds
    course = CourseDirectory(config=config)
    with GradingProcess(fork=True) as process:
        for lesson in report.lessons:
            own: dict[str, Mapping[str, str]] = {}
            for student in (student for student, name in graded if name == lesson):
                answers = _read(process, _notebook(course, course.autograded_directory, lesson, student), end)
                if answers is None:
                    left_out.append(f"{student}, {lesson}")
                else:
                    own[student] = answers
            found += pairs(lesson, own, _expected(course, lesson))
    return Similar(tuple(found), tuple(left_out))


def _read(process: GradingProcess, path: Path, end: float) -> Mapping[str, str] | None:
    """A notebook's answers, None where they cannot be had, or there is no time left."""
    if monotonic() > end:
        return None
    try:
        answers: Mapping[str, str] | None = process.call(bounded, path)
    except BrokenProcessPool:
        return None
    return answers


def bounded(path: Path) -> Mapping[str, str] | None:
    """In that process: a notebook's answers in normal form, None where they cannot be had."""
    try:
        with watched("", SECONDS), deadline(SECONDS):
            return of_notebook(path)
    except (Exception, TimeIsUp):  # it holds a student's work
        return None


def of_notebook(path: Path) -> dict[str, str]:
    """The answers of a notebook in normal form, by exercise. Raises OSError, or ValueError for what is none."""
    cells = json.loads(path.read_bytes())["cells"]
    return {name: of_code(text) if kind == "code" else of_words(text) for name, kind, text in _answers(cells)}


def _answers(cells: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, str, str]]:
    for cell in cells:
        match cell:
            case {
                "metadata": {"nbgrader": {"grade_id": str(name), "solution": True}},
                "source": str() | list() as text,
            }:
                yield name, str(cell.get("cell_type")), "".join(text)


def _expected(course: CourseDirectory, lesson: str) -> dict[str, list[str]]:
    """What a lesson releases, and its own solution, by exercise."""
    expected: dict[str, list[str]] = {}
    for step in (course.release_directory, course.source_directory):
        try:
            answers = of_notebook(_notebook(course, step, lesson, "."))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        for exercise, text in answers.items():
            expected.setdefault(exercise, []).append(text)
    return expected


def _notebook(course: CourseDirectory, step: str, lesson: str, student: str) -> Path:
    return Path(course.root, course.format_path(step, student, lesson), f"{lesson}.ipynb")
