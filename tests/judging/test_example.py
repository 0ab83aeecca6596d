"""The failing example: small, whole, true, the same each time, and a line that runs."""

import importlib
import inspect
from time import sleep

import numpy as np
import pytest

from autograder import exercises, judge
from autograder.exercises.elementwise import PAIRS
from autograder.judging.example import search, smallest
from autograder.judging.example.written import in_code
from autograder.judging.kinds.function import FunctionExercise

FUNCTIONS = {name: exercise for name, exercise in exercises().items() if isinstance(exercise, FunctionExercise)}


def example_of(name, answer, seed=0):
    return smallest(FUNCTIONS[name], answer, judge(name, answer, seed))


def right_answer(name):
    bank = vars(importlib.import_module(f"tests.answers.{name}"))
    return next(value for key, value in bank.items() if key.startswith("right") and inspect.isfunction(value))


def doubled(name):
    """The right answer, times two."""
    right = right_answer(name)

    def answer(*arguments):
        result = right(*arguments)
        return tuple(2.0 * np.asarray(each) for each in result) if isinstance(result, tuple) else 2 * np.asarray(result)

    return answer


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_line_runs_and_gives_what_is_shown_and_the_right_answer_gives_what_is_true(name):
    answer = doubled(name)
    example = example_of(name, answer)
    position = next((place for place, result in enumerate(FUNCTIONS[name].results) if result.name == example.result), 0)

    def run(function):
        *statements, call = example.line().split("; ")
        namespace = {"np": np, name: function}
        exec("; ".join(statements), namespace)
        result = eval(call, namespace)
        return np.asarray(result[position] if isinstance(result, tuple) else result)

    np.testing.assert_array_equal(run(answer), example.yours)
    np.testing.assert_allclose(run(right_answer(name)), example.true, atol=1e-12)
    np.testing.assert_allclose(example.yours, 2 * example.true, atol=1e-12)
    assert sum(np.size(value) for _, value in example.arguments if not callable(value)) <= 12


def rows(name, answer, seed=0):
    example = example_of(name, answer, seed)
    return None if example is None else dict(example.rows())


