"""Downloads from Canvas and Moodle: to whom each file belongs, and that none gets anywhere else."""

import stat
import zipfile
from zipfile import ZipInfo

import pytest
from nbgrader.api import Gradebook

from autograder.grading.lms.downloads import Register, handed_in
from autograder.grading.marks.standing import Person

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration
LESSON = "05-xwt"
NOTEBOOK = f"{LESSON}.ipynb"
MOODLE = "Ada Lovelace_900001_assignsubmission_file_"


@pytest.fixture
def given(tmp_path, run):
    """Runs the command on a zip of these names and contents."""

    def given(*entries, options=()):
        file = tmp_path / "download.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return run("collect-zip", file, "05", *options)

    return given


@pytest.fixture
def collected(desk):
    """What lies below the submissions: contents by path."""

    def collected():
        folder = desk / "var" / "submitted"
        return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}

    return collected


def test_canvas_goes_by_the_id_and_takes_the_latest(given, collected):
    code, said = given(
        (f"lovelaceada_LATE_101_9000_{LESSON}-1.ipynb", "newer"),
        (f"lovelaceada_101_8000_{NOTEBOOK}", "older"),
        ("lovelaceada_LATE_101_9000_error.png", "picture"),
        ("somebodyelse_102_1_hw-4.ipynb", "four"),
        ("somebodyelse_102_2_hw-5.ipynb", "five"),
    )
    assert code == 0, said
    assert collected() == {
        f"ada/{LESSON}/{LESSON}-1.ipynb": "newer",
        f"ada/{LESSON}/error.png": "picture",
        f"bo/{LESSON}/hw-4.ipynb": "four",
        f"bo/{LESSON}/hw-5.ipynb": "five",
    }
    assert "2 new, 0 replaced, 0 as they were" in said
    assert "not known, so nothing is taken off: ada, bo" in said
    assert "Late, says Canvas: ada." in said
    assert f"Earlier uploads, not taken: lovelaceada_101_8000_{NOTEBOOK}" in said


@pytest.mark.parametrize(
    "name",
    [f"{MOODLE}/{NOTEBOOK}", f"{MOODLE}{NOTEBOOK}", f"{MOODLE[:-1]}/{NOTEBOOK}", f"Exercise 5/{MOODLE}/{NOTEBOOK}"],
)
def test_moodle_goes_by_the_full_name(given, collected, name):
    code, said = given((name, "hers"), (f"{MOODLE[:13]}900001_assignsubmission_onlinetext_/onlinetext.html", "x"))
    assert collected() == {f"ada/{LESSON}/{NOTEBOOK}": "hers"}
    assert code == 1, said  # a text typed into Moodle is no file to grade
    assert "it is of no kind that is collected" in said


def test_the_same_again_changes_nothing_and_something_else_needs_to_be_asked_for(given, collected):
    first, second = (f"{MOODLE}/{NOTEBOOK}", "one"), (f"{MOODLE}/{NOTEBOOK}", "two")
    assert given(first)[0] == 0
    code, said = given(first)
    assert (code, "0 new, 0 replaced, 1 as they were" in said) == (0, True)
    code, said = given(second)
    assert code == 1
    assert "ada handed in something else before" in said
    assert list(collected().values()) == ["one"]
    code, said = given(second, options=["--update"])
    assert code == 0, said
    assert "1 replaced" in said
    assert collected() == {f"ada/{LESSON}/{NOTEBOOK}": "two"}


LINK = ZipInfo(f"lovelaceada_101_2_{NOTEBOOK}")
LINK.create_system, LINK.external_attr = 3, (stat.S_IFLNK | 0o777) << 16


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ((LINK, "/etc/passwd"), "link"),
        ((f"{MOODLE}/../../../../{NOTEBOOK}", ""), "out of the folder"),
        ((f"{MOODLE}//etc/{NOTEBOOK}", ""), "out of the folder"),
        ((f"{MOODLE}/..\\{NOTEBOOK}", ""), "out of the folder"),
        ((f"{MOODLE}/C:{NOTEBOOK}", ""), "out of the folder"),
        ((f"{MOODLE}/.ipython/a.ipynb", ""), "hidden"),
        ((f"{MOODLE}/a\u202eb.ipynb", ""), "cannot be printed"),
        ((f"{MOODLE}/{'x' * 200}.ipynb", ""), "too long"),
        ((f"{MOODLE}/{'x/' * 20}a.ipynb", ""), "too long"),
        ((f"{MOODLE}/timestamp.txt", "2020-01-01 00:00:00 UTC"), "nbgrader would believe it"),
        (("lovelaceada_101_7_timestamp.txt", "2020-01-01 00:00:00 UTC"), "nbgrader would believe it"),
        ((f"{MOODLE}/page.html", ""), "no kind that is collected"),
        ((f"{MOODLE}/conftest.py", ""), "no kind that is collected"),
        ((f"{MOODLE}/big.ipynb", b"0" * 20_000_001), "more than 20 MB"),
        ((f"lovelaceada_999_1_{NOTEBOOK}", ""), "no one student of the gradebook is lovelaceada, 999"),
        ((f"anon_101_8812_{NOTEBOOK}", ""), "says not whose it is"),
        ((f"Zoe None_7_assignsubmission_file_/{NOTEBOOK}", ""), "no one student of the gradebook is Zoe None"),
        (("notes.ipynb", ""), "says not whose it is"),
    ],
)
def test_what_cannot_be_taken_is_said_and_costs_nobody_else(given, collected, desk, entry, words):
    def outside():
        return {path for path in desk.parent.rglob("*") if path.is_file() and "submitted" not in path.parts}

    before = outside()
    code, said = given(entry, (f"ekbo_102_5_{NOTEBOOK}", "bo's"))
    assert code == 1, said
    assert words in said
    assert collected() == {f"bo/{LESSON}/{NOTEBOOK}": "bo's"}
    assert {path.name for path in outside() - before} == {"download.zip"}


