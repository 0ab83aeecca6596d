"""What a page says of the marks: by name, in words that are true, and what to mend first."""

from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grading import provenance
from autograder.grading.pages.exporter import PageExporter
from autograder.grading.pages.feedback import marks
from autograder.judging.verdict import Verdict
from tests.support.pages import page


def check(name, score, points, verdict=None, **role):
    card = provenance.with_verdict(verdict) if verdict else {}
    outputs = [new_output("display_data", {"text/html": "card"}, metadata=card)]
    if verdict and not verdict.passed:
        outputs.append(new_output("error", ename="CheckFailed", evalue="said twice", traceback=["said twice"]))
    described = {"grade_id": f"{name}-check", "grade": True, "score": score, "points": points, **role}
    return new_code_cell(f"check({name})", metadata={"nbgrader": described}, outputs=outputs)


def answer(score, points, **role):
    described = {"grade_id": "open_question", "grade": True, "solution": True, "score": score, "points": points, **role}
    return new_markdown_cell("Because.", metadata={"nbgrader": described})


WRONG = Verdict("linear_grad_W", False, 0.0, "Shape (6, 5) is right. At [0, 0] you have 1.5 <b>.", "factor")
BLANK = Verdict("linear_grad_X", False, 0.0, "It is not written yet.", "not_written")
RIGHT = Verdict("linear_forward", True, 1.0, "Right: shape (N, p).")
CELLS = [
    check("linear_forward", 1.0, 1, RIGHT),
    check("linear_grad_W", 0.5, 3, WRONG, card=True),
    check("linear_grad_X", 0.0, 2, BLANK, card=True),
    check("frobenius", 1.0, 5),
]


def shown(*cells, penalty=0.0, rejected=""):
    notebook = new_notebook(cells=list(cells))
    if rejected:
        provenance.write(notebook, provenance.Provenance(rejected=rejected))
    made = marks.of(notebook)
    about = {
        "score": sum(mark.score for mark in made.each) - penalty,
        "late_penalty": penalty,
        "student": "O'Brien <b>",
    }
    return BeautifulSoup(page(PageExporter, notebook, {**about}, marks=made), "html.parser")


def words(part):
    return " ".join(part.get_text().split())


def test_the_exercise_that_cost_the_most_stands_first_with_one_sentence_and_a_link_to_it():
    soup = shown(*CELLS)
    assert words(soup.h2) == "2.5 of 11 points"
    assert [words(item) for item in soup.section.select("ol > li")] == [
        "frobenius, 1 of 5 points.",
        "linear_grad_W, 0.5 of 3 points. Shape (6, 5) is right.",
    ]
    assert "Not written yet: linear_grad_X (2 points)." in words(soup.section)
    for link in soup.select("section a, nav a"):
        assert soup.find(id=link["href"].removeprefix("#")), link


def test_every_exercise_has_its_name():
    soup = shown(*CELLS)
    assert words(soup.nav.li) == "linear_forward Y = X Wᵀ + 1 bᵀ: 1 of 1 point"
    assert "Test cell" not in soup.get_text()


def test_what_nobody_has_marked_is_no_zero_and_in_no_sum():
    soup = shown(*CELLS, answer(0.0, 2, pending=True))
    assert words(soup.h2) == "2.5 of 11 points so far"
    assert "Not marked yet, and in no sum: open_question (2 points)." in words(soup.section)
    assert "open_question, not marked yet" in words(soup.main)
    assert "0 of 2 points" not in words(soup.find(id="open_question"))


def test_a_mark_by_hand_is_one():
    soup = shown(CELLS[0], answer(0.5, 2, pending=False, comment="Why? Say more."))
    assert words(soup.h2) == "1.5 of 3 points"
    assert words(soup.ol.li) == "open_question, 0.5 of 2 points. Why?"


def test_nothing_lost_is_said_only_where_it_is_so():
    said = "No point is lost in what is marked"
    assert f"{said}." in words(shown(CELLS[0]).section)
    assert f"{said} so far." in words(shown(CELLS[0], answer(0.0, 2, pending=True)).section)
    assert said not in words(shown(*CELLS).section)
    assert said not in words(shown(answer(0.0, 2, pending=True)).section)
    assert said not in words(shown(CELLS[0], rejected="it is not JSON.").section)
    assert "could not be checked: it is not JSON." in words(shown(CELLS[0], rejected="it is not JSON.").section)


def test_lateness_is_said():
    soup = shown(CELLS[0], penalty=0.5)
    assert words(soup.h2) == "0.5 of 1 point"
    assert "0.5 points were taken off for handing in late." in words(soup.section)
    assert "No other point is lost in what is marked." in words(soup.section)
    assert "1 point was taken off for handing in late." in words(shown(CELLS[0], penalty=1.0).section)


def test_the_card_says_it_once():
    assert "said twice" not in shown(*CELLS).main.get_text()
    assert "said twice" in shown(check("f", 0.0, 1, WRONG)).main.get_text()


def test_a_page_can_be_read_by_everybody():
    """Landmarks, language, one anchor for a name, and no fonts from elsewhere; contrast is the browser's to measure."""
    soup = shown(*CELLS, answer(0.0, 2, pending=True))
    assert soup.html["lang"] == "en"
    assert {child.name for child in soup.body.find_all(recursive=False)} == {"header", "section", "nav", "main"}
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert "@font-face" not in str(soup)
    assert "O'Brien <b>" in soup.h1.get_text()
