"""Tally: what grading a class comes to, counted as submissions are graded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic

from autograder.grading.job import Graded
from autograder.sandbox.backends import UNSAFE


@dataclass
class Tally:
    """Counts over all that is graded so far; `total` is how many are to come, `already` how many needed nothing."""

    total: int = 0
    already: int = 0
    done: int = 0
    all_right: int = 0
    rejected: int = 0
    cpu_seconds: float = 0.0
    backend: str = ""
    graded: list[tuple[str, str]] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=monotonic)
    latest: float = 0.0

    def begin(self, total: int, already: int) -> None:
        """Starts the clock, when it is known how many there are."""
        self.total, self.already, self.started = total, already, monotonic()

    def add(self, graded: Graded) -> None:
        """Counts one more. A lesson names a grade cell `<exercise>-check`."""
        wrong = [cell.removesuffix("-check") for cell, verdict in graded.verdicts.items() if verdict["mistake"]]
        self.tried.update(cell.removesuffix("-check") for cell in graded.verdicts)
        self.failed.update(wrong)
        self.latest = monotonic()
        self.done += 1
        self.all_right += not wrong and not graded.failure
        self.rejected += bool(graded.failure)
        self.backend = graded.backend
        self.cpu_seconds += graded.cpu_seconds
        self.graded.append((graded.sheet.student, graded.sheet.lesson))

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
