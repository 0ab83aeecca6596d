"""Walls shared by the tests of one submission."""

import pytest

from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import Wall
from tests.support.walls import LONG, best


@pytest.fixture(scope="module")
def wall():
    """One whose limits of time nobody meets."""
    with Wall(best(), Limits(seconds=LONG, cell_seconds=LONG, call_seconds=LONG)) as wall:
        yield wall


@pytest.fixture(scope="module")
def hasty():
    """One for what never ends; all else takes a hundredth of what it may."""
    with Wall(best(), Limits(seconds=LONG, cell_seconds=1.0, call_seconds=1.0)) as wall:
        yield wall
