"""The course in a real browser: a student's and an author's JupyterLab, nbgrader's panels and its Formgrader."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from tests.support import programs
from tests.support.course import copy_course
from tests.support.gradebook import book
from tests.support.lab import (
    CHROMIUM,
    cell_of,
    menu_item,
    open_lab,
    run,
    run_to,
    running_chromium,
    running_lab,
    wait_until_idle,
)
from tests.support.processes import PATIENCE
from tests.support.vectors import RUN, VECTORS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")

LESSON = "05-xwt-plus-b"
LESSONS = ["00-notation", "01-frobenius-product", "04-wx-by-indices", LESSON, "07-tensor-gradients"]
WRONG = "def linear_grad_W(X, W, B, G):\n    return G @ X"
RIGHT = "def linear_grad_W(X, W, B, G):\n    return G.T @ X"
CHECK = "linear_grad_W-check"
SHOWS = f"""from IPython.display import HTML, SVG, Javascript, Markdown, display
for vector in {VECTORS!r}:
    for kind in (HTML, Markdown):
        display(kind(vector), metadata={{"text/html": {{"isolated": True}}}})
    print(vector)
display(Javascript({RUN!r}))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'></svg>"))
display({{"image/png": "x' onerror='{RUN}"}}, raw=True, metadata={{"image/png": {{"width": "1 onerror={RUN}"}}}})

"""
# Texts of a page with a contrast below 4.5 : 1; the cells of a picture of numbers are the card's to answer for.
FAINT = """() => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b]
        .map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = part => {
        const colour = parts(getComputedStyle(part).backgroundColor);
        return colour.length < 4 || colour[3] === 1 ? colour : behind(part.parentElement);
    };
    const own = part => [...part.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    return [...document.body.querySelectorAll(":not(td)")].filter(own).filter(part => {
        const two = [light(parts(getComputedStyle(part).color)), light(behind(part))].sort((a, b) => b - a);
        return (two[0] + 0.05) / (two[1] + 0.05) < 4.5;
    }).map(part => part.outerHTML.slice(0, 200));
}"""
ROLES = """cells => cells.map(cell => [
    cell.querySelector(".nbgrader-CellId input").value,
    cell.querySelector(".nbgrader-CellType select").value,
    cell.querySelector(".nbgrader-CellPoints input").valueAsNumber,
])"""


def hand_out(lab, student, **own):
    """Gives a student the lesson's released notebook with every answer right but for those given; its path."""
    released, solved = (
        nbformat.read(lab.root / kind / LESSON / f"{LESSON}.ipynb", as_version=4) for kind in ("notebooks", "solutions")
    )
    answers = {cell.id: cell.source for cell in solved.cells} | own
    for cell in released.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answers[cell.id]
    path = Path("students", student, f"{LESSON}.ipynb")
    (lab.root / path).parent.mkdir(parents=True)
    nbformat.write(released, lab.root / path)
    return path


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with running_lab(copy_course(tmp_path_factory.mktemp("lab") / "course"), home) as server:
        yield server


@pytest.fixture(scope="module")
def window():
    """One window for all tests: what the browser has loaded of JupyterLab it does not load again."""
    with running_chromium() as browser:
        window = browser.new_context(viewport={"width": 1400, "height": 1000})
        window.set_default_timeout(1000 * PATIENCE)
        expect.set_options(timeout=1000 * PATIENCE)
        yield window


@pytest.fixture
def page(window):
    page = window.new_page()
    yield page
    page.close()


def program(lab, *command):
    """Runs a program of this environment in the course's folder."""
    done = programs.run(*command, cwd=lab.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def cells(lab, kind):
    """The cells of the lesson's built notebook."""
    return json.loads((lab.root / kind / LESSON / f"{LESSON}.ipynb").read_text())["cells"]


def role_of(cell):
    """What nbgrader's panel calls the role of a cell, and its points."""
    role = cell["metadata"]["nbgrader"]
    name = {(False, True): "solution", (True, False): "tests", (True, True): "manual"}[role["grade"], role["solution"]]
    return name, role.get("points", 0)


def write_right_answer(page):
    """Writes the right answer over what is in the cell; the cell."""
    answer = cell_of(page, "def linear_grad_W")
    answer.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(RIGHT)
    return answer


def validate(page):
    """Presses nbgrader's Validate button and gives what its dialog says."""
    page.locator(".validate-button").click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    said = dialog.inner_text()
    dialog.get_by_role("button", name="Ok").click()
    return " ".join(said.split())


def open_as_notebook(page, lab, factory):
    """Opens the lesson's text as an author does: in the file browser, Open With."""
    open_lab(page, lab, "solutions")
    page.locator(".jp-DirListing-item", has_text=f"{LESSON}.md").click(button="right")
    menu_item(page, "Open With").hover()
    menu_item(page, factory).click()
    wait_until_idle(page)


def save(page, path):
    """Presses the save button and waits until the file is written."""
    before = path.stat().st_mtime_ns
    page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=save] jp-button").click()
    while path.stat().st_mtime_ns == before:
        page.wait_for_timeout(100)


