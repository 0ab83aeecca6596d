"""As an ordinary user what `test_hostile` does as root: walls are built otherwise, and all files are one's own."""

import os
import re
import shutil
from contextlib import ExitStack

import pytest

from autograder.sandbox.backends import offers
from tests.hostile.answers import POINTS
from tests.hostile.cases import CATEGORIES
from tests.hostile.cases.owning import CASES as OWNING
from tests.hostile.run import PATIENT, graded
from tests.hostile.scene import NEIGHBOURS

WALLS = [offer.backend.name for offer in offers()]
# In a user namespace where root is nobody, root's files are the user's, and no right of root's is left.
AS_A_USER = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
OTHERS = [*CATEGORIES["reading"], *CATEGORIES["writing"], *CATEGORIES["escaping"], *CATEGORIES["calling"]]
TRIED = [*OWNING, *(case for case in OTHERS[::7] if not case.endless)]


@pytest.fixture(scope="module")
def run_behind(assigned, tmp_path_factory):
    """The run behind a wall, made when it is first asked for."""
    runs = {}

    def run(wall):
        if wall not in runs:
            root = tmp_path_factory.mktemp("user")
            runs[wall] = scenes.enter_context(graded(assigned, root, TRIED, PATIENT, wall, AS_A_USER))
        return runs[wall]

    with ExitStack() as scenes:
        yield run


@pytest.fixture
def run(request, run_behind):
    """The run behind the wall that the test is parametrised with."""
    if os.geteuid():
        pytest.skip("these tests are run by an ordinary user, and so are those of test_hostile")
    if shutil.which("unshare") is None:
        pytest.skip("there is no program unshare (util-linux) here")
    reason = next((offer.reason for offer in offers() if offer.backend.name == request.param), "")
    if reason:
        pytest.skip(f"this machine cannot build this wall: {reason}")
    return run_behind(request.param)


@pytest.mark.parametrize("run", [pytest.param(wall, id=f"user-{wall}:") for wall in WALLS], indirect=True)
def test_each_earns_what_it_deserves_and_harms_nobody(run):
    assert run.code == 0, run.complaints
    assert {case.name: run.earned(case.name) for case in TRIED} == {
        case.name: {name: points for name, points in case.earns.items() if points} for case in TRIED
    }
    assert {case.name: harm for case in TRIED if (harm := run.harm(case))} == {}
    unsaid = [case.name for case in TRIED if case.reason and not re.search(case.reason, run.shown(case), re.IGNORECASE)]
    assert unsaid == []
    assert {student: run.earned(student) for student in NEIGHBOURS} == dict.fromkeys(NEIGHBOURS, dict(POINTS))
    assert (run.scene.called, run.changed, run.left) == ([], [], [])
    assert run.scene.leaked_to(run.said, run.complaints) == []
