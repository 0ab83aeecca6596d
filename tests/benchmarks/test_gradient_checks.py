"""The comparison of gradient checks: its two peers without a library, and its picture, the same bytes each time."""

import json
import subprocess
import sys

import pytest

from tests.support.course import ROOT
from tests.support.processes import PATIENCE

CHECKS = """
import json
from peers import PEERS
from peers.loss import data
answers = {}
for peer in PEERS:
    if peer.packages is None:
        forward, accepts = peer.make(*data(5, 4, 0))
        answers[peer.title] = [accepts(error) for error in (None, (2, 1, 0.1))]
print(json.dumps(answers))
"""
DRAWING = """
import sys
from pathlib import Path
from gradient_plot import draw
from peers.measurement import Figures
measured = {
    "caught": [Figures(12.0, True, -8, 20, 0, 20, 1.0), Figures(9.0, True, -8, 20, 0, 20, 1.0)],
    "unsound": [Figures(180.0, True, -7, 20, 5, 20, 1.0), Figures(16_000, False, 0, 0, 0, 0, 1.0)],
    "failed": [None, None],
}
draw(measured, ((10, 8), (100, 80)), Path(sys.argv[1]))
"""


def python(code, *arguments):
    """What a program in the folder of the benchmarks prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT / "benchmarks", capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_peers_accept_the_right_gradient_and_no_wrong_one():
    assert json.loads(python(CHECKS)) == {"autograder.check_gradient": [True, False], "CS231n loop": [True, False]}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """One drawing, made by two processes."""
    paths = [tmp_path_factory.mktemp("pictures") / name for name in ("first.svg", "second.svg")]
    for path in paths:
        python(DRAWING, path)
    return [path.read_text() for path in paths]


def test_the_picture_is_the_same_bytes_each_time(pictures):
    assert pictures[0] == pictures[1]
    assert "date" not in pictures[0]


def test_the_picture_shows_each_peer_where_it_was_run(pictures):
    for letter, times in {"A": 4, "B": 2, "C": 0}.items():
        assert pictures[0].count(f">{letter}</text>") == times
