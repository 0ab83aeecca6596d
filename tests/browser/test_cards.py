"""Every kind of card alone on a white page and on a black one, as in JupyterLab's themes, and its contrast measured.

Inside JupyterLab axe measures no contrast, so each text's colour is held here against the background that is under it.
"""

import numpy as np
import pytest

from autograder import judge, show
from autograder.judging.example import smallest
from autograder.judging.wording import inconclusive
from autograder.lessons import LESSONS
from autograder.lessons.course import find
from autograder.student.card import as_html
from autograder.student.extras import Extras
from autograder.student.overview import overview
from tests.support.exercises import function
from tests.support.lab import CHROMIUM, running_chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is missing: apt-get install chromium")

ENOUGH = 4.5  # WCAG 2 AA, for text of any size
# As JupyterLab sets them: the page's colours, and a colour of their own for the cells of tables.
THEMES = {
    "light": "body{background:#fff;color:#000} td,th,pre,a{color:rgba(0,0,0,.87)}",
    "dark": "body{background:#111;color:#fff} td,th,pre{color:rgba(255,255,255,.87)} tr{background:#000}",
}
MEASURE = """() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number)
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map(i => a * top[i] + (1 - a) * under[i]) }
  const ground = element => {
    const under = element.parentElement ? ground(element.parentElement) : [255, 255, 255]
    return over(channels(getComputedStyle(element).backgroundColor), under)
  }
  const luminance = colour => {
    const [r, g, b] = colour.map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    return .2126 * r + .7152 * g + .0722 * b
  }
  const found = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement
    if (!walk.currentNode.data.trim() || element.closest("style,script")) continue
    const under = ground(element), ink = over(channels(getComputedStyle(element).color), under)
    const [low, high] = [luminance(ink), luminance(under)].sort((a, b) => a - b)
    found.push([(high + .05) / (low + .05), walk.currentNode.data.trim()])
  }
  return found
}"""


def no_delta(W, X):
    return np.broadcast_to(X.T[None, :, None, :], (len(W), X.shape[1], len(W), len(X)))


def with_example(name, answer):
    verdict = judge(name, answer)
    example = smallest(function(name), answer, verdict)
    assert example is not None
    return as_html(verdict, Extras("This is an older version.", "(2, 3)\n(3, 4)", example, name))


def nan(X, W, B, G):
    return np.where(G.T @ X > 0, np.nan, 1.0)


CARDS = {
    "right, with what was earned": lambda: as_html(
        judge("linear_grad_W", lambda X, W, B, G: G.T @ X), Extras(earned=find("linear_grad_W").earned)
    ),
    "wrong, with its error": lambda: with_example("linear_grad_W", lambda X, W, B, G: (G + G * G).T @ X),
    "a factor": lambda: with_example("linear_grad_W", lambda X, W, B, G: G.T @ X / len(X)),
    "an error in blocks": lambda: with_example("wx_jacobian", no_delta),
    "raises": lambda: with_example("wx_grad_W", lambda W, X, G: G @ X),
    "not finite": lambda: with_example("linear_grad_W", nan),
    "partly right": lambda: with_example("linear_grads_nd", lambda X, W, b, G: (G @ W, W, b)),
    "a wrong derivation": lambda: as_html(judge("linear_derivation", lambda: "dL = G : dY\n= G : (dW X^T)")),
    "a right derivation": lambda: as_html(
        judge("linear_derivation", lambda: "dL = G : dY\n= G : (X dW^T)\n= G^T : (dW X^T)\n= (G^T X) : dW")
    ),
    "not written": lambda: as_html(judge("frobenius", lambda A, B: (_ for _ in ()).throw(NotImplementedError))),
    "inconclusive": lambda: as_html(inconclusive(find("frobenius"), "it took too long")),
    "progress": lambda: overview(LESSONS, {"frobenius": judge("frobenius", lambda A, B: np.sum(A * B))}).html,
    "a picture with letters": lambda: show("T", "ijkl", T=np.arange(-8.0, 8.0).reshape(2, 2, 2, 2)).html,
    "a picture of signs": lambda: show(A=np.linspace(-1, 1, 400).reshape(20, 20)).html,
    "every colour": lambda: show(A=np.linspace(-1, 1, 99).reshape(9, 11)).html,
}


@pytest.fixture(scope="module")
def page():
    with running_chromium() as browser:
        yield browser.new_page()


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_of_every_card_stands_out_from_what_is_under_it(page, theme):
    low = {}
    for kind, make in CARDS.items():
        page.set_content(f"<style>{THEMES[theme]}</style>{str(make())}")
        measured = page.evaluate(MEASURE)
        assert len(measured) > 3, kind
        low[kind] = [(round(contrast, 2), text) for contrast, text in measured if contrast < ENOUGH]
    assert low == {kind: [] for kind in CARDS}


def test_the_measure_sees_white_on_white(page):
    page.set_content("<body><p style='color:#fff'>unseen</p><p style='color:#777'>faint</p><p>black</p></body>")
    contrasts = [contrast for contrast, _ in page.evaluate(MEASURE)]
    assert contrasts == pytest.approx([1.0, 4.48, 21.0], abs=0.01)


def test_nothing_is_lost_in_print_or_with_the_readers_own_colours(page):
    """Without backgrounds, and with two colours only, every text is still there and dark on light."""
    page.set_content("".join(map(str, (make() for make in CARDS.values()))))
    before = len(page.evaluate(MEASURE))
    page.add_style_tag(content="*{background:none !important}")
    measured = page.evaluate(MEASURE)
    assert len(measured) == before
    assert [text for contrast, text in measured if contrast < ENOUGH] == []
    page.emulate_media(forced_colors="active")
    forced = page.evaluate(MEASURE)
    page.emulate_media(forced_colors="none")
    assert [text for contrast, text in forced if contrast < ENOUGH] == []


def test_a_card_fits_a_narrow_window_or_scrolls_in_itself(page):
    page.set_viewport_size({"width": 480, "height": 900})
    for kind, make in CARDS.items():
        page.set_content(f"<div style='margin:0'>{str(make())}</div>")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 480, kind
    page.set_viewport_size({"width": 1200, "height": 900})
