"""Work: what a derivation may cost, counted in parts of its steps, so that it ends alike on every machine."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.notation.syntax.complaints import NotationError

# Of which one is a part of a step in one world, some microseconds: a fifth of a second in all. Right derivations of the
# tests need up to 3,000.
MOST = 20_000
PER_STEP = 1_000  # entries, or pairs of them, that numpy works through in the time that a part takes by itself


class TooMuch(NotationError):
    """What is written takes too long to compute; nothing is said against it otherwise."""


@dataclass
class Work:
    """What has been done so far, for all steps of one derivation together."""

    done: float = 0.0

    def add(self, entries: int, column: int) -> None:
        """Counts one part of a step with so many entries. Raises NotationError when it has become too much."""
        self.done += 1.0 + entries / PER_STEP
        if self.done > MOST:
            raise TooMuch("up to here there is too much to compute: write fewer lines, or shorter ones", column)
