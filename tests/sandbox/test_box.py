"""The box: emptied whatever lies in it, and how much lies in it."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.sandbox.inside import box
from autograder.sandbox.session import Ended
from autograder.sandbox.wall import Wall
from tests.support.walls import NAMES, offered, run, session

DEEP = """
import os
for _ in range(2200):
    os.mkdir("d")
    os.chdir("d")
open("f", "w").close()
os.chmod(".", 0)
"""


@pytest.mark.parametrize("name", NAMES)
def test_folders_deeper_than_any_path_are_removed(name):
    with Wall(offered(name)) as wall:
        with session(wall) as opened, suppress(Ended):
            opened.run(DEEP)
        assert run(wall, "import os; assert os.listdir() == []").ok
        folder = wall._warm._folder
        assert folder is None or not any(folder.glob("box*"))
    assert folder is None or not folder.exists()


def test_a_box_is_removed_whatever_lies_in_it(tmp_path):
    full = tmp_path / "box"
    (full / "a" / "b" / "c").mkdir(parents=True)
    (full / "a" / "b" / "c" / "f").write_text("x" * 5000)
    (full / "a" / "link").symlink_to(tmp_path)
    os.mkfifo(full / "a" / "pipe")
    (tmp_path / "beside").write_text("")
    assert not box.holds_too_much(tmp_path, 30_000)
    assert box.holds_too_much(tmp_path, 4_000)
    (full / "a" / "b").chmod(0)
    assert box.remove(full)
    assert [path.name for path in tmp_path.iterdir()] == ["beside"]
    assert not box.remove(Path("/proc/self"))
