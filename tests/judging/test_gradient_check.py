"""check_gradient accepts what is right and finds what is wrong, for functions that the course knows nothing of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import check_gradient
from autograder.exercises.mistakes import MISTAKES


def loss(X, W, T):
    residual = np.tanh(X @ W.T) - T
    return 0.5 * np.sum(residual * residual)


def loss_gradient(X, W, T):
    H = np.tanh(X @ W.T)
    return ((H - T) * (1 - H * H)).T @ X


def data(p, q, seed=0, N=6):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, q)), rng.normal(size=(p, q)) / np.sqrt(q), rng.normal(size=(N, p))


SIZES = [(1, 1), (10, 8), (40, 30), (100, 80), (1000, 800)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_right_gradient_is_right(size):
    for seed in range(3):
        verdict = check_gradient(loss, data(size[0], size[1], seed), "W", loss_gradient, seed=seed)
        assert verdict.passed, verdict
        assert (verdict.mistake, verdict.score, verdict.exercise, verdict.part) == (None, 1.0, "loss", "W")
        assert verdict.seed == seed


@pytest.mark.parametrize("size", SIZES[1:], ids=str)
def test_one_wrong_entry_is_named(size):
    args = data(*size)
    G = loss_gradient(*args)
    where = (size[0] // 3, size[1] // 2)
    right = G[where]
    G[where] += 1e-6 * np.max(np.abs(G))
    verdict = check_gradient(loss, args, 1, G)
    assert not verdict.passed
    assert verdict.disagreement.index == where
    assert verdict.disagreement.yours == G[where]
    assert verdict.disagreement.true == pytest.approx(right, rel=1e-9)
    assert f"[{where[0]}, {where[1]}]" in verdict.message
    assert (verdict.disagreement.errors is None) == (G.size > 4096)


@settings(max_examples=30)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 99), st.integers(3, 7), st.data())
def test_any_planted_error_is_found_and_nothing_else(p, q, seed, power, draw):
    args = data(p, q, seed, N=3)
    G = loss_gradient(*args)
    assert check_gradient(loss, args, "W", G, seed=seed).passed
    where = (draw.draw(st.integers(0, p - 1)), draw.draw(st.integers(0, q - 1)))
    G[where] += 10.0**-power * np.max(np.abs(G))
    verdict = check_gradient(loss, args, "W", G, seed=seed)
    assert not verdict.passed
    assert verdict.disagreement.index == where


@pytest.mark.parametrize("size", [(7, 7), (90, 90)], ids=str)
def test_transpose_and_factor_are_suspected(size):
    args = data(*size)
    assert check_gradient(loss, args, "W", loss_gradient(*args).T).mistake == "transposed"
    assert check_gradient(loss, args, "W", -loss_gradient(*args)).mistake == "factor"
    assert check_gradient(loss, args, "W", loss_gradient(*args) / 6).mistake == "factor"


@pytest.mark.parametrize("size", [(7, 5), (90, 80)], ids=str)
@pytest.mark.parametrize("spoil", [np.zeros_like, lambda G: np.full_like(G, 1e300), lambda G: G[::-1], np.sign])
def test_gross_errors_are_found(size, spoil):
    args = data(*size)
    assert not check_gradient(loss, args, "W", spoil(loss_gradient(*args))).passed


@pytest.mark.parametrize(
    ("spoil", "mistake"),
    [
        (lambda G: G.T, "wrong_shape"),
        (lambda G: G[:1], "broadcast_accident"),
        (lambda G: G[np.newaxis], "broadcast_accident"),
        (lambda G: G.astype(int), "dtype_int"),
        (lambda G: G.astype(complex), "wrong_type"),
        (lambda G: np.where(np.isclose(G, G[0, 0]), np.nan, G), "overflow_nan"),
        (lambda G: np.where(np.isclose(G, G[0, 0]), np.inf, G), "overflow_nan"),
        (lambda G: None, "returns_none"),
        (lambda G: "array", "wrong_type"),
    ],
)
def test_a_claim_that_is_no_gradient_is_refused(spoil, mistake):
    args = data(7, 5)
    verdict = check_gradient(loss, args, "W", spoil(loss_gradient(*args)))
    assert (verdict.passed, verdict.mistake) == (False, mistake)
    assert verdict.message
    assert verdict.to_dict()["score"] == 0.0


@pytest.mark.parametrize("size", [(7, 5), (90, 80)], ids=str)
def test_float32_is_judged_to_five_digits_with_a_note(size):
    args = data(*size)
    G = loss_gradient(*args).astype(np.float32)
    verdict = check_gradient(loss, args, "W", G)
    assert verdict.passed
    assert "float32" in verdict.notes[0]
    G[3, 2] += 1e-3 * np.max(np.abs(G))
    assert check_gradient(loss, args, "W", G).disagreement.index == (3, 2)


@pytest.mark.parametrize("size", [(9, 7), (90, 80)], ids=str)
def test_a_small_column_cannot_hide(size):
    X, W, T = data(*size)
    X[:, 2] *= 1e-6
    G = loss_gradient(X, W, T)
    assert check_gradient(loss, (X, W, T), "W", G).passed
    G[4, 2] *= 1.001
    assert check_gradient(loss, (X, W, T), "W", G).disagreement.index == (4, 2)


@pytest.mark.parametrize("size", [(9, 7), (90, 80)], ids=str)
@pytest.mark.parametrize(
    ("forward", "gradient"),
    [
        (lambda W: np.sum(np.abs(W)), np.sign),
        (lambda W: np.linalg.norm(W), lambda W: W / np.linalg.norm(W)),
        (lambda W: np.sum(W.conj() * W).real, lambda W: 2 * W),
        (lambda W: np.sum(np.sin(W)) + 1e-3 * np.sum(np.abs(W).real), lambda W: np.cos(W) + 1e-3 * np.sign(W)),
        (lambda W: np.einsum("ij,ij->", W, W), lambda W: 2 * W),
        (lambda W: float(np.sum(W * W)) if W.dtype == float else 0.0, lambda W: 2 * W),
    ],
    ids=["abs", "norm", "conj", "real part", "einsum", "float"],
)
def test_forward_functions_of_every_kind_are_measured(forward, gradient, size):
    rng = np.random.default_rng(1)
    W = rng.choice([-1, 1], size) * rng.uniform(0.2, 1.0, size)
    assert check_gradient(forward, (W,), 0, gradient).passed
    G = gradient(W)
    G[1, 2] += 1e-3
    assert check_gradient(forward, (W,), 0, G).disagreement.index == (1, 2)


def test_a_term_that_the_complex_step_does_not_see_must_not_be_left_out():
    W = data(9, 7)[1]
    verdict = check_gradient(lambda W: np.sum(W * W) + np.sum(np.abs(W)), (W,), 0, lambda W: 2 * W)
    assert not verdict.passed


@pytest.mark.parametrize("size", [(9, 7), (90, 80)], ids=str)
def test_relu_is_judged_off_its_kink_and_not_on_it(size):
    X, W, _ = data(*size)

    def relu_loss(X, W):
        return np.sum(np.maximum(X @ W.T, 0) ** 3) + np.sum(np.maximum(X @ W.T, 0))

    def relu_gradient(X, W):
        Y = X @ W.T
        return (3 * np.maximum(Y, 0) ** 2 + (Y > 0)).T @ X

    assert check_gradient(relu_loss, (X, W), 1, relu_gradient).passed
    W[2] = 0
    verdict = check_gradient(relu_loss, (X, W), 1, relu_gradient)
    assert (verdict.passed, verdict.mistake) == (False, "inconclusive")
    assert "kink" in verdict.message
    assert verdict.next_step == MISTAKES["inconclusive"].student


def test_a_forward_function_that_is_not_finite_is_inconclusive():
    W = np.array([[1.0, -1.0]])
    verdict = check_gradient(lambda W: np.sum(np.log(W)), (W,), 0, 1 / W)
    assert (verdict.passed, verdict.mistake) == (False, "inconclusive")
    assert "not finite" in verdict.message


@pytest.mark.parametrize("shape", [(), (6,), (5000,), (2, 3, 4), (20, 25, 12), (3, 0)], ids=str)
def test_arguments_of_any_number_of_axes(shape):
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    G = np.cos(x) * x + np.sin(x)

    def forward(x):
        return np.sum(np.sin(x) * x)

    assert check_gradient(forward, (x,), "x", G).passed
    if x.size:
        where = tuple(size // 2 for size in shape)
        G = np.array(G)
        G[where] += 1e-5
        assert check_gradient(forward, (x,), "x", G).disagreement.index == where


@pytest.mark.parametrize("size", [(9, 7), (90, 80)], ids=str)
def test_a_matrix_valued_forward_needs_an_upstream(size):
    X, W, G = data(*size)

    def linear(X, W):
        return X @ W.T

    assert check_gradient(linear, (X, W), "W", G.T @ X, upstream=G).passed
    assert check_gradient(linear, (X, W), "W", lambda X, W, G: G.T @ X, upstream=G).passed
    assert check_gradient(linear, (X, W), "X", G @ W, upstream=G).passed
    assert not check_gradient(linear, (X, W), "W", np.ones_like(G).T @ X, upstream=G).passed
    with pytest.raises(ValueError, match="give an upstream"):
        check_gradient(linear, (X, W), "W", G.T @ X)
    with pytest.raises(ValueError, match="give an upstream"):
        check_gradient(linear, (X, W), "W", G.T @ X, upstream=G.T)


def test_no_directions_are_no_check():
    with pytest.raises(ValueError, match="at least one"):
        check_gradient(loss, data(3, 2), "W", loss_gradient, k=0)


@pytest.mark.parametrize(("wrt", "words"), [("V", "none of the arguments"), (7, "no position"), ("T", "real numbers")])
def test_a_wrong_call_says_so(wrt, words):
    X, W, T = data(3, 2)
    with pytest.raises(ValueError, match=words):
        check_gradient(loss, (X, W, T.astype(complex)), wrt, W)


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (lambda X: None, "returns None"),
        (lambda X: (X.sum(), X), "of type tuple"),
        (lambda X: {"loss": X.sum()}, "of type dict"),
        (lambda X: "3", "of type str"),
    ],
)
def test_a_forward_that_returns_no_numbers_is_told_so(forward, words):
    X, _, _ = data(3, 2)
    with pytest.raises(ValueError, match=f"{words}, where one number or one array of numbers is needed"):
        check_gradient(forward, (X,), 0, X)


@pytest.mark.parametrize("size", [(9, 7), (90, 80)], ids=str)
def test_inputs_are_as_they_were_and_cannot_be_written_through(size):
    args = data(*size)
    before = [argument.copy() for argument in args]
    G = loss_gradient(*args)
    claim = G.copy()
    check_gradient(loss, args, "W", G)
    check_gradient(loss, args, "W", 2 * G)
    for argument, old in zip((*args, G), (*before, claim), strict=True):
        np.testing.assert_array_equal(argument, old)
    assert args[0].flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        check_gradient(loss, args, "W", lambda X, W, T: np.multiply(W, 2, out=W))


def test_the_seed_repeats_the_verdict():
    args = data(90, 80)
    G = loss_gradient(*args) * 1.01
    first, second = (check_gradient(loss, args, "W", G, seed=5).to_dict() for _ in range(2))
    assert first == second


def test_noise_of_a_vanishing_gradient_is_no_error():
    X, W, _ = data(90, 80)
    T = np.tanh(X @ W.T)
    assert check_gradient(loss, (X, W, T), "W", np.zeros_like(W)).passed
    assert check_gradient(loss, (X, W, T), "W", loss_gradient).passed


def softmax_loss(X, W, T):
    E = np.exp(X @ W.T)
    return -np.sum(T * np.log(E / E.sum(axis=1, keepdims=True)))


def softmax_gradient(X, W, T):
    E = np.exp(X @ W.T)
    return (E / E.sum(axis=1, keepdims=True) * T.sum(axis=1, keepdims=True) - T).T @ X


def einsum_loss(X, W, T):
    return np.sum(np.einsum("nq,pq->np", X, W) * T)


def einsum_gradient(X, W, T):
    return T.T @ X


@pytest.mark.parametrize("size", [(10, 8), (40, 30), (64, 64), (90, 80), (1, 200), (300, 1)], ids=str)
@pytest.mark.parametrize(
    ("forward", "gradient", "evaluations"),
    [
        (loss, loss_gradient, {"every entry": 3, "4 random directions": 3}),
        (softmax_loss, softmax_gradient, {"every entry": 3, "4 random directions": 4}),
        (einsum_loss, einsum_gradient, {"4 random directions": 9}),
    ],
)
def test_a_right_gradient_costs_a_few_evaluations_at_any_size(forward, gradient, evaluations, size):
    calls = []

    def counted(X, W, T):
        calls.append(1)
        return forward(X, W, T)

    args = data(*size)
    verdict = check_gradient(counted, args, "W", gradient)
    assert verdict.passed
    how = verdict.tried[0][1].split(": ")[1]
    assert how in verdict.message
    assert len(calls) <= evaluations[how]
    if forward is loss:
        assert how == ("every entry" if np.prod(size) <= 4096 else "4 random directions")


@pytest.mark.parametrize("size", [(5, 3), (10, 8), (40, 30), (90, 80)], ids=str)
@pytest.mark.parametrize(
    ("forward", "gradient"), [(loss, loss_gradient), (softmax_loss, softmax_gradient), (einsum_loss, einsum_gradient)]
)
def test_an_error_of_a_few_billionths_of_the_largest_entry_is_found(forward, gradient, size):
    for seed in range(5):
        args = data(size[0], size[1], seed)
        G = gradient(*args)
        where = tuple(int(i) for i in np.random.default_rng(seed).integers(size))
        G[where] += 3e-9 * np.max(np.abs(G))
        assert check_gradient(forward, args, "W", G, seed=seed).disagreement.index == where


def test_a_single_direction_is_for_large_arguments_only():
    X, W, T = data(9, 7)
    X[:, 2] *= 1e-6
    G = einsum_gradient(X, W, T)
    G[4, 2] *= 1.001
    assert check_gradient(einsum_loss, (X, W, T), "W", G, k=1).disagreement.index == (4, 2)


ONES = np.ones((4, 5))
POINT = np.random.default_rng(10).normal(size=(4, 5))
NEAR = np.array([1.0, -2.0, 1e-6, 3.0])  # one entry nearer to 0 than the step of any difference


def softmax(X):
    E = np.exp(X)
    return E / E.sum(axis=1, keepdims=True)


def softmax_of_ones(X):
    P = softmax(X)
    return P * (ONES - (P * ONES).sum(axis=1, keepdims=True))


def normalised(X):
    centred = X - X.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)


def standardised(X):
    return (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + 1e-5)


def one(x):
    return np.sum(np.sin(x) ** 2 + np.cos(x) ** 2)


def zeros(x):
    return np.zeros(np.shape(x))


def ones(x):
    return np.ones(np.shape(x))


def relu(x):
    return np.sum(np.maximum(x, 0))


def relu_by_floats(x):
    return float(sum(max(float(entry), 0.0) for entry in x))


def step(x):
    return np.where(x > 0, 1.0, 0.0)


def root_by_halving(x):
    low, high = np.zeros_like(x), np.full_like(x, 10.0)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = np.where(middle**2 < x, middle, low), np.where(middle**2 < x, high, middle)
    return np.sum(low)


def root_slope(x):
    return 0.5 / np.sqrt(x)


CANCELS = [
    (softmax, POINT, softmax_of_ones, ONES),
    (lambda X: softmax(X).sum(), POINT, softmax_of_ones, None),
    (one, POINT, lambda x: 2 * np.sin(x) * np.cos(x) - np.sin(2 * x), None),
    (normalised, POINT, zeros, ONES),
    (lambda X: normalised(X).sum(), POINT, zeros, None),
    (lambda X: X - X.mean(axis=0), POINT, zeros, ONES),
    (lambda X: (X - X.mean(axis=0)).sum(), POINT, zeros, None),
    (standardised, POINT, zeros, ONES),
    (lambda x: 7.0, POINT, zeros, None),
    (lambda x: np.sum(np.round(x)), POINT, zeros, None),
]


@pytest.mark.parametrize(("forward", "x", "right", "upstream"), CANCELS)
def test_a_gradient_that_cancels_to_nothing_is_right_and_another_is_wrong_whatever_the_seed(
    forward, x, right, upstream
):
    for seed in range(20):
        assert check_gradient(forward, (x,), 0, right(x), upstream=upstream, seed=seed).passed
        verdict = check_gradient(forward, (x,), 0, ones(x), upstream=upstream, seed=seed)
        assert (verdict.passed, verdict.mistake) == (False, "unknown")


REASONS = [
    ("two calls", lambda x: np.sum(x * (np.random.default_rng().random(x.shape) > 0.5)), np.abs(POINT) + 1, ones),
    ("moves in steps", root_by_halving, np.abs(POINT) + 1, root_slope),
    ("moves in steps", lambda x: float(np.tanh(np.float32(x)).sum()), POINT, lambda x: 1 - np.tanh(x) ** 2),
    ("round-off", lambda x: np.sum(np.abs(x) * 1e8) - np.sum(np.abs(x) * (1e8 - 1)), POINT, np.sign),
    ("round-off", lambda x: np.sum((x + 1e8) - 1e8), POINT, ones),
    ("kink", relu, np.array([1.0, 0.0, 2.0]), step),
    ("kink", relu_by_floats, np.array([1.0, 0.0, 2.0]), step),
]


@pytest.mark.parametrize(("words", "forward", "x", "claim"), REASONS)
def test_what_cannot_be_measured_says_why_whatever_the_seed(words, forward, x, claim, recwarn):
    for seed in range(20):
        verdict = check_gradient(forward, (x,), 0, claim, seed=seed)
        assert verdict.mistake == "inconclusive"
        assert words in verdict.message
    assert not recwarn.list


@pytest.mark.parametrize("forward", [relu, relu_by_floats])
def test_a_kink_beside_the_point_is_none_at_it(forward):
    for seed in range(20):
        assert check_gradient(forward, (NEAR,), 0, step, seed=seed).passed
        wrong = check_gradient(forward, (NEAR,), 0, lambda x: step(x) * [1, 1, 0.5, 1], seed=seed)
        assert wrong.disagreement is not None
        assert wrong.disagreement.index == (2,)


def test_a_forward_function_in_float32_is_judged_to_two_digits_with_a_note():
    for seed in range(20):
        right = check_gradient(lambda x: np.tanh(np.float32(x)).sum(), (POINT,), 0, 1 - np.tanh(POINT) ** 2, seed=seed)
        assert right.passed
        assert "float32" in right.notes[0]
        wrong = check_gradient(lambda x: np.tanh(np.float32(x)).sum(), (POINT,), 0, np.tanh(POINT) ** 2, seed=seed)
        assert (wrong.passed, wrong.mistake) == (False, "unknown")


def test_float16_is_judged_to_two_digits_with_a_note():
    half = POINT.astype(np.float16)
    verdict = check_gradient(lambda x: np.sum(np.sin(x)), (half,), 0, np.cos(half))
    assert verdict.passed
    assert "float16" in verdict.notes[0]
    assert not check_gradient(lambda x: np.sum(np.sin(x)), (half,), 0, np.cos(half) * np.float16(1.05)).passed


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3)], ids=str)
def test_without_entries_there_is_nothing_to_be_wrong(shape):
    assert "no entries" in check_gradient(np.sum, (np.zeros(shape),), 0, np.zeros(shape)).message


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (-1.0, "−1 times"),
        (1 / 4, "1/4 times the measured derivative; 4 is the length of axis 0 of X"),
        (5.0, "5 times the measured derivative; 5 is the length of axis 1 of X"),
        (1 / 20, "1/20 times the measured derivative; 20 is the number of X's entries"),
        (1.5, "3/2 times"),
        (np.e, "2.71828 times"),
        (1.0000023, "1.0000023 times"),
    ],
)
def test_a_factor_is_told(factor, words):
    verdict = check_gradient(lambda X: np.sum(X**3), (POINT,), 0, factor * 3 * POINT**2)
    assert verdict.mistake == "factor"
    assert words in verdict.next_step


@pytest.mark.parametrize("added", [5e-6, 1e-5, 1e-4])
def test_a_small_term_that_is_added_is_no_factor(added):
    X = np.array([[1.0, 1.1, 0.9], [1.05, 0.95, 1.0]])
    assert check_gradient(lambda X: np.sum(X**3), (X,), 0, 3 * X**2 + added).mistake == "unknown"


@pytest.mark.parametrize(
    ("forward", "words"),
    [
        (lambda x: x.sum() + np.random.default_rng().normal(), "Draw what is random once"),
        (lambda x: np.abs(x - 1).sum(), "Move the point away from the kink"),
    ],
    ids=["chance", "kink"],
)
def test_what_cannot_be_judged_comes_with_what_to_do_about_it(forward, words):
    verdict = check_gradient(forward, (np.ones(3),), 0, np.ones(3))
    assert verdict.mistake == "inconclusive"
    assert verdict.next_step.startswith("Nothing is said against the gradient. ")
    assert words in verdict.next_step


def test_a_factor_that_is_the_number_of_samples_is_said_to_be():
    X, W, U = np.arange(12.0).reshape(4, 3), np.ones((2, 3)), np.arange(8.0).reshape(4, 2)
    verdict = check_gradient(lambda X, W: X @ W.T, (X, W), "W", U.T @ X / 4, upstream=U)
    assert "1/4 times" in verdict.next_step
    assert "4 is the length of axis 0 of what forward returns" in verdict.next_step
