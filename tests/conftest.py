"""Fixtures shared by all tests, and how a run's processes share the tests."""

import pytest

from tests.support.course import ROOT, copy_course
from tests.support.once import once

# What takes longest is begun first, so that the processes of a run end together.
LONGEST_FIRST = (
    "tests/hostile",
    "tests/grading/classroom",
    "tests/grading/workers",
    "tests/browser",
    "tests/sandbox",
    "tests/grading",
    "tests/judging",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """For `--dist loadgroup`: the tests of a file stay together, and a notebook's cells, but for those of a group."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_file(item)))
    if getattr(config.option, "loadgroup", False):
        items.sort(key=_place)


def _file(item):
    return item.path.relative_to(ROOT).as_posix()


def _place(item):
    """How far from the front it belongs."""
    places = (place for place, folder in enumerate(LONGEST_FIRST) if _file(item).startswith(folder))
    return next(places, len(LONGEST_FIRST))


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
