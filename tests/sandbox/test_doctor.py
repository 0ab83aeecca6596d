"""The doctor: what it tries from inside would succeed without a wall, so that a no is the wall's."""

import pytest

from autograder.sandbox.doctor import TRIALS, _places, examine
from tests.support.walls import NAMES, offered

HARMLESS = [trial for trial in TRIALS if trial.startswith(("read", "write", "open"))]


@pytest.mark.parametrize("trial", HARMLESS)
def test_what_the_doctor_tries_succeeds_where_there_is_no_wall(trial, tmp_path):
    exec(TRIALS[trial].format(**_places(tmp_path)))


def test_most_trials_are_harmless_enough_to_be_made_here():
    assert len(HARMLESS) == 4
    assert len(TRIALS) == 6


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_finds_no_way_out_of_any_wall(name):
    lines = list(examine(offered(name)))
    assert name in lines[0]
    assert [line.rsplit("? ")[-1] for line in lines if "may a submission" in line] == ["no"] * len(TRIALS)
