"""Collecting from the exchange: plain files alone, and everybody's, whatever lies beside them."""

import os
import pwd
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc

from tests.support.gradebook import book
from tests.support.once import copy
from tests.support.programs import run

LESSON = "05-xwt-plus-b"
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

    complaints = collect(folder)
    submitted = folder / "var" / "submitted"
    assert files(submitted / "ada" / LESSON) == {"timestamp.txt", "data/own.csv", f"{LESSON}.ipynb"}
    assert files(submitted / "mallory" / LESSON) == {"timestamp.txt", "data/own.csv"}
    assert not (submitted / "trudy").exists()
    assert not any(path.is_symlink() for path in submitted.rglob("*"))
    for left_out in ("pipe", "huge", f"{LESSON}.ipynb"):
        assert f"'{left_out}' is not copied" in complaints
    assert "are not copied" in complaints
    assert f"'trudy+{LESSON}+{STAMP}+0' is not collected: it is a link" in complaints


def collect(folder, *options):
    """`nbgrader collect`, and its complaints."""
    done = run("nbgrader", "collect", LESSON, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stderr


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def test_a_later_submission_takes_the_place_of_the_earlier(inbound):
    folder, exchange = inbound
    first = submit(exchange, "bo")
    (first / f"{LESSON}.ipynb").write_text("first")
    collect(folder, "--update", "--student=bo")
    later = Path(shutil.copytree(first, str(first).replace("2025", "2026")))
    (later / "timestamp.txt").write_text(STAMP.replace("2025", "2026"))
    (later / f"{LESSON}.ipynb").write_text("later")
    collect(folder, "--update", "--student=bo")
    assert (folder / "var" / "submitted" / "bo" / LESSON / f"{LESSON}.ipynb").read_text() == "later"


OTHERS = [user.pw_name for user in pwd.getpwall() if user.pw_uid and user.pw_name != "nobody"][:2]


@pytest.fixture
def exchange(assigned, tmp_path):
    """A course that collects as it comes, and its students' side of the exchange; for root, who may give files away."""
    if os.geteuid():
        pytest.skip("only root may make folders of other users")
    folder = copy(assigned, tmp_path / "course")
    inbound = folder / "var" / "exchange" / "matrix-gradients" / "inbound"
    inbound.mkdir(parents=True)
    return folder, inbound


def give(place, user):
    for path in (place, *place.rglob("*")):
        shutil.chown(path, user)


def test_nobody_hands_in_for_another(exchange):
    folder, inbound = exchange
    victim, mallory = OTHERS
    own = submit(inbound, victim)
    (own / f"{LESSON}.ipynb").write_text("own")
    give(own, victim)
    (own / "planted.csv").write_text("root's")
    forged = inbound / f"{victim}+{LESSON}+2026-03-02 12:00:00.000000 UTC+x"
    forged.mkdir()
    (forged / f"{LESSON}.ipynb").write_text("forged")
    give(forged, mallory)
    nobody = inbound / f"made-up+{LESSON}+{STAMP}+x"
    nobody.mkdir()
    give(nobody, mallory)
    complaints = collect(folder)
    submitted = folder / "var" / "submitted"
    assert {path.name for path in submitted.iterdir()} == {victim}
    assert (submitted / victim / LESSON / f"{LESSON}.ipynb").read_text() == "own"
    assert files(submitted / victim / LESSON) == {f"{LESSON}.ipynb", "timestamp.txt"}
    assert "'planted.csv' is not copied: it is another user's" in complaints
    assert complaints.count(f"is not collected: it is owned by {mallory}") == 2


ODD = [
    f"eve+{LESSON}+{STAMP}+no time at all+x",
    f"e\x1b[31mve+{LESSON}+{STAMP}+x",
    f"rtl\u202e+{LESSON}+{STAMP}+x",
    f"+{LESSON}+{STAMP}+x",
    f"..+{LESSON}+{STAMP}+x",
    f"{'x' * 140}+{LESSON}+{STAMP}+x",
    os.fsdecode(b"\xff") + f"+{LESSON}+{STAMP}+x",
    f"a+{LESSON}+",
]


def test_one_odd_name_in_the_exchange_costs_nobody_else(inbound):
    folder, exchange = inbound
    for name in ODD:
        (exchange / name).mkdir()
    (exchange / f"a-file+{LESSON}+{STAMP}+x").write_text("no folder")
    for student in ("cy", "d+e", "[bd]o"):
        (submit(exchange, student) / f"{LESSON}.ipynb").write_text(student)
    complaints = collect(folder)
    submitted = folder / "var" / "submitted"
    for student in ("cy", "d+e", "[bd]o"):
        assert (submitted / student / LESSON / f"{LESSON}.ipynb").read_text() == student
    assert not {path.name for path in submitted.iterdir()} - {"a", "ada", "bo", "cy", "d+e", "mallory", "[bd]o"}
    assert complaints.count("is not collected") >= len(ODD) - 1
    assert "\x1b[31mve" not in complaints
    assert "\u202e" not in complaints


@pytest.mark.parametrize("written", ["0001-01-01 00:00:00 UTC", "2999-01-01 00:00:00 UTC", "soon", "", None])
def test_a_time_that_cannot_be_true_is_that_of_the_folder(inbound, written):
    folder, exchange = inbound
    student = f"late-{abs(hash(written))}"
    place = submit(exchange, student)
    (place / "timestamp.txt").unlink()
    if written is not None:
        (place / "timestamp.txt").write_text(written)
    os.utime(place, (0, 0))
    place.rename(exchange / f"{student}+{LESSON}+{written or 'x'}+0")
    complaints = collect(folder, f"--student={student}")
    collected = (folder / "var" / "submitted" / student / LESSON / "timestamp.txt").read_text()
    assert abs(parse_utc(collected) - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=10)
    assert "its time cannot be true" in complaints
    again = folder / "var" / "submitted" / student / LESSON / "timestamp.txt"
    again.write_text("nonsense")
    assert "has no time that can be read" in collect(folder, f"--student={student}", "--update")


def test_where_the_gradebook_has_a_list_nobody_else_is_collected(exchange):
    folder, inbound = exchange
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ExchangeCollect.check_owner = False\n")
    with book(folder) as gradebook:
        gradebook.add_student("ada")
    for student in ("ada", "eve"):
        submit(inbound, student)
    assert "'eve+" in collect(folder)
    assert [path.name for path in (folder / "var" / "submitted").iterdir()] == ["ada"]
