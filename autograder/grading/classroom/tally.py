"""Tally: what grading a class comes to, counted as outcomes arrive; a few words a submission, however many come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from autograder.grading.submission.grade import Outcome
from autograder.sandbox.backends import UNSAFE

CHECK = "-check"
BLANK = "not_written"


@dataclass(frozen=True)
class Row:
    """One submission in the final table."""

    points: float
    needs_manual: bool
    failure: str
    mistakes: tuple[str, ...]
    blanks: int


@dataclass
class Tally:
    """Counts over all outcomes so far; `total` is how many are to come in all, `already` how many needed nothing."""

    total: int = 0
    already: int = 0
    done: int = 0
    all_right: int = 0
    rejected: int = 0
    cpu_seconds: float = 0.0
    backend: str = ""
    most: dict[str, float] = field(default_factory=dict)
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    mistakes: Counter[str] = field(default_factory=Counter)
    where: dict[str, Counter[str]] = field(default_factory=dict)
    started: float = field(default_factory=monotonic)
    latest: float = 0.0

    def begin(self, total: int, already: int) -> None:
        """Starts the clock, when it is known how many there are."""
        self.total, self.already, self.started = total, already, monotonic()

    def add(self, outcome: Outcome) -> None:
        """Counts one more."""
        slugs = []
        for cell, verdict in outcome.verdicts.items():
            exercise, slug = cell.removesuffix(CHECK), verdict["mistake"]
            self.tried[exercise] += 1
            if slug:
                self.failed[exercise] += 1
                slugs.append(slug)
                if slug != BLANK and not outcome.failure:
                    self.mistakes[slug] += 1
                    self.where.setdefault(slug, Counter())[exercise] += 1
        self.latest = monotonic()
        self.done += 1
        self.all_right += not slugs and not outcome.failure
        self.rejected += bool(outcome.failure)
        self.backend = outcome.backend
        self.cpu_seconds += outcome.cpu_seconds
        sheet = outcome.sheet
        self.most[sheet.lesson] = outcome.most
        named = tuple(dict.fromkeys(slug for slug in slugs if slug != BLANK))
        row = Row(outcome.points, outcome.needs_manual, outcome.failure, named, slugs.count(BLANK))
        self.rows[sheet.student, sheet.lesson] = row

    @property
    def safe(self) -> bool:
        """Whether there was a wall."""
        return self.backend != UNSAFE

    @property
    def rate(self) -> float:
        """Submissions a second, from the start to the latest."""
        return self.done / max(self.latest - self.started, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """How much longer it takes at this rate, None while nobody can say."""
        return (self.total - self.done) / self.rate if self.done else None

    def hardest(self, count: int) -> list[tuple[str, float]]:
        """The exercises that fail most often, each with the share of submissions that fail it."""
        shares = {name: self.failed[name] / self.tried[name] for name in self.tried if self.failed[name]}
        return sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:count]
