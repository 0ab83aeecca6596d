"""The card: the same words in HTML and in text, and a derivation's lines beside what was read of them."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder import Verdict, judge
from autograder.judging.verdict import as_text
from autograder.notation.derivation.judgement import WorkingLine
from autograder.notation.syntax.tree import TYPESET, Symbol, render
from autograder.student.card import as_html


def wrong(X, W, B, G):
    return G.T @ X / len(X)


def test_the_card_says_the_same_in_html_and_in_text():
    verdict = judge("linear_grad_W", wrong)
    html, text = as_html(verdict), " ".join(as_text(verdict).split())
    for words in (verdict.message, verdict.next_step.partition(" Reread")[0], "not right yet", "factor"):
        assert " ".join(words.split()) in text
        assert words.replace("'", "&#x27;") in html
    where = verdict.disagreement
    assert f"At [{where.index[0]}, {where.index[1]}] you have {where.yours:.6g}" in text
    assert "1/2 times the true one" in html
    assert "1/2 times the true one" in text
    assert "yours minus true" not in html


def test_an_error_that_is_no_mere_factor_is_drawn():
    verdict = judge("linear_grad_W", lambda X, W, B, G: (G + G * G).T @ X)
    html = as_html(verdict)
    assert "yours minus true" in html
    assert html.count("<td") > verdict.disagreement.errors.size
    assert "ratio" not in as_text(verdict)


def test_the_error_of_a_tensor_is_drawn_as_blocks_with_letters():
    def no_delta(W, X):
        return np.broadcast_to(X.T[None, :, None, :], (len(W), X.shape[1], len(W), len(X)))

    html = as_html(judge("wx_jacobian", no_delta))
    assert "in each block: d down, c across" in html
    assert "<i>i</i> = 0" in html
    assert "<i>j</i> = 1" in html


RATIOS: dict[str, Any] = {
    "minus": ("linear_grad_W", lambda X, W, B, G: -G.T @ X, -1.0),
    "a third of a tensor": ("linear_jacobian", lambda X, W: np.einsum("is,jr->ijrs", X, np.eye(len(W))) / 3, 1 / 3),
    "nothing at all": ("linear_grad_W", lambda X, W, B, G: 0 * W, None),
    "a number": ("frobenius", lambda A, B: 2 * np.sum(A * B), None),
    "another factor for each row": ("linear_grad_W", lambda X, W, B, G: G.T @ X * np.arange(len(W))[:, None], None),
    "not finite": ("linear_grad_W", lambda X, W, B, G: np.where(W > 0, np.nan, G.T @ X), None),
}


@pytest.mark.parametrize("case", RATIOS)
def test_a_ratio_is_told_where_one_number_is_between_all_entries(case):
    name, answer, ratio = RATIOS[case]
    verdict = judge(name, answer)
    assert verdict.disagreement.ratio == (None if ratio is None else pytest.approx(ratio))
    assert ("times the true one" in as_text(verdict)) == (ratio is not None)


def test_what_is_to_be_read_again_is_a_link_to_its_heading():
    html = as_html(judge("linear_grad_W", wrong))
    assert re.search(r'Reread: <a href="#The-gradient-of-W" style="color:#\w+">“The gradient of W”</a>\.', html)


def test_what_a_students_code_says_is_escaped():
    def linear_grad_W(X, W, B, G):
        raise ValueError("<script>alert('x')</script>")

    assert "<script" not in as_html(judge("linear_grad_W", linear_grad_W))


def test_every_text_of_a_verdict_is_escaped():
    """Each of them is hostile here, but for the HTML that the notation made of a line."""
    evil = "\"><img src=x onerror='alert(1)'><b>&amp;"
    verdict = judge("linear_grad_W", wrong)
    verdict = replace(verdict, message=evil, mistake=evil, next_step=evil, notes=(evil,), tried=((evil, evil),))
    part = Verdict(evil, False, 0.5, f"{evil}.", evil, part=evil)
    working = tuple(WorkingLine(evil, html) for html in ("", "<i>X</i>"))
    html = as_html(replace(verdict, exercise=evil, parts=(part,), working=working, line=1, column=2))
    assert "<img" not in html
    assert html.count("&quot;&gt;&lt;img src=x onerror=&#x27;alert(1)&#x27;&gt;&lt;b&gt;&amp;amp;") == 12
    assert html.count("<i>X</i>") == 1


def test_what_the_notation_typesets_is_escaped():
    """Whatever stands in a line, no more elements come of it than of one that nobody could read."""

    def elements(line):
        html = as_html(judge("linear_derivation", lambda: f"dℓ = G : dY\n{line}"))
        assert html.count("d<i>Y</i>") == 1
        return re.findall(r"</?\w+", html)

    for line in ("= <img src=x onerror=alert(1)>", "<i>X</i> = \"&amp;'", "= G : d<b>X", "<sup>"):
        assert elements(line) == elements("?")
    assert render(Symbol("<b>"), TYPESET) == "<i>&lt;b&gt;</i>"
