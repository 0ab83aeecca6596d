"""Fixtures shared by the wall's tests."""

from contextlib import ExitStack
from functools import cache

import pytest

from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import Wall
from tests.support.walls import NAMES, offered


@pytest.fixture(scope="module")
def walls():
    """Gives the wall of a kind and with these limits: each is tried, and its Python started, once for a module."""
    with ExitStack() as stack:
        yield cache(lambda name, limits=None: stack.enter_context(Wall(offered(name), limits or Limits())))


@pytest.fixture(params=NAMES)
def wall(request, walls):
    """A wall of each kind that this machine can build."""
    return walls(request.param)
