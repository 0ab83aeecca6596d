"""Judgements: what is said about a derivation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkingLine:
    """A line of a derivation as the student wrote it, and typeset in HTML ("" where it could not be read)."""

    text: str
    html: str


@dataclass(frozen=True)
class Judgement:
    """What is wrong with a derivation: the slug ("" for nothing), one sentence, the line from 1, the column from 0.

    `advice` is what to do next, "" where the slug says it.
    """

    slug: str
    sentence: str
    working: tuple[WorkingLine, ...] = ()
    line: int | None = None
    column: int | None = None
    advice: str = ""
