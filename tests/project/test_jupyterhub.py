"""The hub of docs/jupyterhub.md, set up by its own lines: a submission crosses from student to instructor and back.

Real are the hub, its proxy, the servers of three accounts, the exchange, and the instructor's commands. Not tried are
passwords (the hub's dummy authenticator takes one for all), TLS, and the installation that the document begins with.
"""

import csv
import io
import re

import pytest

from tests.support import hub


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    if reason := hub.missing():
        pytest.skip(reason)
    return hub.run(tmp_path_factory.mktemp("hub"))


def test_the_instructor_has_the_course_and_its_formgrader(seen):
    assert {"nbgrader_config.py", "solutions", "notebooks"} <= set(seen["course"])
    assert {each["student"] for each in seen["formgrader"]} == {"ada", "bo"}


def test_students_have_the_package(seen):
    assert seen["check"].startswith("linear_grad_W: right")


def test_what_students_hand_in_is_collected_and_marked(seen):
    assert "not collected" not in seen["collects"]
    points = {row["student_id"]: float(row["score"]) for row in csv.DictReader(io.StringIO(seen["marks"]))}
    assert points == {"ada": 3, "bo": 0}


def test_everybody_gets_a_page_of_their_own(seen):
    pages = {name: re.sub(r"<[^>]+>", "", seen[f"page of {name}"]) for name in hub.ANSWERS}
    for name, page in pages.items():
        assert [other for other, answer in hub.ANSWERS.items() if f"return {answer}" in page] == [name]
    assert "transpose" in pages["bo"].lower()


def test_nobody_sees_what_is_not_theirs(seen):
    assert seen["refused"] == ["the course", "the inbox", "another's home"]
    assert seen["not another's server"] == 403
