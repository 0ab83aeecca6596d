"""A class that has handed in, ungraded and graded, for tests of runs over it."""

import json
from pathlib import Path

import pytest

from tests.support.classes import EVERYBODY, LESSON, SOME, finish, hand_in_answers, slow_down, start
from tests.support.gradebook import tables
from tests.support.once import copy, once
from tests.support.walls import best


@pytest.fixture(scope="session")
def handed_in(assigned, tmp_path_factory):
    """A course in which some students have handed in, one of them a notebook that takes its time. To be copied."""
    best()

    def make(folder):
        copy(assigned, folder)
        hand_in_answers(folder, [(student, LESSON) for student in SOME])
        slow_down(folder)

    return once(tmp_path_factory, "handed-in", make)


@pytest.fixture(scope="session")
def undisturbed(handed_in, tmp_path_factory):
    """The same folder after a run that nobody disturbed. To be copied."""

    def make(folder):
        out, _ = finish(start(copy(handed_in, folder)))
        assert sorted(json.loads(line)["student"] for line in out.splitlines()) == EVERYBODY

    return once(tmp_path_factory, "undisturbed", make)


@pytest.fixture(scope="session")
def marks(undisturbed):
    """The tables of that run's gradebook."""
    return tables(undisturbed)


@pytest.fixture
def fresh(handed_in, tmp_path):
    """A class that is not graded yet, in a folder of its own."""
    return copy(handed_in, tmp_path / "course")


@pytest.fixture
def graded(undisturbed, tmp_path) -> Path:
    """A class that is graded, in a folder of its own."""
    return copy(undisturbed, tmp_path / "course")
