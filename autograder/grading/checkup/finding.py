"""Finding: what a checkup says of one thing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `mend` says what to do about it, "" where it is well; `state` says how it is.

    What is `optional` may stay as it is: something works less well, or not at all, and nothing is wrong.
    """

    what: str
    state: str
    mend: str = ""
    optional: bool = False

    @property
    def must_be_mended(self) -> bool:
        """Whether something is wrong."""
        return bool(self.mend) and not self.optional
