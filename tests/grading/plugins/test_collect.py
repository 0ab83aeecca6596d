"""Collecting from the exchange: plain files alone, and everybody's, whatever lies beside them."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.support.once import copy
from tests.support.processes import PATIENCE

LESSON = "05-xwt-plus-b"
BIN = sysconfig.get_path("scripts")
SECRET = "another student's work"
STAMP = "2025-03-01 12:00:00.000000 UTC"


@pytest.fixture(scope="module")
def inbound(assigned, tmp_path_factory):
    """A course, and its students' side of the exchange."""
    folder = copy(assigned, tmp_path_factory.mktemp("collect") / "course")
    inbound = folder / "var" / "exchange" / "matrix-gradients" / "inbound"
    inbound.mkdir(parents=True)
    (folder / "secret.txt").write_text(SECRET)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ExchangeCollect.check_owner = False\n")  # all of it is owned by who runs the tests
    return folder, inbound


def submit(inbound, student):
    """The folder of a submission that `nbgrader submit` would make."""
    place = inbound / f"{student}+{LESSON}+{STAMP}+0"
    place.mkdir()
    (place / "timestamp.txt").write_text(STAMP)
    return place


def test_no_link_is_followed_and_nobody_is_left_out(inbound):
    folder, exchange = inbound
    secret = folder / "secret.txt"
    honest, linking = submit(exchange, "ada"), submit(exchange, "mallory")
    for place in (honest, linking):
        (place / "data").mkdir()
        (place / "data" / "own.csv").write_text("1,2\n")
    (honest / f"{LESSON}.ipynb").write_text("{}")
    (linking / f"{LESSON}.ipynb").symlink_to(secret)
    (linking / "data" / "zero").symlink_to("/dev/zero")
    (linking / "all").symlink_to(folder)
    (linking / "data" / "unreadable").symlink_to(linking / "nowhere")
    os.mkfifo(linking / "pipe")
    (linking / "huge").touch()
    os.truncate(linking / "huge", 10**12)
    (exchange / f"trudy+{LESSON}+{STAMP}+0").symlink_to(folder)

    done = subprocess.run(
        [f"{BIN}/nbgrader", "collect", LESSON], cwd=folder, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    submitted = folder / "var" / "submitted"
    assert files(submitted / "ada" / LESSON) == {"timestamp.txt", "data/own.csv", f"{LESSON}.ipynb"}
    assert files(submitted / "mallory" / LESSON) == {"timestamp.txt", "data/own.csv"}
    assert not (submitted / "trudy").exists()
    assert not any(path.is_symlink() for path in submitted.rglob("*"))
    for left_out in ("pipe", "huge", f"{LESSON}.ipynb"):
        assert f"'{left_out}' is not copied" in done.stderr
    assert "are not copied" in done.stderr
    assert f"'trudy+{LESSON}+{STAMP}+0' is not collected: it is a link" in done.stderr


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_a_later_submission_takes_the_place_of_the_earlier(inbound):
    folder, exchange = inbound
    first = submit(exchange, "bo")
    (first / f"{LESSON}.ipynb").write_text("first")
    collect = [f"{BIN}/nbgrader", "collect", LESSON, "--update", "--student=bo"]
    subprocess.run(collect, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    later = Path(shutil.copytree(first, str(first).replace("2025", "2026")))
    (later / "timestamp.txt").write_text(STAMP.replace("2025", "2026"))
    (later / f"{LESSON}.ipynb").write_text("later")
    subprocess.run(collect, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    assert (folder / "var" / "submitted" / "bo" / LESSON / f"{LESSON}.ipynb").read_text() == "later"
