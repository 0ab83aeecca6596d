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
from tests.support.walls import NAMES, offered, run, text


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


@pytest.fixture
def prefix(monkeypatch, tmp_path):
    """A folder that is bound as the system's are, with a course in it and an exchange beside."""
    for path in ("src/course/solutions", "src/course/var/submitted/ada", "share/exchange/inbound", "lib/x"):
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "secret.txt").write_text("secret")
    (tmp_path / "lib" / "marks.csv").write_text("secret")
    (tmp_path / "again").symlink_to(tmp_path / "src")
    (tmp_path / "src" / "loop").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    monkeypatch.setattr(launch, "SYSTEM", (*launch.SYSTEM, str(tmp_path)))
    return tmp_path


FINDS = """
import os
print(sorted(
    os.path.join(folder, name)
    for folder, _, names in os.walk({top!r})
    for name in names
    if open(os.path.join(folder, name)).read() == "secret"
))
"""
READS = "print(open({path!r}).read())"


def found(wall, folder):
    return text(run(wall, FINDS.format(top=str(folder)))).strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_course_below_what_is_shown_is_not_there_inside(prefix, name):
    with Wall(offered(name)) as open_wall:
        assert "solutions/secret.txt" in found(open_wall, prefix)
    hidden = tuple(str(prefix / path) for path in ("again/course", "share/exchange", "lib/marks.csv", "nowhere"))
    with Wall(offered(name), Limits(hidden=hidden)) as wall:
        assert text(run(wall, READS.format(path=str(prefix / "lib" / "x" / "secret.txt")))) == "secret\n"
        for way in ("src/course", "again/course", "src/loop/src/course", "share/exchange"):
            for path in (prefix / way).rglob("secret.txt"):
                assert not run(wall, READS.format(path=str(path))).ok
        assert text(run(wall, READS.format(path=str(prefix / "lib" / "marks.csv")))).strip() != "secret"
        assert not run(wall, f"open({str(prefix / 'src' / 'course' / 'new')!r}, 'w')").ok


@pytest.mark.parametrize("name", NAMES)
def test_a_course_that_holds_its_own_python_is_hidden_around_it(prefix, monkeypatch, name):
    course = prefix / "src" / "course"
    real = Path(sys.prefix)
    (course / ".venv").mkdir()
    for part in launch.PARTS:
        if (real / part).exists():
            (course / ".venv" / part).symlink_to(real / part)
    monkeypatch.setattr(sys, "prefix", str(course / ".venv"))
    monkeypatch.setattr(sys, "executable", str(course / ".venv" / "bin" / "python"))
    monkeypatch.setattr(launch, "SYSTEM", (*launch.SYSTEM, str(real / "bin"), str(real / "lib")))
    with Wall(offered(name), Limits(hidden=(str(course),))) as wall:
        assert text(run(wall, "import sys, numpy; print(sys.prefix)")).strip() == str(course / ".venv")
        for path in course.rglob("secret.txt"):
            assert not run(wall, READS.format(path=str(path))).ok


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_graded_where_the_course_can_be_seen(prefix, monkeypatch, name):
    course = prefix / "src" / "course"
    monkeypatch.setattr(launch, "_layers", lambda places: launch_layers([launch.PACKAGE]))
    monkeypatch.setattr(launch, "_readable", lambda places: launch_readable([launch.PACKAGE]))
    with Wall(offered(name), Limits(hidden=(str(course),))) as wall, pytest.raises(NoWall, match="can be read") as no:
        wall.session(monotonic() + 60)
    assert str(course) in str(no.value)


launch_layers, launch_readable = launch._layers, launch._readable


def test_what_is_seen_is_tried_once_and_not_for_each_submission(monkeypatch):
    tried = []
    monkeypatch.setattr(Wall, "_look", lambda wall: tried.append(wall))
    with Wall(offered(NAMES[-1])) as wall:
        for _ in range(3):
            run(wall, "1")
            wall.close()
    assert tried == [wall]
