"""What keeps a class from being graded."""

from __future__ import annotations


class CannotGrade(Exception):
    """Something that keeps a class from being graded: one sentence that says what to do."""
