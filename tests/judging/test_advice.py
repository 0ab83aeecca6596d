"""Advice on exceptions: by running code that raises them, so that the texts are Python's and numpy's own."""

import numpy as np
import pytest

from autograder import judge
from autograder.judging.advice import advise
from autograder.judging.outcomes import Raised

A, C, V, T = np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3, 3, 4))
# What a student of f(A, C) writes, and words that the advice must have.
WRITTEN = {
    "numpy.sum(A)": "called np here",
    "A^T @ C": "The transpose of A is A.T",
    "T(A) @ C": "The transpose of A is A.T",
    "AT @ C": "The transpose of A is A.T",
    "input()": "Nobody types anything here",
    "torch.sum(A)": "There is no torch here",
    "jnp.sum(A)": "There is no jnp here",
    "math.sqrt(2)": "`import math` is missing",
    "itertools.product(A)": "`import itertools` is missing",
    "a @ C": "did you mean A?",
    "einsum('ij->', A)": "np.einsum",
    "tensordot(A, C)": "np.tensordot",
    "norm(A)": "np.linalg.norm",
    "rnage(3)": "Did you mean range?",
    "A.sum() / N": "read off a shape, as in `A.shape[0]`",
    "delta[0, 1]": "np.eye",
    "A.t() @ C": "A.T, without brackets",
    "A.mm(C)": "A @ B",
    "A.matmul(C)": "A @ B",
    "A.mul(C)": "A * B",
    "A.grad": "keeps no gradients",
    "A.sum().backward()": "keeps no gradients",
    "A.unsqueeze(0)": "A[:, None]",
    "A.exp()": "np.exp(A)",
    "A.norm()": "np.linalg.norm(A)",
    "A.tranpose()": "Did you mean .transpose?",
    "A.Sum()": "Did you mean .sum?",
    "np.mm(A, C)": "A @ B",
    "np.norm(A)": "np.linalg.norm",
    "np.tensrdot(A, C)": "Did you mean np.tensordot?",
    "np.linalg.nrom(A)": "Did you mean np.linalg.norm?",
    "np.relu(A)": "np.maximum(0, A)",
    "A.shape.T": "no array yet",
    "A.size.T": "one number by then",
    "[1, 2].sum()": "np.array makes one",
    "A.sum.T": "is not called yet",
    "A.sort().T": "None",
    "A.shape(0)": "W.shape[0]",
    "A(C)": "is an operator missing",
    "A.sum()(A)": "is an operator missing",
    "A.sum()[0]": "one number by then",
    "A ** 2 ^ C": "A ** 2",
    "A ^ C": "A ** 2",
    "1 if A > 0 else 0": "neither true nor false",
    "A @ C": "inner sizes must be equal",
    "A * C.T": "at their right ends",
    "np.tensordot(C, np.ones((3, 3, 4)))": "axes= says which others",
    "np.einsum('ij,jk', A, C)": "a letter one size",
    "np.einsum('ijk,ij->', A, C)": "a letter one size",
    "np.einsum('i,ij->', A, C)": "a letter one size",
    "np.einsum('...i,...j->ij', A, C)": "never sums over '...'",
    "A @ C.t()": "The transpose of C is C.T, without brackets",
    "A @ C.T()": "C.T has no brackets",
    "A.transpose @ C": "A.transpose is a method",
    "A.T.C": "not a dot: A.T @ C",
    "C^T @ A": "The transpose of C is C.T",
    "move_left(A, C)": "No function move_left is defined",
    "np.zeros(2, 3)": "one argument, in brackets",
    "np.zeros(2, 3, 3, 2)": "one argument, in brackets",
    "A * next_step": "called on a matrix",
    "A[1.0]": "whole number",
    "[row for row in len(A)]": "for i in range(n)",
    "range(A.shape)": "A shape is a tuple",
    "A.sum(dim=0)": "axis and keepdims",
    "np.sum(A, C)": "one whole number is asked for",
    "np.array([0.0]).__setitem__(0, A)": "One entry takes one number",
    "A.reshape(7)": "as many must come out as go in",
    "A.sum(axis=2)": "not there for every input",
    "A[0, 0, 0]": "more indices than axes",
    "A[5, 0]": "past the end of its axis",
    "int('x')": "Run the line that is quoted",
}


@pytest.mark.parametrize("code", WRITTEN)
def test_what_is_advised(code):
    namespace = {"np": np, "next_step": next_step}
    exec(f"def f(A, C):\n    return {code}", namespace)
    try:
        namespace["f"](A.copy(), C.copy())  # type: ignore[operator]
    except Exception as error:
        of = Raised.of(error)
        raised = Raised(of.kinds, of.text, f"return {code}", 2)  # code from a text has no lines to be read
        assert WRITTEN[code] in raised.advice(["A", "C"])
    else:
        pytest.fail("it raises nothing")


def next_step(name, answer):
    return judge(name, answer).next_step


def test_a_name_of_the_exercise_that_the_function_does_not_take():
    def frobenius(A, C):
        return np.sum(A * B)  # type: ignore[name-defined]  # noqa: F821

    assert "B is not among the names" in next_step("frobenius", frobenius)


@pytest.mark.parametrize("answer", [lambda A: 0.0, lambda A, B, C: 0.0, lambda: 0.0], ids=["one", "three", "none"])
def test_the_wrong_number_of_arguments_is_told_the_right_ones_and_quotes_no_line(answer):
    answer.__name__ = answer.__qualname__ = "frobenius"
    said = next_step("frobenius", answer)
    assert "It is called with (A, B)" in said
    assert "quoted" not in said


def test_a_call_inside_with_the_wrong_number_of_arguments_is_about_that_line():
    def frobenius(A, B):
        return frobenius(A)  # type: ignore[call-arg]

    said = next_step("frobenius", frobenius)
    assert "It is called with" not in said
    assert "Run the line that is quoted" in said


def test_a_line_is_mentioned_only_where_one_is_quoted():
    """A function that Python wrote has no line of the student's."""
    verdict = judge("frobenius", lambda A, B: int("x"))
    assert ("quoted" in verdict.next_step) == ("`" in verdict.message)
    assert "quoted" not in judge("frobenius", __import__("operator").itemgetter("x")).next_step


def test_a_value_that_is_set_too_late():
    def frobenius(A, B):
        for row in range(len(A)):
            total += row  # type: ignore[name-defined]  # noqa: F821
        return total  # type: ignore[name-defined]

    assert "total gets its value in a line that was not run before" in next_step("frobenius", frobenius)


@pytest.mark.parametrize("line", ["raise ValueError('too large')", "assert len(A) == 4"])
def test_a_refusal_of_the_students_own_is_called_one(line):
    assert "refuses this input" in advise(["ValueError"], "too large", line, ["A"])


@pytest.mark.parametrize(("arguments", "not_said"), [([], "shape"), (["m", "n"], "shape"), (["A", "C"], "W.shape")])
def test_no_letter_of_another_exercise_is_named(arguments, not_said):
    said = advise(["NameError"], "name 'dW' is not defined", "return dW", arguments)
    assert not_said not in said
    assert "dW has no value here" in said


def test_a_text_that_is_computed_is_asked_for_as_a_text():
    assert "Nothing is computed here" in next_step("wx_grad_W_einsum", lambda: np.einsum("dj,cj->dc", G, X))  # type: ignore[name-defined]  # noqa: F821
