"""Fixtures shared by all tests."""

import pytest

from tests.support.course import copy_course


@pytest.fixture
def course(tmp_path):
    """A copy of the course's own files, in a folder of its own."""
    return copy_course(tmp_path / "course")
