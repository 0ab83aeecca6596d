"""Dask's programs, for tests that need them."""

import pytest

from autograder.sandbox.backends import NoWall, choose
from tests.support.machines import Dask


@pytest.fixture
def dask(tmp_path):
    """What starts Dask's programs, and ends them with the test; where both it and a wall are to be had."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'distributed>=2024.8'")
    try:
        choose()
    except NoWall as reason:
        pytest.skip(str(reason))
    programs = Dask(tmp_path)
    yield programs
    programs.stop()
