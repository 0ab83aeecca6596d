"""Fixtures shared by all tests, and how a run's processes share the tests."""

import re

import pytest
from hypothesis import HealthCheck, settings

from tests.support.course import copy_course
from tests.support.once import once

# How long an example takes is the machine's affair.
# The same draws on every machine: what one run has seen, every other sees.
settings.register_profile(
    "untimed", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

# What takes longest is begun first, so that the processes of a run end together.
LONGEST_FIRST = (
    "tests/hostile",
    "tests/project/test_jupyterhub",
    "solutions",
    "notebooks",
    "tests/grading/classroom",
    "tests/grading/workers",
    "tests/browser",
    "tests/sandbox",
    "tests/grading",
    "tests/judging",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: _place(item.nodeid))


def _place(test):
    """How far from the front it belongs."""
    return next((place for place, name in enumerate(LONGEST_FIRST) if test.startswith(name)), len(LONGEST_FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """For `--dist loadscope`: a process takes all tests of a file, or of a scene, which it makes once."""
    from xdist.scheduler import LoadScopeScheduling

    class BySceneOrFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scene_or_file(nodeid)

    config.option.loadscopereorder = False
    return BySceneOrFile(config, log) if config.option.dist == "loadscope" else None


def scene_or_file(test):
    """`file::test[scene:case]` belongs to the file's scene of that name, any other test to its file."""
    file, _, name = test.partition("::")
    scene = re.search(r"\[([\w+-]+):", name)
    return f"{file}:{scene[1]}" if scene else file


@pytest.fixture
def course(tmp_path):
    """A copy of the course's own files, in a folder of its own."""
    return copy_course(tmp_path / "course")


@pytest.fixture(scope="session")
def assigned(tmp_path_factory):
    """A course with lesson 05 in its gradebook, as nbgrader puts it there. To be copied."""
    from autograder.grading.classroom.nbgrader_steps import NbgraderSteps

    return once(
        tmp_path_factory,
        "assigned",
        lambda folder: NbgraderSteps(copy_course(folder)).assign("05-xwt-plus-b"),
    )
