"""Bounds: what is not finite loses, a count is exact, what an answer returns does not decide what judging it costs."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from autograder import check_gradient, exercises, judge
from autograder.exercises.truth import Entries, Slopes
from autograder.judging.diagnosis.case import equal
from autograder.judging.diagnosis.hypotheses import altered_result
from autograder.judging.diagnosis.transformation import _arrangements, transformation
from autograder.judging.kinds.witness import LARGEST_ENTRY, MOST_ENTRIES
from tests.support.work import calls

A_MILLION = 10**6  # calls: four times what the dearest of these takes
ODD = [np.inf, -np.inf, np.nan, 1.7e308, -1.7e308]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_is_not_finite_is_wrong_wherever_it_is_compared(odd):
    truth = np.array([1.0, 2.0])
    for values in (np.array([odd, 2.0]), np.full(2, odd)):
        assert np.any(Entries(truth, np.zeros(2)).wrong(values, 1e-9))
        assert np.any(Slopes(np.ones((2, 2)), np.full(2, 3.0)).wrong(values, 1e-9))
        assert not equal(values, truth)
        assert not equal(truth, values)
        assert np.isfinite(odd) or not equal(values, values)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["linear_grad_W", "frobenius", "hadamard_bytes", "transpose_tensor", "wx_grad_entry"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_filler_is_a_result(name, odd):
    shape: dict[str, Callable[..., tuple[int, ...]]] = {
        "linear_grad_W": lambda X, W, B, G: W.shape,
        "transpose_tensor": lambda m, n: (m, n, n, m),
    }
    assert not judge(name, lambda *arguments: np.full(shape.get(name, lambda *_: ())(*arguments), odd)).passed


@pytest.mark.parametrize("size", [(3, 2), (70, 80)])
@pytest.mark.parametrize("odd", [*ODD, 1e160, 1e200])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_no_filler_is_a_gradient(size, odd):
    W = np.random.default_rng(0).normal(size=size)
    for forward in (lambda W: np.sum(W * W), lambda W: np.float64(np.sum(np.array(W.tolist()) ** 2))):
        assert not check_gradient(forward, (W,), "W", np.full(size, odd)).passed
        assert not check_gradient(forward, (W,), "W", np.full(size, odd), k=1).passed


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_an_infinite_slope_is_no_derivative():
    W = np.zeros((3, 2))
    for claim in (np.zeros((3, 2)), np.ones((3, 2)), np.full((3, 2), 1e300)):
        assert not check_gradient(lambda W: np.sum(np.sqrt(W)), (W,), "W", claim).passed


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("size", [(2, 2), (70, 80)])
@pytest.mark.parametrize("scale", [1e304, 1e306, 1e307])
def test_a_slope_that_overflows_is_no_derivative(size, scale):
    W = 1e-3 * np.random.default_rng(0).normal(size=size)
    for forward in (lambda W: scale * np.sum(W), lambda W: float(np.sum(scale * np.asarray(W, dtype=float) ** 1))):
        for claim in (np.zeros(size), np.full(size, -scale), np.full(size, 1.7e308)):
            assert not check_gradient(forward, (W,), "W", claim).passed
            assert not check_gradient(forward, (W,), "W", claim, k=1).passed


def test_a_count_is_exact():
    assert judge("hadamard_bytes", lambda m, n: np.int64(8) * (m * n) ** 3).passed
    for a_float in (lambda m, n: 8.0 * (m * n) ** 3, lambda m, n: (m * n) ** 3 * 64 / 8):
        verdict = judge("hadamard_bytes", a_float)
        assert (verdict.passed, verdict.mistake) == (False, "wrong_type")
        assert "a float where an int" in verdict.message
        assert "//" in verdict.next_step
    for wrong in (
        lambda m, n: 8 * (m * n) ** 3 * (1 + 9e-10),
        lambda m, n: 8 * (m * n) ** 3 + 1,
        lambda m, n: 8.0 * (m * n) ** 3 + 1e-3,
        lambda m, n: np.float32(8 * (m * n) ** 3 + 512),
        lambda m, n: np.nextafter(8.0 * (m * n) ** 3, np.inf),
    ):
        assert not judge("hadamard_bytes", wrong).passed


def witness(W, X, G):
    return judge("wx_counterexample", lambda: (W, X, G))


NOT_SHOWN = {
    "an overflow": (np.ones((1, 1)), np.array([[2.0]]), np.array([[1.7e308]])),
    "an overflow in between": (np.ones((1, 1)), np.array([[1e200]]), np.array([[1e200]])),
    "infinity": (np.ones((2, 2)), np.array([[0.0, np.inf], [1.0, 0.0]]), np.ones((2, 2))),
    "NaN": (np.ones((2, 2)), np.array([[0.0, 1.0], [2.0, 0.0]]), np.full((2, 2), np.nan)),
    "too large": (np.ones((1, 1)), np.array([[2 * LARGEST_ENTRY]]), np.ones((1, 1))),
    "round-off": (np.ones((1, 2)), np.array([[1.0, 0.1 + 0.2], [0.3, 1.0]]), np.ones((1, 2))),
    "many entries": (np.ones((2, 50)), np.eye(50) + np.eye(50, k=1), np.ones((2, 50))),
}


@pytest.mark.parametrize("example", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_an_example_that_only_numbers_make_is_none(example):
    assert witness(*example).mistake == "unknown"


@pytest.mark.parametrize("seed", range(5))
def test_round_off_where_large_terms_cancel_shows_nothing(seed):
    rng = np.random.default_rng(seed)
    u, G = rng.uniform(-1, 1, (20, 1)), rng.uniform(-1, 1, (4, 20))
    X = u @ u.T
    G -= (G @ u) @ u.T / (u.T @ u)
    large = [LARGEST_ENTRY / np.max(np.abs(each)) * each for each in (X, G)]
    assert np.array_equal(large[0], large[0].T)
    assert witness(np.ones((4, 20)), *large).mistake == "unknown"


@pytest.mark.parametrize("scale", [1e-7, 1e-12, 1e-200, 1e5])
def test_an_example_shows_the_same_in_any_units(scale):
    X = scale * np.array([[0.0, 1.0], [2.0, 3.0]])
    assert witness(np.ones((1, 2)), X, scale * np.ones((1, 2))).passed
    assert "symmetric" in witness(np.ones((1, 2)), X + X.T, scale * np.ones((1, 2))).message


@pytest.mark.parametrize(("odd", "word"), [(np.nan, "NaN"), (np.inf, "infinity")])
def test_an_example_that_is_not_finite_is_told_so(odd, word):
    assert f"X holds {word}" in witness(np.ones((1, 2)), np.array([[0.0, odd], [1.0, 2.0]]), np.ones((1, 2))).message


def test_an_example_of_lists_is_told_what_to_make_of_them():
    verdict = judge("wx_counterexample", lambda: ([[1.0, 2.0]], [[0.0, 1.0], [2.0, 3.0]], [[1.0, 1.0]]))
    assert verdict.mistake == "wrong_type"
    assert "Make each of W, X, G an array" in verdict.next_step


def test_an_example_of_many_axes_or_of_none_too_many_entries_is_told_so():
    assert "axes" in witness(np.ones((1,) * 12), np.ones((1, 1)), np.ones((1, 1))).message
    assert f"{MOST_ENTRIES} entries" in witness(np.ones((1000, 1001)), np.ones((1, 1)), np.ones((1, 1))).message
    assert witness(np.zeros((2, 2)), np.array([[0.0, 1.0], [0.0, 0.0]]), LARGEST_ENTRY * np.ones((2, 2))).passed


def test_an_example_takes_no_memory_with_the_square_of_its_entries():
    u, G = np.linspace(1, 2, 40), np.cos(np.arange(1600.0)).reshape(40, 40)
    witness(np.eye(2), np.eye(2), np.ones((2, 2)))
    tracemalloc.start()
    assert witness(np.zeros((40, 40)), np.outer(u, np.cos(u)), G).passed
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000  # the square of 1600, in complex numbers, is 41 MB


def returns(*shape):
    return lambda *arguments: np.ones(shape)


AXES = {
    "no axis of length 2": (1,) * 12,
    "12 axes": (2,) * 12,
    "32 axes": (1,) * 32,
    "8 axes": (1,) * 8,
    "8 axes of 2": (2,) * 8,
    "6 axes of 7": (7,) * 6,
    "6 axes of 10": (10,) * 6,
    "axes of every size": (2, 3, 4, 5, 6, 7, 2, 3),
}


@pytest.mark.parametrize("shape", AXES.values(), ids=AXES)
@pytest.mark.parametrize("name", ["linear_grad_W", "elementwise_loss_tensor", "hadamard_tensor", "frobenius"])
def test_a_result_of_many_axes_costs_no_more_than_another(name, shape):
    verdict, count = calls(lambda: judge(name, returns(*shape)))
    assert not verdict.passed
    assert len(shape) <= 8 or verdict.mistake == "wrong_shape"
    assert count < A_MILLION


def test_the_axes_of_the_truth_repeated_are_no_more_either():
    def grown(X, W, B, G):
        return np.ones((*W.shape, *W.shape, *X.shape, 1))

    def stretched(X, W, B, G):
        return np.broadcast_to(W[..., np.newaxis, np.newaxis], (*W.shape, len(W), len(W)))

    for answer in (grown, stretched):
        verdict, count = calls(lambda answer=answer: judge("linear_grad_W", answer))
        assert not verdict.passed
        assert count < A_MILLION


def test_axes_of_length_one_have_no_order():
    assert len(list(_arrangements((1,) * 12, (1,) * 12))) == 1
    assert list(_arrangements((2, 1, 3), (3, 2, 1))) == [(1, 2, 0)]
    assert list(_arrangements((3, 3), (3, 3))) == [(0, 1), (1, 0)]


def test_what_is_summed_is_looked_at_only_where_the_sizes_would_fit(monkeypatch):
    sums = []
    transform = transformation
    monkeypatch.setattr(altered_result, "transformation", lambda *a: sums.append(1) or transform(*a))
    judge("linear_grad_W", lambda X, W, B, G: np.ones((*W.shape, 2, 2, 2, 2, 2, 2)))
    assert len(sums) < 20
    assert judge("linear_grad_W", lambda X, W, B, G: np.einsum("np,nq->npq", G, X)).mistake == "missing_batch_sum"


def test_every_exercise_bears_a_result_of_eight_axes():
    for name in exercises():
        assert not judge(name, lambda *arguments: np.ones((1,) * 8)).passed
