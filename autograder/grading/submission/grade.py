"""One submission's grading, as a pure function: bytes, master copy and seed in, a sheet to be recorded out.

It runs in parallel and on any machine; it opens no gradebook and writes no file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from functools import partial
from time import process_time
from typing import Any

from nbformat import NotebookNode

from autograder.grading import provenance
from autograder.grading.digest import of_file
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.master import Master
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.job import Graded, Job, Terms, earlier
from autograder.grading.pages.abridge import abridge
from autograder.grading.provenance import Provenance
from autograder.grading.submission import fingerprint, intake
from autograder.grading.submission.execution import OWN_SECONDS, execute
from autograder.grading.submission.watched import watched
from autograder.judging.limits import TimeIsUp, deadline
from autograder.sandbox.backends import NoWall
from autograder.sandbox.wall import Wall, close_wall, thread_wall

BROKE = "the grader itself broke on it ({kind}): look at the file by hand."
SPARE_SECONDS = 30.0  # for what is done beside the checks, which keep their own time: reading, cleaning, writing


def grade(job: Job, terms: Terms, given_up: Set[str] = frozenset()) -> Graded:
    """Grades one submission behind a wall that this thread keeps for the next one.

    `given_up` are the checks that nobody could judge, by their cells: they are inconclusive, and not tried again.

    Raises NoWall or CannotGrade where nobody's submission could be graded so, and nothing on this one's account: what
    breaks the grader itself gets a result that says so, which is remembered with the file as any other; where a blank
    notebook breaks it as well, it is not the submission's doing, and nobody gets a 0 for it.
    """
    started = process_time()
    notebook = _within_limits(
        terms, job.seed, job.digest, lambda wall: graded_notebook(job, terms.master, wall, given_up)
    )
    origin = provenance.of(notebook)
    sheet = Sheet.of(job.student, job.lesson, notebook, job.folder)
    checked = (cell for cell in notebook.cells if cell.id in sheet.scores)
    verdicts = {cell.id: _summary(cell, sheet.scores[cell.id]) for cell in checked}
    return Graded(
        sheet,
        sum(score for score in sheet.scores.values() if score),
        sum(cell.points for cell in terms.master.cells if cell.grade or cell.task),
        bool(origin.rejected) or any(score is None for score in sheet.scores.values()),
        verdicts,
        origin.rejected,
        origin.backend,
        origin.seed or 0,
        fingerprint.of_lesson(terms.master),
        process_time() - started,
    )


def graded_notebook(job: Job, master: Master, wall: Wall, given_up: Set[str] = frozenset()) -> NotebookNode:
    """The graded notebook of a job, with what its marks depend on in its metadata."""
    notebook = submitted_notebook(job.raw, job.rejected, master, job.pictures)
    before = earlier(job.before) if wall.backend.safe else None
    return _executed(notebook, master, wall, job.seed, before, given_up)


def executed_notebook(
    notebook: NotebookNode, terms: Terms, seed: int, given_up: Set[str] = frozenset()
) -> NotebookNode:
    """The same of a notebook that was taken in already. Raises as `grade` does."""
    digest = provenance.of(notebook).submission
    make = partial(_executed, notebook, terms.master, seed=seed, given_up=given_up)
    return _within_limits(terms, seed, digest, make)


def _executed(
    notebook: NotebookNode,
    master: Master,
    wall: Wall,
    seed: int,
    before: NotebookNode | None = None,
    given_up: Set[str] = frozenset(),
) -> NotebookNode:
    execute(notebook, master, wall, seed, before, given_up)
    seal(notebook, master, wall, seed)
    return notebook


def _within_limits(terms: Terms, seed: int, digest: str, make: Callable[[Wall], NotebookNode]) -> NotebookNode:
    """The notebook that is made; where that breaks the grader, the blank one, rejected. `digest` is the file's."""
    seconds = terms.limits.seconds + OWN_SECONDS + SPARE_SECONDS
    try:
        with watched("", seconds), deadline(seconds):
            return make(thread_wall(terms.backend, terms.limits))
    except (NoWall, CannotGrade):
        raise
    except (Exception, TimeIsUp) as error:
        close_wall()
        _try_blank(terms, error)
        reason = BROKE.format(kind=type(error).__name__)
        blank = intake.rejected(reason, terms.master)
        provenance.write(blank, Provenance(reason, digest))
        return _executed(blank, terms.master, thread_wall(terms.backend, terms.limits), seed)


def submitted_notebook(
    raw: bytes, rejected: str, master: Master, pictures: Mapping[str, bytes] | None = None
) -> NotebookNode:
    """The notebook to grade of a file's bytes, a blank one where that is none; `rejected` says why it is not read."""
    try:
        if rejected:
            raise intake.Rejected(rejected)
        notebook = intake.take_in(raw, master, pictures)
    except intake.Rejected as reason:
        rejected = str(reason)
        notebook = intake.rejected(rejected, master)
    provenance.write(notebook, Provenance(rejected, of_file(raw, pictures or {})))
    return notebook


def taken_in(raw: bytes, rejected: str, master: Master, pictures: Mapping[str, bytes] | None = None) -> NotebookNode:
    """The same within limits: where reading it breaks the grader, or has no end, it is rejected."""
    try:
        with watched("", SPARE_SECONDS), deadline(SPARE_SECONDS):
            return submitted_notebook(raw, rejected, master, pictures)
    except (Exception, TimeIsUp) as error:
        return submitted_notebook(raw, BROKE.format(kind=type(error).__name__), master, pictures)


def seal(notebook: NotebookNode, master: Master, wall: Wall, seed: int) -> None:
    """Abridges a graded notebook, and completes the record of what its marks depend on."""
    abridge(notebook)
    origin = replace(provenance.of(notebook), backend=wall.backend.name, seed=seed)
    digest = fingerprint.of_submission(origin.submission, master, wall.backend.safe)
    provenance.write(notebook, replace(origin, fingerprint=digest))


def _try_blank(terms: Terms, error: BaseException) -> None:
    """Raises CannotGrade when the lesson's own blank notebook cannot be graded either."""
    blank = intake.blank(terms.master)
    try:
        execute(blank, terms.master, thread_wall(terms.backend, terms.limits), seed=0)
    except (NoWall, CannotGrade):
        raise
    except Exception as again:
        raise CannotGrade(
            f"the grader breaks even on the blank notebook of {terms.master.lesson} ({again!r}): "
            "nobody is graded before that is put right."
        ) from error


def _summary(cell: NotebookNode, points: float | None) -> dict[str, Any]:
    """The first verdict of a graded cell that is not right; where a cell ended without any, how it ended."""
    outputs = cell.get("outputs", [])
    failed = next((verdict for verdict in provenance.verdicts(outputs) if not verdict.passed), None)
    if failed is not None:
        return {"mistake": failed.mistake, "message": failed.message, "points": points}
    for output in outputs:
        if output.output_type == "error":
            sentence = f"{output.ename}: {output.evalue}".splitlines()[0]
            return {"mistake": "raises", "message": sentence, "points": points}
    return {"mistake": None, "message": "", "points": points}
