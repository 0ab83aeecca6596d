"""The desk's fixtures."""

from tests.support.desk import desk, filled_desk, run, students

__all__ = ["desk", "filled_desk", "run", "students"]
