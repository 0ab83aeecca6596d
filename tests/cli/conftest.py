"""The desk of tests/support/desk.py."""

from tests.support.desk import desk, filled_desk, run

__all__ = ["desk", "filled_desk", "run"]
