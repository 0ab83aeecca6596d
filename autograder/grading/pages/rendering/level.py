"""Level: how much of a submission a page shows. What cannot be shown in full is shown in less."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """The most first: each next one leaves out what most often takes a page's time."""

    FULL = 0
    NO_COLOURS = 1
    TEXT = 2


REMARKS = {
    Level.NO_COLOURS: "Code is shown without colours here: with them, this page would have taken too long to make.",
    Level.TEXT: "This page shows texts as they were typed, and of outputs the marks' cards only: drawn in full, it "
    "would have taken too long to make. The marks are not touched by that.",
}
"""What a page says of its own level."""
