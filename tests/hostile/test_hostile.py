"""Hostile notebooks against the grader, through `autograder grade` on every wall and through `nbgrader autograde`."""

import re
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from autograder.grading.classroom.nbgrader_steps import NbgraderSteps
from autograder.judging.limits import deadline
from autograder.sandbox.backends import offers
from tests.hostile.answers import POINTS
from tests.hostile.cases import CASES, CATEGORIES
from tests.hostile.cases.broken_folders import REFUSED_BY_NBGRADER
from tests.hostile.live import formgrader_page, live_markup
from tests.hostile.run import HASTY, PATIENT, autograded, graded
from tests.hostile.scene import NEIGHBOURS

# What these do is stopped by the wall, so each kind of wall is tried; all else is decided on this side of it.
BEHIND_THE_WALL = (
    "talking",
    "reading",
    "writing",
    "owning",
    "exhausting",
    "filling",
    "escaping",
    "calling",
    "controls",
)
ON_EVERY_WALL = [case for category in BEHIND_THE_WALL for case in CATEGORIES[category]]
BROKEN = [*CATEGORIES["broken_files"], *CATEGORIES["broken_folders"]]
BY_NBGRADER = [*BROKEN, *[case for case in CASES if case not in BROKEN][::5]]
WITH_PAGES = [*CATEGORIES["feedback"], *CATEGORIES["drawing"]]
PAGE_SECONDS = 600  # only what does not end takes so long

NBGRADER = "nbgrader"
WALLS = [offer.backend.name for offer in offers()]
BEST = next((offer.backend.name for offer in offers() if offer.works), "")
TRIED = {wall: CASES if wall == BEST else ON_EVERY_WALL for wall in WALLS} | {NBGRADER: BY_NBGRADER}


class Route(NamedTuple):
    """One run: by whom or behind which wall, and whether of the endless cases, for which time is short."""

    by: str
    endless: bool

    @property
    def cases(self):
        return [case for case in TRIED[self.by] if case.endless == self.endless]

    def __str__(self):
        return f"{self.by}-endless" if self.endless else self.by


def along(route, *values, case=""):
    """A parameter: the run of this route. One process of a test run makes it, for all whose ids begin with its name."""
    return pytest.param(route, *values, id=f"{route}:{case}")


def every(by):
    return [along(Route(one, endless)) for one in by for endless in (False, True)]


@pytest.fixture(scope="module")
def run_of(assigned, tmp_path_factory):
    """The run of a route, made when it is first asked for."""
    runs = {}

    def run(route):
        if route not in runs:
            root = tmp_path_factory.mktemp("scene")
            for folder in (root, root.parent, root.parent.parent):
                folder.chmod(0o755)  # only the wall keeps anybody out
            limits = HASTY if route.endless else PATIENT
            if route.by == NBGRADER:
                start = autograded(assigned, root, route.cases, limits)
            else:
                start = graded(assigned, root, route.cases, limits, route.by)
            runs[route] = open_scenes.enter_context(start)
        return runs[route]

    with ExitStack() as open_scenes:
        yield run


@pytest.fixture
def run(request, run_of):
    """The run of the route that the test is parametrised with."""
    reason = next((offer.reason for offer in offers() if offer.backend.name == request.param.by), "")
    if reason:
        pytest.skip(f"this machine cannot build this wall: {reason}")
    return run_of(request.param)


def test_there_is_a_wall_to_try():
    assert BEST, [offer.reason for offer in offers()]


def test_every_case_is_a_student_of_its_own_and_deserves_what_can_be_had():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 48
    for case in CASES:
        assert all(points <= POINTS[exercise] for exercise, points in case.earns.items())


@pytest.mark.parametrize(
    ("run", "case"),
    [
        along(Route(by, endless), case, case=case.name)
        for by in TRIED
        for endless in (False, True)
        for case in Route(by, endless).cases
        if by != NBGRADER or case not in REFUSED_BY_NBGRADER
    ],
    indirect=["run"],
)
def test_each_earns_what_it_deserves_is_told_why_and_harms_nobody(run, case):
    assert run.earned(case.name) == {name: points for name, points in case.earns.items() if points}
    assert case.reason is None or re.search(case.reason, run.shown(case), re.IGNORECASE)
    assert run.harm(case) == []


@pytest.mark.parametrize("run", every(TRIED), indirect=True)
def test_nobody_else_is_touched_and_nothing_is_left(run):
    assert {student: run.earned(student) for student in NEIGHBOURS} == dict.fromkeys(NEIGHBOURS, dict(POINTS))
    assert run.scene.called == []
    assert run.changed == []
    assert run.left == []
    assert run.scene.leaked_to(run.said, run.complaints) == []


@pytest.mark.parametrize("run", [along(Route(NBGRADER, endless=False))], indirect=True)
def test_what_nbgrader_itself_refuses_it_names(run):
    for case in REFUSED_BY_NBGRADER:
        assert case.name in run.complaints
        assert run.earned(case.name) == {}


@pytest.mark.parametrize("run", every(WALLS), indirect=True)
def test_the_command_says_one_line_for_each_submission(run):
    results = run.results()
    assert run.code == 0, run.complaints
    assert len(run.said.splitlines()) == len(results)
    assert set(results) == {path.name for path in (run.scene.course / "var" / "submitted").iterdir()}
    for student, result in results.items():
        assert {cell: verdict["points"] or 0.0 for cell, verdict in result["verdicts"].items()} == run.points[student]


@pytest.mark.parametrize(
    ("run", "case"), [along(Route(BEST, case.endless), case, case=case.name) for case in WITH_PAGES], indirect=["run"]
)
def test_no_page_shows_live_markup(run, case):
    steps = NbgraderSteps(run.scene.course)
    with deadline(PAGE_SECONDS):
        steps.feedback(case.name, case.lesson)
        page = steps.feedback_page(case.name, case.lesson).read_text(encoding="utf-8")
        assert live_markup(page) == []
        assert live_markup(formgrader_page(run.scene.course, case.name, case.lesson)) == []
