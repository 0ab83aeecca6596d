"""Marks: of each exercise of a graded notebook its points, and one sentence on what is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.grading import provenance
from autograder.lessons.course import exercises

CHECK = "-check"  # a lesson calls a grade cell so, after its exercise
BLANK = "not_written"
NO_RESPONSE = "No response."  # nbgrader's words for an answer that is still the released text
SENTENCE = re.compile(r".{1,300}?[.?!](?=\s|$)", re.DOTALL)
LONGEST = 300  # characters of a line that has no end


@dataclass(frozen=True)
class Mark:
    """One exercise's. `asked` says what it is, where a lesson declares it; `anchor` is its place on the page."""

    name: str
    asked: str
    anchor: str
    score: float
    points: float
    pending: bool
    blank: bool
    sentence: str

    @property
    def lost(self) -> float:
        """Points that are not there; none while nobody has marked it."""
        return 0.0 if self.pending else max(self.points - self.score, 0.0)


@dataclass(frozen=True)
class Marks:
    """All of a notebook's; `rejected` says why it could not be graded."""

    each: tuple[Mark, ...]
    rejected: str = ""

    @property
    def marked(self) -> float:
        """The points that could be had in what is marked."""
        return sum(mark.points for mark in self.each if not mark.pending)

    @property
    def pending(self) -> list[Mark]:
        """What waits for a person."""
        return [mark for mark in self.each if mark.pending]

    @property
    def to_mend(self) -> list[Mark]:
        """What lost points and was tried, the most first."""
        return sorted((mark for mark in self.each if mark.lost and not mark.blank), key=lambda mark: -mark.lost)

    @property
    def blank(self) -> list[Mark]:
        """What lost points and was not begun."""
        return [mark for mark in self.each if mark.lost and mark.blank]


def of(notebook: NotebookNode) -> Marks:
    """The marks of a notebook whose cells have their scores from the gradebook."""
    return Marks(tuple(_marks(notebook)), provenance.of(notebook).rejected)


def _marks(notebook: NotebookNode) -> Iterator[Mark]:
    declared = exercises()
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        if not (role.get("grade") or role.get("task")) or "score" not in role:
            continue
        name = role["grade_id"].removesuffix(CHECK)
        exercise = declared.get(name)
        blank, sentence = _said(cell)
        yield Mark(
            name,
            exercise.statement if exercise else "",
            role["grade_id"],
            float(role["score"] or 0.0),
            float(role["points"] or 0.0),
            bool(role.get("pending")),
            blank,
            sentence,
        )


def _said(cell: NotebookNode) -> tuple[bool, str]:
    """Whether an answer is blank, and what its check, or whoever marked it, said first."""
    if cell.cell_type != "code" or cell.metadata.nbgrader.get("solution"):
        comment = cell.metadata.nbgrader.get("comment") or ""
        return comment == NO_RESPONSE, "" if comment == NO_RESPONSE else first_sentence(comment)
    for verdict in provenance.verdicts(cell.get("outputs", [])):
        if not verdict.passed:
            return verdict.mistake == BLANK, first_sentence(verdict.message)
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return False, f"Its check ended with {errors[-1].ename}." if errors else ""


def first_sentence(text: str) -> str:
    """The beginning of a text, to its first full stop.

    >>> first_sentence("Shape (6, 5) is right; the values are not. At [0, 0] you have 1.5 where 3.0 is true.")
    'Shape (6, 5) is right; the values are not.'
    """
    line = " ".join(text.split())
    sentence = SENTENCE.match(line)
    return sentence[0] if sentence else line[:LONGEST]
