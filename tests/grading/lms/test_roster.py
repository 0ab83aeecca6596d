"""Rosters from Canvas, Moodle and nbgrader: whole, or not at all."""

import pytest

from autograder.grading.plain_text import cell

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,05 (77),Final Score
,,,,,Manual Posting,
    Points Possible,,,,,19,(read only)
"Lovelace, Ada",101,S1,ada,Group 1,17,
"van Rossum, Guido",205,S2,guido@example.org,Group 1,,
"Student, Test",999,,3f2a,Group 1,,
"""
MOODLE = """\
\ufeffFirst name;Last name;Email address;Roles
Ada;Byron;ADA@example.org;Student
Émilie;du Châtelet;emilie@example.org;Student
Gottfried;Leibniz;g@example.org;Teacher
"""
NBGRADER = 'id,first_name,last_name,email,lms_user_id\nbo,,,"",\n\nzoe,Zoe,"O\'Neil, Jr",z@example.org,9\n'


@pytest.fixture
def given(tmp_path, run):
    """Runs the command on a file of this text."""

    def given(text):
        file = tmp_path / "roster.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("roster", file)

    return given


def test_canvas_gradebook_adds_and_keeps(given, students):
    code, said = given(CANVAS)
    assert code == 0, said
    assert "Canvas: 2 students, 1 new: guido@example.org" in said
    assert "0 changed, 1 as they were" in said
    assert "Left out: Student, Test" in said
    assert students()["guido@example.org"] == ("Guido", "van Rossum", "guido@example.org", "205")
    assert len(students()) == 5


def test_moodles_participants_are_met_by_their_address_and_teachers_left_out(given, students):
    code, said = given(MOODLE)
    assert code == 0, said
    assert "1 new: emilie@example.org" in said
    assert "1 changed" in said
    assert "Gottfried Leibniz is Teacher" in said
    assert students()["ada"] == ("Ada", "Byron", "ADA@example.org", "101")


def test_nbgraders_own_takes_nothing_away(given, students):
    before = students()
    code, said = given(NBGRADER)
    assert code == 0, said
    assert students() == {**before, "zoe": ("Zoe", "O'Neil, Jr", "z@example.org", "9")}
    assert "0 changed, 2 as they were" in given(NBGRADER)[1]


@pytest.mark.parametrize("id", ["=1+1", "-x", "@ada", "+", "ada", "'t Hooft"])
def test_what_an_export_made_harmless_is_the_same_student_when_it_comes_back(given, students, id):
    code, said = given(f"id,email\n{cell(id)},\n")
    assert code == 0, said
    assert id in students()


def test_tabs_and_utf_16_as_a_spreadsheet_saves_them(given, students):
    assert given(NBGRADER.replace(",", "\t").encode("utf-16"))[0] == 0
    assert "zoe" in students()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CANVAS[:-20], "line 6"),  # the last row broke off
        (CANVAS.replace('"van', '"van "'), "line 5"),
        (NBGRADER + "ada\n", "1 cells below 5 columns"),
        (NBGRADER + ",No,Id,,\n", "nothing by which to call"),
        (NBGRADER + "bo,,,,\n", "twice, in lines 2 and 5"),
        (NBGRADER + "a/b,,,,\n", "no folder's name"),
        (NBGRADER + "..,,,,\n", "no folder's name"),
        (NBGRADER + ".hidden,,,,\n", "begins or ends as no student's does"),
        (NBGRADER + f"{'x' * 129},,,,\n", "129 characters"),
        (NBGRADER + f"y,{'x' * 129},,,\n", "more than 128 characters"),
        (NBGRADER + "y,,,bo@example.org,101\n", "both ada and bo"),
        (NBGRADER + "y,,,z@example.org,101\nw,,,ada@example.org,\n", "would both be ada"),
        ("id,id,email\na,b,c\n", "two columns called 'id'"),
        ("name,points\nada,3\n", "none of the headers that are known here, but: name, points"),
        ("", "none of the headers"),
        ("id,email\n", "names no student"),
        ("id,email\nada,é\n".encode("latin-1"), "no text in UTF-8"),
        (b"id,email\nada,\0\n", "is no text"),
        (b"PK\x03\x04\xff\xfe", "no text in UTF-8"),
        ('id,email\n"ada,x@example.org\n', "line 2"),
    ],
)
def test_a_file_that_is_not_whole_changes_nothing_and_says_where(given, students, text, words):
    before = students()
    code, said = given(text)
    assert code == 1, said
    assert words in said
    assert students() == before


def test_a_file_that_is_not_there_is_named(run, tmp_path):
    code, said = run("roster", tmp_path / "none.csv")
    assert code == 1
    assert "none.csv cannot be read" in said
