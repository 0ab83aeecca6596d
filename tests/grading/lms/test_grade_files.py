"""Marks in the columns that Canvas and Moodle document for their imports."""

import csv
import json
import re

import pytest
from nbgrader.api import Gradebook

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration


def rows(path):
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def imported_by_canvas(table):
    """What Canvas takes from a file by its documented rules: {(user, assignment): grade}, and each one's points."""
    header, points, *students = table
    assert header[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert points[0].strip() == "Points Possible"
    assert {len(row) for row in table} == {len(header)}
    titles = [re.fullmatch(r"(.*?)(?: \((\d+)\))?", title) for title in header[5:]]
    names = [title[2] or title[1] for title in titles]
    assert all(row[1] == "" or re.fullmatch(r"\d+", row[1]) for row in students)
    who = [row[1] or row[2] or row[3] or row[0] for row in students]
    grades = {(one, name): row[5 + n] for one, row in zip(who, students, strict=True) for n, name in enumerate(names)}
    return grades, dict(zip(names, points[5:], strict=True))


def test_canvas_gets_its_ids_points_possible_and_blanks_for_what_waits(run, desk):
    code, said = run("export", "--for", "canvas", "05")
    assert code == 0, said
    table = rows(desk / "var" / "marks-canvas.csv")
    grades, points = imported_by_canvas(table)
    assert points == {"05-xwt": "8"}
    waiting, nothing = "", ""
    assert grades == {
        ("101", "05-xwt"): "7.5",
        ("102", "05-xwt"): "2",
        ("103", "05-xwt"): waiting,
        ("'=dee", "05-xwt"): nothing,
    }
    assert ["Lovelace, Ada", "101", "", "ada", ""] in [row[:5] for row in table]
    assert ["'=1+2, Chen", "103", "", "chen", ""] in [row[:5] for row in table]
    assert "2 marks of 4 students in 05-xwt" in said
    assert "1 left blank: waiting for a mark by hand." in said
    assert "1 left blank: nothing handed in." in said


def test_the_columns_of_its_own_export_are_taken(run, desk, tmp_path):
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("Student,ID,SIS Login ID,Section,04-wx (76),05. The layer (77),055 (78)\n")
    code, said = run("export", "--for", "canvas", "--like", theirs, "--to", tmp_path / "marks.csv")
    assert code == 0, said
    grades, points = imported_by_canvas(rows(tmp_path / "marks.csv"))
    assert points == {"76": "6", "77": "8"}
    assert grades["101", "77"] == "7.5"
    for header, words in (("Student;ID;Section", "no column for 04"), ("a,04 (1),04-wx b (2)", "several columns for")):
        theirs.write_text(header)
        code, said = run("export", "--for", "canvas", "--like", theirs)
        assert code == 1
        assert words in said


def test_an_id_that_canvas_would_read_as_another_is_not_its_id(run, desk, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,lms_user_id\nada,101abc\nbo,-102\n")
    assert run("roster", roster)[0] == 0
    run("export", "--for", "canvas", "05")
    named = {row[3]: row[1:3] for row in rows(desk / "var" / "marks-canvas.csv")}
    assert named["ada"] == ["", "101abc"]
    assert named["bo"] == ["", "'-102"]


def test_moodle_gets_every_name_that_it_may_be_told_to_go_by(run, desk):
    code, said = run("export", "--for", "moodle", "--partial", "--zeros")
    assert code == 0, said
    header, *students = rows(desk / "var" / "marks-moodle.csv")
    assert header == ["First name", "Last name", "ID number", "Email address", "Username", "04-wx", "05-xwt"]
    assert sorted(students) == [
        ["", "", "", "", "'=dee", "0", "0"],
        ["Ada", "Lovelace", "101", "ada@example.org", "ada", "0", "7.5"],
        ["Bo", "Ek", "102", "bo@example.org", "bo", "0", "2"],
        ["Chen", "'=1+2", "103", "chen@example.org", "chen", "0", "3"],
    ]
    assert "left blank" not in said


def test_no_zero_for_who_handed_in_and_is_not_graded(run, desk):
    (desk / "var" / "submitted" / "bo" / "04-wx").mkdir(parents=True)
    code, said = run("export", "04", "--for", "json", "--zeros")
    assert code == 0, said
    marks = {one["student_id"]: one["score"] for one in json.loads((desk / "var" / "marks-json.json").read_text())}
    assert marks == {"=dee": 0.0, "ada": 0.0, "bo": None, "chen": 0.0}
    assert "1 left blank: handed in and not graded yet." in said


def test_csv_and_json_say_the_same_and_what_each_mark_waits_for(run, desk):
    assert run("export", "05")[0] == run("export", "05", "--for", "json")[0] == 0
    table = list(csv.DictReader((desk / "var" / "marks-csv.csv").read_text().splitlines()))
    objects = json.loads((desk / "var" / "marks-json.json").read_text())
    assert [list(one) for one in objects] == [list(table[0])] * 4
    assert {one["student_id"].lstrip("'"): one["state"] for one in table} == {
        one["student_id"]: one["state"] for one in objects
    }
    (chen,) = (one for one in objects if one["student_id"] == "chen")
    assert (chen["state"], chen["waiting"], chen["score"], chen["raw_score"]) == ("waiting", 1, None, 3.0)
    assert (chen["last_name"], chen["lms_user_id"], chen["max_score"]) == ("=1+2", "103", 8.0)


def test_points_are_those_after_todays_penalties(run, desk):
    config = desk / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with Gradebook(f"sqlite:///{desk}/var/gradebook.db", "matrix-gradients") as book:
        book.update_or_create_assignment(
            "05-xwt", duedate=book.find_submission("05-xwt", "ada").timestamp.replace(day=1)
        )
    run("export", "05", "--for", "json")
    marks = {one["student_id"]: one for one in json.loads((desk / "var" / "marks-json.json").read_text())}
    assert (marks["ada"]["score"], marks["ada"]["late_submission_penalty"]) == (0.0, 7.5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--for", "blackboard"), "'blackboard' is not one of"),
        (("77",), "no lesson is called '77'"),
        (("--to", "/nowhere/marks.csv"), "cannot be written"),
        (("--like", "/nowhere/theirs.csv"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run, arguments, words):
    code, said = run("export", *arguments)
    assert code != 0
    assert words in said
