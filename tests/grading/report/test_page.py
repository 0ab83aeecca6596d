"""The class report's page: all that it says is there, names are text, nothing is loaded, the bytes are the same."""

import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autograder.exercises.mistakes import MISTAKES
from autograder.grading.marks.class_report import ClassReport
from autograder.grading.marks.outcomes import Outcome
from autograder.grading.marks.standing import Person, Standing
from autograder.grading.report.items import Item
from autograder.grading.report.page import page

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own, as in its configuration
EVIL = "<script>alert(1)</script>\u202e$x_{"
VOID = {"meta", "link", "br", "img", "hr"}
HOSTS = re.compile(r"https?:|//|@import|url\((?!#)", re.I)


class Tree(HTMLParser):
    """Elements in order, each closed by its own end; the text; ids and what points at them."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.words, self.ids, self.wanted = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            if name in ("href", "xlink:href"):
                self.wanted.append(value)
            if name == "aria-labelledby":
                self.wanted += [f"#{one}" for one in value.split()]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def report(people=("ada", "bo", "chen"), lessons=("04-wx", "05-xwt")):
    standings = {(one, lesson): Standing(one, lesson, 8.0, missing=True) for one in people for lesson in lessons}
    standings["ada", "05-xwt"] = Standing("ada", "05-xwt", 8.0, 7.5, 1.0, 0, late=timedelta(hours=47))
    standings["bo", "05-xwt"] = Standing("bo", "05-xwt", 8.0, 3.0, waiting=2)
    standings["chen", "05-xwt"] = Standing("chen", "05-xwt", 8.0, waiting=1)
    outcomes = {
        ("ada", "05-xwt"): Outcome({"linear_grad_W": "factor", "h": "not_written"}),
        ("bo", "05-xwt"): Outcome({"linear_grad_W": "factor", "linear_grad_X": "factor", "b": EVIL}),
        ("chen", "05-xwt"): Outcome({"linear_grad_W": "transposed"}, rejected=f"no notebook {EVIL}"),
    }
    everybody = (Person("ada", "Ada", EVIL), *(Person(one) for one in people[1:]))
    return ClassReport(lessons, everybody, dict.fromkeys(lessons, 8.0), standings, outcomes)


ITEMS = [
    Item("05-xwt", "linear_grad_W", 3, 20, 0, 0.25, 0.61),
    Item("05-xwt", EVIL, 3, 20, 0, 0.9, -0.2),
    Item("05-xwt", "open", 2, 0, 2, None, None),
]


@pytest.fixture(scope="module")
def made():
    return page(report(), ITEMS)


@pytest.fixture(scope="module")
def tree(made):
    return Tree(made)


def test_it_says_who_is_where_and_what_is_to_be_done(tree):
    for words in (
        "3 students, 2 lessons",
        "05-xwt 3 of 3 1 0 1 2 3 of 8",
        "6.5 2 days late, 1 off",
        "2 wait for a mark",
        "04-wx: 3 missing ada, bo, chen",
        "05-xwt: 1 late ada",
        "05-xwt: 2 waiting for a mark by hand bo, chen",
        "05-xwt: chen could not be graded",
        f"{MISTAKES['factor'].name} 3 2 linear_grad_W {MISTAKES['factor'].instructor} {MISTAKES['factor'].student}",
        "linear_grad_W 05-xwt 3 20 25 % 0.61 hard",
        "20 90 % -0.20 who has more points elsewhere tends to have fewer here",
        "open 05-xwt 2 0 – – 2 not marked yet",
    ):
        assert words in tree.text, words
    assert MISTAKES["transposed"].instructor not in tree.text  # of what could not be graded


def test_what_could_not_be_graded_is_no_longer_said_where_a_person_has_marked_it():
    marked = report()
    marked.standings["chen", "05-xwt"] = Standing("chen", "05-xwt", 8.0, 5.0)
    text = Tree(page(marked, ITEMS)).text
    assert "chen could not be graded" not in text
    assert "5 marked by hand" in text


def test_a_name_is_text_wherever_it_stands(made, tree):
    assert "<script" not in made
    assert "\u202e" not in made
    assert tree.text.count("<script>alert(1)</script>⟨U+202E⟩$x") >= 4  # a student, a reason, a mistake, an item


def test_nothing_is_loaded_and_every_reference_is_within(made, tree):
    assert HOSTS.findall(made) == []
    assert {tag for tag, _ in tree.tags}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "image", "foreignobject"}
    )
    assert len(tree.ids) == len(set(tree.ids))
    assert {one[1:] for one in tree.wanted} <= set(tree.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", made)) <= set(tree.ids)


def test_it_can_be_read_aloud_and_in_order(made, tree):
    assert made.startswith("<!DOCTYPE html>")
    tags = [tag for tag, _ in tree.tags]
    assert dict(tree.tags)["html"] == {"lang": "en"}
    assert [tags.count(one) for one in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    drawings = [attributes for tag, attributes in tree.tags if tag == "svg"]
    assert len(drawings) == 3
    assert all(one["role"] == "img" and one["aria-labelledby"] for one in drawings)
    assert "05-xwt: from 0% to 81%, the middle 38%" in tree.text
    assert all("scope" in attributes for tag, attributes in tree.tags if tag == "th")


def test_drawn_words_have_the_pages_ink(made):
    drawn = re.findall(r"<text[^>]*>", made)
    assert len(drawn) >= 12
    assert [one for one in drawn if "fill: currentColor" not in one] == []


def test_the_same_class_makes_the_same_bytes(made):
    assert page(report(), ITEMS) == made
    assert "Read on 2026-05-01 12:00 UTC" in page(report(), ITEMS, datetime(2026, 5, 1, 12))


def luminance(colour):
    parts = [int(part, 16) / 255 for part in re.findall("..", colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_ink_can_be_read_on_its_paper_by_day_and_by_night(made):
    themes = re.findall(r":root \{([^}]*)\}", made)
    assert len(themes) == 3
    for theme in themes:
        colours = {
            name: value * 2 if len(value) == 3 else value for name, value in re.findall(r"--(\w+): #(\w+)", theme)
        }
        for paper in ("paper", "head"):
            for ink, least in (("ink", 7), ("faint", 4.5), ("note", 4.5), ("link", 4.5)):
                dark, light = sorted((luminance(colours[paper]), luminance(colours[ink])))
                assert (light + 0.05) / (dark + 0.05) >= least, (theme, paper, ink)
        for bar in ("3d85c6", "d9772b"):
            assert f"#{bar}" in made
            dark, light = sorted((luminance(colours["paper"]), luminance(bar)))
            assert (light + 0.05) / (dark + 0.05) >= 3, (theme, bar)


def test_an_empty_class_has_a_page_too():
    nobody = ClassReport(("05-xwt",), (), {"05-xwt": 8.0}, {}, {})
    tree = Tree(page(nobody, []))
    assert "Nobody is late or missing" in tree.text
    assert "No mistake is known" in tree.text
    assert "Nothing is graded yet" in tree.text


def test_the_command_writes_it(run, desk, tmp_path):
    code, said = run("report", "--html")
    assert code == 0, said
    text = Tree((desk / "var" / "report.html").read_text()).text
    assert "05-xwt 3 of 4 0 1 0 1 3 of 8" in text
    assert "grad 05-xwt 6 3 47 %" in text
    assert "open 05-xwt 2 2 100 % – 1 not marked yet" in text
    (desk / "var" / "submitted" / "bo" / "04-wx").mkdir(parents=True)
    assert "04-wx: 1 of 4 handed in, 1 not graded yet." in run("report")[1]
    code, said = run("report", "--html", tmp_path / "class.html", "04")
    assert code == 0, said
    text = Tree((tmp_path / "class.html").read_text()).text
    assert "04-wx: 3 missing =dee, chen, ada 04-wx: 1 handed in, not graded yet bo" in text
    for arguments, words in (
        ((tmp_path / "none" / "class.html",), "cannot be written"),
        (("a.html", "b.html"), "one page is written, and 2 are named"),
        (("77",), "no lesson is called"),
    ):
        code, said = run("report", "--html", *arguments)
        assert code == 1
        assert words in said
