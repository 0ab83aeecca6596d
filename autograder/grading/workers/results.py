"""Results: what a worker of another machine sends back, as bytes of JSON, and how much of that is believed.

A worker is trusted with a mark, for it gives it, and with nothing else: its result is of the submission that was sent,
of bounded size, and made of text and numbers. Points are added up here, from the scores of cells that there are.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from autograder.grading import provenance
from autograder.grading.errors import CannotGrade
from autograder.grading.gradebook.sheet import Sheet
from autograder.grading.job import Graded, Job, Terms
from autograder.grading.submission import fingerprint
from autograder.sandbox.backends import BACKENDS, UNSAFE

LARGEST = 64_000_000  # bytes: some times what a notebook of all outputs that are kept comes to
MOST_CELLS = 10_000  # of a notebook; a lesson has a hundred
LONGEST_SENTENCE = 1000
FIELDS = {
    *("student", "lesson", "notebook", "scores", "comments", "fingerprint", "verdicts"),
    *("failure", "backend", "seed", "lesson_digest", "cpu_seconds"),
}


class Untrue(ValueError):
    """A result that is not what was asked for. Its text says in what."""


class WorkerLost(Exception):
    """A worker, or its process, ended while it graded."""


def packed(graded: Graded) -> bytes:
    """A result on its way."""
    sheet = graded.sheet
    values = {
        "student": sheet.student,
        "lesson": sheet.lesson,
        "notebook": sheet.notebook.decode(),
        "scores": sheet.scores,
        "comments": sheet.comments,
        "fingerprint": sheet.fingerprint,
        "verdicts": graded.verdicts,
        "failure": graded.failure,
        "backend": graded.backend,
        "seed": graded.seed,
        "lesson_digest": graded.lesson_digest,
        "cpu_seconds": graded.cpu_seconds,
    }
    return json.dumps({"graded": values}).encode()


def refused(error: Exception) -> bytes:
    """Why nobody can be graded there, on its way."""
    return json.dumps({"cannot": str(error)}).encode()


LOST = json.dumps({"lost": True}).encode()


def unpacked(data: bytes, job: Job, terms: Terms) -> Graded:
    """The result of this job. Raises WorkerLost, and CannotGrade with a worker's sentence or for what is no result."""
    try:
        if len(data) > LARGEST:
            raise Untrue(f"it has {len(data)} bytes")
        match _json(data):
            case {"lost": True}:
                raise WorkerLost
            case {"cannot": str(sentence)}:
                raise CannotGrade(sentence[:LONGEST_SENTENCE])
            case {"graded": {"backend": str(backend)} as values} if set(values) == FIELDS:
                return _graded(values, backend, job, terms)
        raise Untrue("it is neither a result nor a reason")
    except Untrue as error:
        raise CannotGrade(
            f"a worker sent something else than the result for {job.student} ({error}): nobody's marks are taken from "
            "it. Look who has joined the cluster, then grade again; it goes on."
        ) from None


def _json(data: bytes | str) -> Any:
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Untrue("it is not JSON") from error


def _no_number(name: str) -> NoReturn:
    raise Untrue(f"it holds {name}")


def _graded(values: Mapping[str, Any], backend: str, job: Job, terms: Terms) -> Graded:
    cells = terms.master.cells
    points = {cell.name: cell.points for cell in cells if cell.grade}
    file = job.digest
    digest = fingerprint.of_submission(file, terms.master, backend != UNSAFE)
    wanted = {
        "student": job.student,
        "lesson": job.lesson,
        "seed": job.seed,
        "fingerprint": digest,
        "lesson_digest": fingerprint.of_lesson(terms.master),
    }
    for name, value in wanted.items():
        if type(values[name]) is not type(value) or values[name] != value:
            raise Untrue(f"its {name.replace('_', ' ')} is another one")
    _require(backend in ([terms.backend] if terms.backend else [one.name for one in BACKENDS if one.safe]), "wall")
    _require(isinstance(values["failure"], str), "reason")
    _require(_is_number(values["cpu_seconds"]) and values["cpu_seconds"] >= 0, "time")
    scores = _scores(values["scores"], points)
    comments = values["comments"]
    answers = {cell.name for cell in cells if cell.solution or cell.task}
    _require(isinstance(comments, dict) and set(comments) <= answers, "comments")
    _require(all(comment is None or isinstance(comment, str) for comment in comments.values()), "comments")
    origin = provenance.of(_notebook(values["notebook"]))
    _require((origin.submission, origin.fingerprint, origin.seed) == (file, digest, job.seed), "notebook")
    _require((origin.backend, origin.rejected) == (backend, values["failure"]), "notebook")
    sheet = Sheet(
        *(job.student, job.lesson, job.folder, values["notebook"].encode("utf-8", "replace")),
        *(scores, comments, None, digest),
    )
    return Graded(
        sheet,
        sum(score for score in scores.values() if score),
        sum(cell.points for cell in cells if cell.grade or cell.task),
        any(score is None for score in scores.values()),
        _verdicts(values["verdicts"], scores),
        values["failure"],
        backend,
        job.seed,
        values["lesson_digest"],
        float(values["cpu_seconds"]),
    )


def _scores(scores: Any, points: Mapping[str, float]) -> dict[str, float | None]:
    _require(isinstance(scores, dict) and set(scores) == set(points), "scores")
    for name, score in scores.items():
        _require(score is None or (_is_number(score) and 0 <= score <= points[name]), "scores")
    return {name: None if score is None else float(score) for name, score in scores.items()}


def _verdicts(verdicts: Any, scores: Mapping[str, float | None]) -> dict[str, dict[str, Any]]:
    _require(isinstance(verdicts, dict) and set(verdicts) <= set(scores), "verdicts")
    for name, verdict in verdicts.items():
        match verdict:
            case {"mistake": str() | None, "message": str(), "points": points, **others} if not others:
                _require(points == scores[name], "verdicts")
            case _:
                _require(False, "verdicts")
    return dict(verdicts)


def _notebook(text: Any) -> Any:
    """The notebook, of cells as nbformat has them; what their outputs hold is cleaned where they are shown."""
    _require(isinstance(text, str), "notebook")
    notebook = _json(text)
    match notebook:
        case {"nbformat": 4, "metadata": dict(), "cells": list(cells)} if len(cells) <= MOST_CELLS:
            for cell in cells:
                match cell:
                    case {"cell_type": "code", "source": str(), "metadata": dict(), "outputs": list()}:
                        pass
                    case {"cell_type": "markdown" | "raw", "source": str(), "metadata": dict()}:
                        pass
                    case _:
                        _require(False, "notebook")
            return notebook
    raise Untrue("its notebook is none")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Untrue(f"its {what} cannot be right")
