"""Tangents: a forward function's slopes along directions, by the table of derivatives, are the complex step's."""

import numpy as np
import pytest

from autograder.numerics.derivatives import STEP
from autograder.numerics.directions import Directions
from autograder.numerics.factored import Crossed, Factored
from autograder.numerics.loss import Loss
from autograder.numerics.partials import TABLE, partial
from autograder.numerics.slopes import Slopes
from autograder.numerics.tangents import Tangent


@pytest.mark.parametrize(
    "forward",
    [
        lambda X, W: X @ W.T,
        lambda X, W: (W @ X.T).T,
        lambda X, W: np.tanh(X @ W.T) * (X @ W.T) - 2,
        lambda X, W: np.exp(X @ W.T) / np.exp(X @ W.T).sum(axis=1, keepdims=True),
        lambda X, W: np.mean(W * W, axis=0) + np.sqrt((W @ W.T).sum() ** 2),
        lambda X, W: np.maximum(X @ W.T, 0).reshape(-1),
        lambda X, W: -(X @ W.T) + np.ones(len(W)),
        lambda X, W: 1 - np.sin(W) / np.arange(1.0, 5.0) - 2 / np.exp(W),
        lambda X, W: (W * np.arange(4.0)).T @ np.cos(W),
        lambda X, W: np.sum(W.T * W.T) + np.sum(W) - W.mean(),
        lambda X, W: np.log(1 + np.square(X @ W.T)) + np.maximum(X @ W.T, np.tanh(X @ W.T)) @ np.ones((5, 5)),
        lambda X, W: (W + W)[np.newaxis] if isinstance(W, np.ndarray) else (W + W).reshape(1, 5, 4),
    ],
)
@pytest.mark.parametrize("start", [Factored, Crossed])
def test_tangents_are_the_complex_step(forward, start):
    rng = np.random.default_rng(3)
    X, W = rng.normal(size=(6, 4)), rng.normal(size=(5, 4)) / 2
    A, B = rng.normal(size=(3, 5)), rng.normal(size=(3, 4))
    result = forward(X, start(W, A, B))
    assert isinstance(result, Tangent)
    if start is Crossed:
        A, B = np.repeat(A, 3, axis=0), np.tile(B, (3, 1))
    np.testing.assert_array_equal(result.value, forward(X, W))
    G = rng.normal(size=result.shape)
    expected = Slopes(Loss(forward, (X, W), 1, G)).complex_steps(Directions(A, B))
    np.testing.assert_allclose(result.contract(G), expected, rtol=1e-11)
    np.testing.assert_allclose(np.tensordot(result.slopes, G, axes=G.ndim), expected, rtol=1e-11)


@pytest.mark.parametrize("ufunc", TABLE, ids=lambda ufunc: ufunc.__name__)
def test_derivatives_in_the_table_are_the_complex_step(ufunc):
    rng = np.random.default_rng(4)
    arguments = [rng.uniform(0.5, 2.0, 20) for _ in range(ufunc.nin)]
    for position in range(ufunc.nin):
        stepped = [argument + 1j * STEP * (at == position) for at, argument in enumerate(arguments)]
        claimed = partial(ufunc, arguments, position, ufunc(*arguments))
        np.testing.assert_allclose(np.broadcast_to(claimed, 20), ufunc(*stepped).imag / STEP, rtol=1e-14)