def test_two_of_one_name_are_nobodys(given, collected):
    other = MOODLE.replace("900001", "900002")
    code, said = given((f"{MOODLE}/{NOTEBOOK}", "one"), (f"{other}/{NOTEBOOK}", "two"))
    assert code == 1
    assert "several in the download would be ada" in said
    assert collected() == {}


def test_too_many_files_of_one_student_end_at_the_hundredth(given, collected):
    code, said = given(*((f"{MOODLE}/{n}.txt", "") for n in range(120)))
    assert code == 1
    assert "more than 100 files" in said
    assert len(collected()) == 100


def test_a_broken_file_within_a_zip_costs_its_student_only(given, collected, tmp_path, run):
    given((f"lovelaceada_101_2_{NOTEBOOK}", "x" * 100))
    raw = bytearray((tmp_path / "download.zip").read_bytes())
    raw[raw.index(b"x" * 100)] ^= 1
    (tmp_path / "download.zip").write_bytes(raw)
    code, said = run("collect-zip", tmp_path / "download.zip", "05", "--update")
    assert code == 1
    assert "cannot be unpacked (Bad CRC-32" in said


def test_a_link_in_the_place_of_a_submission_is_replaced_and_not_followed(given, collected, desk):
    elsewhere = desk / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / NOTEBOOK).write_text("kept")
    (desk / "var" / "submitted" / "ada").mkdir(parents=True)
    (desk / "var" / "submitted" / "ada" / LESSON).symlink_to(elsewhere)
    entry = (f"{MOODLE}/{NOTEBOOK}", "new")
    assert given(entry)[0] == 1
    assert given(entry, options=["--update"])[0] == 0
    assert (elsewhere / NOTEBOOK).read_text() == "kept"
    assert collected() == {f"ada/{LESSON}/{NOTEBOOK}": "new"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"PK\x03\x04 and no more", "no whole zip file"), (None, "cannot be read"), (b"", "no whole zip")],
)
def test_what_is_no_zip_is_one_sentence(run, tmp_path, raw, words):
    file = tmp_path / "download.zip"
    if raw is not None:
        file.write_bytes(raw)
    code, said = run("collect-zip", file, "05")
    assert code == 1
    assert words in said


def test_a_zip_of_something_else_is_told_what_names_there_are(given):
    code, said = given(("a/b.ipynb", ""))
    assert code == 1
    assert "holds 'a/b.ipynb'" in said
    assert "lovelaceada_101_8812_file.ipynb" in said
    code, said = given()
    assert code == 1
    assert "holds nothing" in said


CLASS = (
    Person("ada", "Ada", "Lovelace", lms_user_id="101"),
    Person("emilie", "Émilie", "du Châtelet"),
    Person("an", "Ann", "Lee"),
    Person("an2", "Ann", "Lee"),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("duchateletemilie_7_8_a.ipynb", "emilie"),  # no ID is known of her: the name is
        ("lovelaceada_55_8_a.ipynb", None),  # another of that name
        ("x_101_8_a.ipynb", "ada"),
        ("leeann_3_8_a.ipynb", None),  # two are called so
        ("Ann Lee_3_assignsubmission_file_/a.ipynb", None),
        ("Émilie du Chatelet_3_assignsubmission_file_/a.ipynb", "emilie"),
        ("Ada Lovelace_101_assignsubmission_file_/a.ipynb", "ada"),
        ("Bo Ek_101_assignsubmission_file_/a.ipynb", None),  # Moodle's number is nobody's ID
    ],
)
def test_who_is_meant(name, expected):
    found = Register(CLASS).find(handed_in(ZipInfo(name)))
    assert (found and found.id) == expected


def test_who_is_replaced_is_late_no_more_for_what_lay_there_before(given, run, desk):
    folder = desk / "var" / "submitted" / "ada" / LESSON
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text("2026-05-02 12:00:00 UTC")
    with Gradebook(f"sqlite:///{desk}/var/gradebook.db", "matrix-gradients") as book:
        book.update_or_create_assignment(LESSON, duedate="2026-05-01 12:00 UTC")
    assert "3 late" in run("report", LESSON)[1]
    code, said = given((f"lovelaceada_101_8812_{NOTEBOOK}", "{}"), options=["--update"])
    assert code == 0, said
    assert "nothing is taken off: ada." in said
    assert "2 late" in run("report", LESSON)[1]
    assert list((desk / "var" / "backups").glob("*.db"))
