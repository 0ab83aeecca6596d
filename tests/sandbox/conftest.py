"""Fixtures shared by the wall's tests."""

import pytest

from autograder.sandbox.wall import Wall
from tests.support.walls import NAMES, offered


@pytest.fixture(scope="module", params=NAMES)
def wall(request):
    """A wall of each kind that this machine can build."""
    with Wall(offered(request.param)) as wall:
        yield wall
