"""Makes the README's picture, docs/checked-cell.png: run it by hand when a card looks different from the picture.

    .venv/bin/python -m docs.make_pictures

Opens lesson 05 in JupyterLab and Chromium with an answer that is off by a factor, runs its check, and photographs the
answer, the check and the card. Works on a copy of the course; needs Chromium (apt-get install chromium).
"""

import tempfile
from pathlib import Path

import nbformat

from tests.support.course import ROOT, copy_course
from tests.support.lab import cell_of, open_lab, run_to, running_chromium, running_lab, wait_until_idle

LESSON = "notebooks/05-xwt-plus-b/05-xwt-plus-b.ipynb"
ANSWERS = {
    "linear_forward": "def linear_forward(X, W, b):\n    return X @ W.T + b",
    "linear_grad_W": "def linear_grad_W(X, W, B, G):\n    return G.T @ X / len(X)",
}
WIDTH, MARGIN, SCALE = 900, 10, 2
# What JupyterLab has beside a cell, and what of a cell is empty on its left.
ASIDE, EMPTY = 98, 26
# What belongs to the moment, not to the answer: the selected cell's buttons and frame, and the card's words once more.
HIDE = """
.jp-cell-toolbar, .jp-OutputArea-child:has([data-mime-type$=stderr]) { display: none !important }
.jp-Collapser, .jp-OutputArea-promptOverlay { visibility: hidden !important }
.jp-Cell { border-color: transparent !important; box-shadow: none !important }
.jp-InputPrompt { color: #757575 !important; opacity: 1 !important }
"""


def photograph(folder: Path, picture: Path) -> None:
    """Writes the picture; `folder` is empty and may be filled."""
    course = copy_course(folder / "course")
    notebook = nbformat.read(course / LESSON, as_version=4)
    for cell in notebook.cells:
        cell.source = ANSWERS.get(cell.id, cell.source)
    nbformat.write(notebook, course / LESSON)
    with running_lab(course, folder / "home") as lab, running_chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH + ASIDE + EMPTY, "height": 1200}, device_scale_factor=SCALE)
        open_lab(page, lab, LESSON)
        wait_until_idle(page)
        page.keyboard.press("Control+b")
        check = cell_of(page, "check(linear_grad_W)")
        run_to(page, check)
        check.locator(".jp-RenderedHTML").wait_for()
        page.add_style_tag(content=HIDE)
        page.mouse.move(0, 0)
        answer = cell_of(page, "def linear_grad_W")
        answer.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)
        top, card = answer.bounding_box(), check.locator(".jp-RenderedHTML").bounding_box()
        height = card["y"] + card["height"] - top["y"] + 2 * MARGIN
        page.screenshot(
            path=picture,
            clip={"x": top["x"] + EMPTY, "y": top["y"] - MARGIN, "width": WIDTH, "height": height},
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        photograph(Path(scratch), ROOT / "docs" / "checked-cell.png")