def test_a_student_is_told_what_is_wrong_then_that_it_is_right(lab, page):
    open_lab(page, lab, hand_out(lab, "ada", linear_grad_W=WRONG))
    wait_until_idle(page)
    check = cell_of(page, "check(linear_grad_W)")
    card, error = check.locator(".jp-RenderedHTML"), check.locator("[data-mime-type$=stderr]")
    run_to(page, check)
    expect(error).to_contain_text("CheckFailed: linear_grad_W: not right yet")
    for words in ("linear_grad_W: not right yet", "a transpose missing", "You computed G X"):
        expect(card).to_contain_text(words)
    for trace_of_ours in ("Traceback", "autograder/", "referee", "File "):
        assert trace_of_ours not in check.locator(".jp-OutputArea").inner_text()
    assert len(error.inner_text().splitlines()) == 1
    heading = page.locator("[data-jupyter-id=The-gradient-of-W]")
    card.scroll_into_view_if_needed()
    expect(heading).not_to_be_in_viewport()
    card.get_by_role("link", name="The gradient of W").click()
    expect(heading).to_be_in_viewport()

    run(page, write_right_answer(page))
    run(page, check)
    expect(card).to_contain_text(re.compile("^linear_grad_W: right"))
    expect(error).to_have_count(0)


def test_validate_says_the_same_words_as_the_card(lab, page):
    open_lab(page, lab, hand_out(lab, "emmy", linear_grad_W=WRONG))
    wait_until_idle(page)
    check = cell_of(page, "check(linear_grad_W)")
    run_to(page, check)
    expect(check.locator(".jp-RenderedHTML")).to_contain_text("not right yet")
    said = validate(page)
    assert said.count("The following cell failed:") == 1
    rows = check.locator(".jp-RenderedHTML table").first.locator("tr").all_inner_texts()
    assert len(rows) >= 3
    for row in rows:
        assert " ".join(row.split()) in said

    write_right_answer(page)
    assert "Success! Your notebook passes all the tests." in validate(page)


def test_nbgraders_panel_shows_a_lessons_roles_and_the_build_takes_what_it_writes(lab, page):
    text = lab.root / "solutions" / f"{LESSON}.md"
    before = {kind: cells(lab, kind) for kind in ("solutions", "notebooks")}
    open_as_notebook(page, lab, "Notebook")
    page.locator(".lm-TabBar-tabLabel", has_text="Create Assignment").click()
    panel = page.locator(".nbgrader-CellWidget")
    panel.first.wait_for()
    roles = panel.evaluate_all(ROLES)
    # It says so at once, over everything, where it takes metadata for an old version's.
    page.wait_for_timeout(500)
    assert page.locator(".jp-Dialog").all_inner_texts() == []
    assert {name: (kind, points) for name, kind, points in roles if kind} == {
        cell["id"]: role_of(cell) for cell in before["solutions"] if "nbgrader" in cell["metadata"]
    }

    points = 1 + next(points for name, _, points in roles if name == CHECK)
    box = panel.nth([name for name, _, _ in roles].index(CHECK)).locator(".nbgrader-CellPoints input")
    box.fill(str(points))
    box.press("Enter")
    save(page, text)
    program(lab, "autograder", "build", "05")
    for kind, old in before.items():
        new = cells(lab, kind)
        changed = [cell for cell, twin in zip(new, old, strict=True) if cell != twin]
        assert [cell["id"] for cell in changed] == [CHECK]
        assert changed[0]["metadata"]["nbgrader"]["points"] == points
        for cell in (*changed, *(cell for cell in old if cell["id"] == CHECK)):
            del cell["metadata"]["nbgrader"]["points"]
            cell["metadata"]["nbgrader"].pop("checksum", None)  # nbgrader's, and of the points too
        assert new == old