SHOWN = {
    "a mean shows where there are two": (
        "linear_grad_b",
        lambda X, W, b, G: G.mean(0),
        {"G": "[[0], [1]]", "yours": "[1/2]", "true": "[1]"},
    ),
    "a product that does not conform, where it does not": (
        "wx_grad_W",
        lambda W, X, G: G @ X,
        {"W": "[[1, 1]]", "X": "[[1], [1]]", "G": "[[1]]", "true": "[[1, 1]]"},
    ),
    "a broadcast that fails where no size is 1": (
        "linear_forward",
        lambda X, W, b: W @ X.T + b,
        {"X": "[[1], [1]]", "W": "[[1], [1], [1]]", "true": "[[2, 2, 2], [2, 2, 2]]"},
    ),
    "one that conforms only where it is square, there": (
        "wx_grad_W",
        lambda W, X, G: G @ X if X.shape[0] == X.shape[1] else G @ X.T,
        {"X": "[[0, 0], [1, 0]]", "G": "[[0, 1]]", "yours": "[[1, 0]]", "true": "[[0, 0]]"},
    ),
    "a sum too few, with two samples": (
        "linear_grad_b",
        lambda X, W, b, G: G,
        {"G": "[[1, 1], [1, 1]]", "yours": "[[1, 1], [1, 1]], shape (2, 2)", "true": "[2, 2], shape (2,)"},
    ),
    "h where its slope belongs": (
        "elementwise_loss_grad",
        lambda X, W, B, h, dh, V: (V * h(X @ W.T + B)).T @ X,
        {"h": "sin", "V": "[[1]]", "yours": "[[0]]", "true": "[[1]]"},
    ),
    "a root that is no fraction": (
        "frobenius_norm",
        lambda A: np.linalg.norm(A, 2),
        {"A": "[[0, 1], [1, 0]]", "yours": "1", "true": "1.41421"},
    ),
    "an axis that was not kept": (
        "unbroadcast",
        lambda G, shape: G.sum() if shape == (1,) else right_answer("unbroadcast")(G, shape),
        {"shape": "(1,)", "true": "[1], shape (1,)", "yours": "1, a number"},
    ),
    "leading axes, where there is none": (
        "linear_grads_nd",
        lambda X, W, b, G: (G @ W, np.einsum("nj,nk->jk", G.reshape(-1, len(b)), X.reshape(-1, W.shape[1])), G.sum(0)),
        {"G": "[1, 1]", "your db": "2, a number", "true db": "[1, 1], shape (2,)"},
    ),
    "a tensor by its entries": (
        "wx_jacobian",
        lambda W, X: np.broadcast_to(X.T[None, :, None, :], (len(W), X.shape[1], len(W), len(X))),
        {"X": "[[1]]", "true": "1 at [0, 0, 0, 0], [1, 0, 1, 0]; 0 elsewhere"},
    ),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_shown(case):
    name, answer, shown = SHOWN[case]
    found = rows(name, answer)
    assert {label: found.get(label) for label in shown} == shown


def counting():
    calls = iter(range(10**6))
    return lambda X, W, b, G: G.sum(0) * (1 + next(calls) % 2)


NOTHING = {
    "too large to show": ("linear_grad_b", lambda X, W, b, G: G.sum(0) if len(G) < 6 else G[:5].sum(0)),
    "wrong with real numbers only": ("linear_grad_b", lambda X, W, b, G: np.round(G.sum(0), 3)),
    "off by less than is written": ("linear_grad_b", lambda X, W, b, G: G.sum(0) * (1 + 1e-8)),
    "raises whatever it is given": ("linear_grad_b", lambda X, W, b, G: numpy.sum(G, 0)),  # type: ignore[name-defined]  # noqa: F821
    "takes other arguments": ("linear_grad_b", lambda X: X),
    "not written": ("linear_grad_b", lambda X, W, b, G: (_ for _ in ()).throw(NotImplementedError)),
    "returns nothing": ("linear_grad_b", lambda X, W, b, G: None),
    "changes its argument": ("linear_grad_b", lambda X, W, b, G: np.add(G, 1, out=G).sum(0)),
    "changes its mind": ("linear_grad_b", counting()),
    "right": ("linear_grad_b", lambda X, W, b, G: G.sum(0)),
}


@pytest.mark.parametrize("case", NOTHING)
def test_nothing_is_said_where_no_example_helps(case):
    name, answer = NOTHING[case]
    assert rows(name, answer) is None


def test_every_elementwise_function_is_written_as_what_it_is():
    Y = np.linspace(-3, 3, 7)
    for function in (each for pair in PAIRS for each in pair):
        np.testing.assert_array_almost_equal(eval(in_code(function), {"np": np})(Y), function(Y), 14)


def test_the_same_seed_finds_the_same_example_and_every_seed_finds_one_as_small():
    lines = {seed: example_of("linear_grad_W", doubled("linear_grad_W"), seed).line() for seed in range(6)}
    assert example_of("linear_grad_W", doubled("linear_grad_W"), 3).line() == lines[3]
    assert {len(line) for line in lines.values()} == {len(lines[0])}


def test_the_search_ends_by_its_budget_of_calls(monkeypatch):
    calls = []

    def answer(X, W, B, G):
        calls.append(X)
        return 2 * G.T @ X if X.size > 4 else G.T @ X

    verdict = judge("linear_grad_W", answer)
    monkeypatch.setattr(search, "SECONDS", 1000.0)
    monkeypatch.setattr(search, "MOST_CALLS", 40)
    calls.clear()
    assert smallest(FUNCTIONS["linear_grad_W"], answer, verdict) is not None
    assert len(calls) <= 41  # and one more, to see that it stays as it is


def test_an_answer_that_turns_slow_has_no_example(monkeypatch):
    calls = []
    monkeypatch.setattr(search, "SECONDS_OF_A_CALL", 0.01)

    def linear_grad_b(X, W, b, G):
        calls.append(G)
        if calls[1:]:
            sleep(30)
        return G

    verdict = judge("linear_grad_b", lambda X, W, b, G: G)
    assert smallest(FUNCTIONS["linear_grad_b"], linear_grad_b, verdict) is None
    assert len(calls) == 3  # the first of them is wrong, the next is slow, and so it is when it is asked again


def test_a_warning_of_the_example_is_not_shown(recwarn):
    assert rows("frobenius", lambda A, B: np.sum(A * B) / np.sum(A * A))
    assert not [warning for warning in recwarn if "divide" in str(warning.message)][1:]
