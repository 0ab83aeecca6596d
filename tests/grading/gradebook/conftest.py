"""A class for the coordinator's records, graded by nbgrader and not graded yet."""

import pytest

from tests.support.gradebook import autograde
from tests.support.once import copy, once
from tests.support.recorded import WORK, make_course


@pytest.fixture(scope="session")
def blank_course(assigned, tmp_path_factory):
    """Nothing is graded yet. To be copied."""
    return once(tmp_path_factory, "to-be-recorded", lambda folder: make_course(copy(assigned, folder)))


@pytest.fixture(scope="session")
def stock(blank_course, tmp_path_factory):
    """Graded and recorded by `nbgrader autograde`. To be copied."""

    def make(folder):
        copy(blank_course, folder)
        for student, lesson in WORK:
            autograde(folder, student, lesson)

    return once(tmp_path_factory, "recorded-by-nbgrader", make)


@pytest.fixture
def fresh(blank_course, tmp_path):
    """The same course, with nothing graded yet, in a folder of its own."""
    return copy(blank_course, tmp_path / "course")