def test_formgrader_lists_exactly_the_lessons(lab, page):
    program(lab, "nbgrader", "generate_assignment", "*", "--create", "--force")
    assert listed(lab, page) == LESSONS
    text = lab.root / "solutions" / f"{LESSON}.md"
    open_as_notebook(page, lab, "Jupytext Notebook")
    save(page, text)
    # What JupyterLab keeps beside the lessons is no lesson.
    assert (text.parent / ".ipynb_checkpoints").is_dir()
    assert listed(lab, page) == LESSONS


def listed(lab, page):
    page.goto(lab.url("formgrader/manage_assignments"))
    page.wait_for_selector("td.name a")
    return page.locator("td.name").all_inner_texts()


def test_nothing_of_a_submission_runs_in_the_instructors_browser(lab, page):
    question = "\n\n".join(["No words of mine.", *VECTORS])
    path = hand_out(lab, "mallory", linear_grad_W=SHOWS + RIGHT, linear_open_question=question)
    submitted = lab.root / "var" / "submitted" / "mallory" / LESSON
    submitted.mkdir(parents=True)
    (lab.root / path).rename(submitted / path.name)
    program(lab, "nbgrader", "generate_assignment", LESSON, "--create", "--force")
    program(lab, "nbgrader", "autograde", LESSON, "--student=mallory", "--create")
    program(lab, "nbgrader", "generate_feedback", LESSON, "--student=mallory")

    listed(lab, page)  # lets the browser in: the Formgrader's own requests carry no token
    page.goto("about:blank")  # the list's own requests are over
    dialogs, asked = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((lab.root / "var" / "feedback" / "mallory" / LESSON / f"{LESSON}.html").as_uri())
    nothing_ran(page)
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert page.evaluate(FAINT) == []

    page.goto(lab.url(f"formgrader/gradebook/{LESSON}/{LESSON}"))
    page.get_by_role("link", name="Submission #1").click()
    page.wait_for_function("window.formgrader && formgrader.loaded")
    expect(page.locator(f"[id='{CHECK}']")).to_have_attribute("placeholder", re.compile(r"\d"))
    nothing_ran(page)
    mark_by_hand(page, lab)
    own = (lab.address, "file:", "data:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert dialogs == []


def mark_by_hand(page, lab):
    """On the submission's page: points and a comment, which reach the gradebook; then the pages that lead there."""
    page.locator("#linear_open_question").fill("1.5")
    page.locator("#linear_open_question-comment").fill("Say more.")
    page.locator("#linear_open_question-comment").press("Tab")
    page.wait_for_load_state("networkidle")
    with book(lab.root) as gradebook:
        assert gradebook.find_grade("linear_open_question", LESSON, LESSON, "mallory").manual_score == 1.5
        assert gradebook.find_comment("linear_open_question", LESSON, LESSON, "mallory").comment == "Say more."
    page.goto(lab.url("formgrader/manage_students"))
    page.get_by_role("link", name="None, None").click()  # nobody said what mallory is called
    page.get_by_role("link", name=LESSON).click()
    page.get_by_role("link", name=LESSON).last.click()
    page.wait_for_function("window.formgrader && formgrader.loaded")
    expect(page.locator("#linear_open_question")).to_have_value("1.5")
    page.goto(lab.url(f"formgrader/manage_submissions/{LESSON}"))
    expect(page.get_by_role("gridcell", name="mallory", exact=True)).to_be_visible()


def nothing_ran(page):
    """The whole page is there, formulas and figures drawn, and no more of it is live than the page's own."""
    expect(page.get_by_text("No words of mine.")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    page.wait_for_timeout(500)
    assert page.evaluate("window.__owned") is None
    cells = page.locator("#notebook-container").last
    for live in ("script", "style", "svg", "iframe", "object", "embed", "form", "base", "meta", "link", "video"):
        assert cells.locator(live).count() == 0, live
    assert cells.locator("math").count() > 100
    drawn = cells.locator("img[src^='data:image/svg']").evaluate_all("all => all.map(one => one.naturalWidth > 0)")
    assert drawn.count(True) >= 2
