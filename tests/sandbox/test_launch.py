"""Launch: what is to be seen from behind the wall, and what happens where it cannot be locked down."""

import json
import sys
from pathlib import Path
from time import monotonic

import pytest

from autograder.sandbox import backends, launch
from autograder.sandbox.backends import BACKENDS, NoWall
from autograder.sandbox.limits import Limits
from autograder.sandbox.wall import Wall
from tests.support.walls import NAMES, offered


def test_a_wall_that_cannot_lock_down_is_not_the_submissions_fault(monkeypatch):
    monkeypatch.setattr(launch, "_amounts", lambda limits: {"NO_SUCH": 1})
    name = next((offer.backend.name for offer in backends.offers() if offer.works), "")
    with Wall(offered(name or NAMES[0])) as wall, pytest.raises(NoWall, match="cannot be locked down"):
        wall.session(monotonic() + 10)


def test_only_the_folders_of_python_are_shown_not_a_course_around_them(monkeypatch, tmp_path):
    for part in ("bin", "lib/python3/site-packages/numpy", "solutions", "var"):
        (tmp_path / part).mkdir(parents=True)
    package = tmp_path / "lib/python3/site-packages/autograder"
    package.mkdir()
    linked = tmp_path.parent / "linked"
    linked.symlink_to(tmp_path)
    monkeypatch.setattr(sys, "prefix", str(linked))
    monkeypatch.setattr(launch, "PACKAGE", package)
    for backend in BACKENDS:
        words = launch.command(backend, Limits(), None, 0, 3)
        settings = json.loads(words[-1])
        ours = [path for path in settings["readable"] if path.startswith((str(tmp_path), str(linked)))]
        assert {Path(path).name for path in ours} == {"bin", "numpy"}
        if backend.bubblewrap:
            bound = {words[place + 2] for place, word in enumerate(words) if word == "--ro-bind"}
            for place in (tmp_path, linked):
                assert {str(place / "bin"), str(place / "lib")} <= bound
                assert str(place) not in bound
            assert words[words.index(str(package)) - 1] == "--tmpfs"


def test_nothing_beside_what_runs_inside_has_the_name_of_a_module_that_is_imported_there():
    beside = {path.stem for path in launch.INSIDE.parent.iterdir()}
    assert "inside" in beside
    assert not beside & {*sys.stdlib_module_names, "IPython", "numpy", "pyseccomp", "traitlets"}
