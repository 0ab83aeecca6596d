"""What an answer prints while it is checked: one call's, once."""

import sys
from contextlib import suppress

import numpy as np

from autograder import CheckFailed, check, judge
from autograder.student.notebook.printing import MOST_CHARACTERS, MOST_LINES, Printing


def checked(answer, name, capsys):
    with suppress(CheckFailed):
        check(answer, name)
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


def test_one_call_is_shown_and_it_is_the_failing_one(capsys):
    def linear_grad_b(X, W, b, G):
        print("G is", G.shape)
        return G.mean(0)

    shown = checked(linear_grad_b, "linear_grad_b", capsys)
    (line,) = [line for line in shown.splitlines() if "G is" in line]
    shapes = judge("linear_grad_b", lambda X, W, b, G: G.mean(0)).disagreement.shapes
    assert line.strip() == f"G is {dict(shapes)['G']}"


def test_where_it_raises_it_is_the_call_that_raised(capsys):
    def wx_grad_W(W, X, G):
        print(f"{X.shape} {'square' if X.shape[0] == X.shape[1] else 'not square'}")
        return G @ X

    assert "not square" in checked(wx_grad_W, "wx_grad_W", capsys)


def test_where_it_always_raises_it_is_the_call_that_the_card_was_tried_on(capsys):
    def wx_grad_W(W, X, G):
        print("printed", f"X {X.shape}, G {G.shape}")
        return G @ X.t()

    shown = checked(wx_grad_W, "wx_grad_W", capsys)
    tried, printed = (next(line for line in shown.splitlines() if word in line) for word in ("tried on", "printed X"))
    assert printed.partition("printed ")[2] in tried


def test_a_right_answer_that_prints_shows_one_call(capsys):
    def frobenius(A, B):
        print("here")
        print("there", file=sys.stderr)
        return np.sum(A * B)

    shown = checked(frobenius, "frobenius", capsys)
    assert shown.count("here") == 2  # "there" is one
    assert shown.count("there") == 1


def test_what_is_never_printed_is_never_mentioned(capsys):
    assert "printed" not in checked(lambda A, B: np.sum(A * B), "frobenius", capsys)


def test_what_is_printed_without_an_end_is_cut():
    def loud(A):
        for number in range(100_000):
            print(number, end="\n" if number % 2 else " ")

    printing = Printing(loud)
    printing(np.ones(1))
    text = printing.of(judge("frobenius_norm", lambda A: A), ["A"])
    assert text.endswith("…")
    assert len(text.splitlines()) == MOST_LINES + 1
    assert sum(len(call.text) for call in printing.calls) <= MOST_CHARACTERS + 2
