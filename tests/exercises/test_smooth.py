"""Kinks: right gradients of ReLU, |x|, max and their like are right whatever is drawn, and wrong ones are not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exercises.examination import Examination
from autograder.exercises.smooth import NotSmooth, is_smooth, is_smooth_on
from autograder.exercises.task import FunctionTask
from autograder.exercises.truth import Gradient
from autograder.judging.referee import Referee
from autograder.lessons.course import exercises
from autograder.lessons.lesson import Lesson
from autograder.numerics.derivatives import steady

Z, XW, x = "Z: m n, G: m n -> m n", "X: N q, W: p q, G: N p -> p q", "x: n -> n"


def gradient(forward, by="Z", upstream="G"):
    return Gradient(forward, by, upstream=upstream)


def relu(Z):
    return np.maximum(Z, 0)


def ranks(x):
    return np.argsort(np.argsort(x))


KINKED: dict[str, tuple[str, Gradient, Callable[..., Any], Callable[..., Any]]] = {
    "relu, max": (Z, gradient(relu), lambda Z, G: G * (Z > 0), lambda Z, G: G * Z),
    "relu, mask": (Z, gradient(lambda Z: Z * (Z > 0)), lambda Z, G: G * (Z > 0), lambda Z, G: G),
    "relu, abs": (Z, gradient(lambda Z: (Z + np.abs(Z)) / 2), lambda Z, G: G * (Z > 0), lambda Z, G: G * np.sign(Z)),
    "leaky": (
        Z,
        gradient(lambda Z: np.where(Z > 0, Z, Z / 8)),
        lambda Z, G: G * np.where(Z > 0, 1, 1 / 8),
        lambda Z, G: G * (Z > 0),
    ),
    "relu(XWᵀ), max": (
        XW,
        gradient(lambda X, W: relu(X @ W.mT), "W"),
        lambda X, W, G: (G * (X @ W.T > 0)).T @ X,
        lambda X, W, G: G.T @ X,
    ),
    "relu(XWᵀ), abs": (
        XW,
        gradient(lambda X, W: (X @ W.mT + np.abs(X @ W.mT)) / 2, "W"),
        lambda X, W, G: (G * (X @ W.T > 0)).T @ X,
        lambda X, W, G: (G * (X @ W.T)).T @ X,
    ),
    "Σ|x|": (x, gradient(lambda x: np.sum(np.abs(x), -1), "x", None), lambda x: np.sign(x) * 1.0, np.ones_like),
    "max": (
        x,
        gradient(lambda x: np.max(x, -1), "x", None),
        lambda x: (np.arange(len(x)) == np.argmax(x)) * 1.0,
        lambda x: (np.arange(len(x)) == np.argmin(x)) * 1.0,
    ),
    "|x|ᵀA|x|": (
        "x: n, A: n n -> n",
        gradient(lambda x, A: np.abs(x) @ A @ np.abs(x), "x", None),
        lambda x, A: 1.0 * np.sign(x) * ((A + A.T) @ np.abs(x)),
        lambda x, A: (A + A.T) @ np.abs(x),
    ),
    "Huber": (  # complex-safe where all entries are small, and not elsewhere
        x,
        gradient(lambda x: np.sum(np.where(np.abs(x) < 1, x * x / 2, np.abs(x) - 0.5), -1), "x", None),
        lambda x: np.clip(x, -1.0, 1.0) * 1.0,
        lambda x: x * 1.0,
    ),
    "Σ singular values": (  # bends where two are near to each other
        "X: m n -> m n",
        gradient(lambda X: np.sum(np.linalg.svd(X, compute_uv=False), -1), "X", None),
        lambda X: np.matmul(*np.linalg.svd(X, full_matrices=False)[::2]),
        lambda X: X,
    ),
    "log |x|": (  # not finite where a whole number is 0
        "x: n, G: n -> n",
        gradient(lambda x: np.log(np.abs(x)), "x"),
        lambda x, G: G / x,
        lambda x, G: G * x,
    ),
    "softmax": (  # overflows for large entries
        "x: n, G: n -> n",
        gradient(lambda x: np.exp(x) / np.sum(np.exp(x), -1, keepdims=True), "x"),
        lambda x, G: np.exp(x) / np.sum(np.exp(x)) * (G - np.exp(x) @ G / np.sum(np.exp(x))),
        lambda x, G: np.exp(x) * G,
    ),
    "sort": (
        "x: n, G: n -> n",
        gradient(lambda x: np.sort(x, -1), "x"),
        lambda x, G: G[ranks(x)],
        lambda x, G: G,
    ),
}


@pytest.mark.parametrize("name", KINKED)
def test_the_right_gradient_of_what_has_kinks_passes_at_every_seed_and_a_wrong_one_does_not(name):
    signature, truth, right, wrong = KINKED[name]
    exercise = Lesson("06-kinks", "Kinks").exercise("kinked", signature, truth, "?")
    for seed in range(3):
        verdict = Referee(exercise, seed).judge(right)
        assert verdict.passed, verdict
    assert not Referee(exercise).judge(wrong).passed


@pytest.mark.parametrize(
    "forward",
    [
        lambda Z: Z + np.random.default_rng().normal(size=np.shape(Z)),
        lambda Z: np.abs(np.sin(1e9 * Z)),
    ],
    ids=["drawn anew", "kinks everywhere"],
)
def test_what_has_a_derivative_nowhere_is_said_of_the_lesson_and_judges_nobody(forward):
    exercise = Lesson("06-kinks", "Kinks").exercise("nowhere", Z, gradient(forward), "?")
    with pytest.raises(NotSmooth, match="the forward function of nowhere has a kink or a jump"):
        Referee(exercise).judge(lambda Z, G: G)


@pytest.mark.parametrize("name", [name for name, each in exercises().items() if isinstance(each, FunctionTask)])
def test_nothing_that_is_smooth_is_drawn_anew(name):
    exercise = exercises()[name]
    assert isinstance(exercise, FunctionTask)
    assert all(is_smooth_on(exercise, probe) for probe in Examination(exercise, 1).probes)


@pytest.mark.parametrize(
    "smooth",
    [np.tanh, np.sin, lambda x: np.sin(60 * x), lambda x: x @ x, lambda x: 1e6 + x, lambda x: 0 * x, np.zeros_like],
)
@pytest.mark.parametrize("scale", [1.0, 1e-4, 1e2])
def test_what_bends_is_smooth(smooth, scale):
    assert is_smooth(smooth, scale * np.array([0.5, -1.5, 0.0, 1.0]))


@pytest.mark.parametrize("kink", [0.0, 1e-8])
def test_a_kink_at_a_point_or_next_to_it_is_none(kink):
    assert not is_smooth(lambda x: np.abs(x - kink), np.array([2.0, 0.0]))


@pytest.mark.parametrize("distance", [1e-1, 1e-3, 1e-5])
def test_a_slope_beside_a_kink_is_that_of_its_own_side(distance):
    x = np.array([1.0, -1.0])
    (slope,) = steady(lambda x: np.abs(x - 1 + distance), x, np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(slope, [1.0, 0.0], atol=1e-8)
