"""The measured derivative is the derivative, whichever way it is measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograder.numerics import derivatives
from autograder.numerics.arrays import signed_directions

reals = st.floats(-3, 3, width=32)


@given(A=arrays(float, (3, 4), elements=reals), x=arrays(float, (4,), elements=reals))
def test_jacobian_of_a_linear_map_is_its_matrix(A, x):
    np.testing.assert_allclose(derivatives.jacobian(lambda v: v @ A.T, x), A, atol=1e-13)


@given(x=arrays(float, array_shapes(max_dims=3, max_side=3), elements=reals))
def test_jacobian_axes_are_the_results_first_then_the_arguments(x):
    J = derivatives.jacobian(lambda v: np.sin(v)[..., np.newaxis] * np.ones(2), x)
    assert J.shape == (*x.shape, 2, *x.shape)
    diagonal = np.take(J, 0, axis=x.ndim).reshape(x.size, x.size)
    np.testing.assert_allclose(diagonal, np.diag(np.cos(x).ravel()), atol=1e-12)


@given(W=arrays(float, (2, 3), elements=reals), G=arrays(float, (2, 5), elements=reals))
def test_gradient_contracts_the_upstream_with_every_axis_of_the_result(W, G):
    X = np.random.default_rng(0).normal(size=(3, 5))
    np.testing.assert_allclose(derivatives.gradient(lambda V: V @ X, W, G), G @ X.T, atol=1e-12)


def test_a_number_has_a_derivative_too():
    assert derivatives.jacobian(lambda x: x**3, np.array(2.0)) == pytest.approx(12.0)


def test_complex_step_is_chosen_where_the_forward_is_complex_safe():
    assert derivatives.best_method(np.tanh, np.array([0.3, -0.7])) is derivatives.complex_step


@pytest.mark.parametrize(
    "forward",
    [np.abs, lambda x: np.array([np.linalg.norm(x)]), lambda x: np.conj(x) * x, lambda x: x.real**2],
    ids=["abs", "norm", "conj", "real part"],
)
def test_richardson_serves_where_the_complex_step_would_lie(forward):
    x = np.array([0.4, -1.3, 2.2])
    assert derivatives.best_method(forward, x) is derivatives.richardson
    h = 1e-6
    central = np.stack([(forward(x + h * e) - forward(x - h * e)) / (2 * h) for e in np.eye(3)], axis=-1)
    np.testing.assert_allclose(derivatives.jacobian(forward, x), central, rtol=1e-7, atol=1e-8)


def test_both_methods_agree_to_many_digits():
    x = np.random.default_rng(1).normal(size=(2, 3))
    exact = derivatives.jacobian(np.sin, x, derivatives.complex_step)
    extrapolated = derivatives.jacobian(np.sin, x, derivatives.richardson)
    np.testing.assert_allclose(extrapolated, exact, atol=5e-12)


def test_a_forward_that_misreads_a_leading_axis_is_called_point_by_point():
    seen = []

    def transpose(x):
        seen.append(x.ndim)
        return x.T

    J = derivatives.jacobian(transpose, np.arange(4.0).reshape(2, 2), derivatives.complex_step)
    np.testing.assert_allclose(J, np.einsum("il,jk->ijkl", np.eye(2), np.eye(2)))
    assert seen.count(2) > 4


def test_a_sum_that_swallows_the_batch_is_noticed():
    points = np.array([[[1.0], [2.0]], [[3.0], [4.0]]])
    np.testing.assert_allclose(derivatives.evaluate(lambda x: x.sum(axis=0), points), [[3.0], [7.0]])


def test_signed_directions_have_no_entry_that_could_hide():
    V = signed_directions(np.random.default_rng(0), (40, 50))
    assert np.all((np.abs(V) >= 0.5) & (np.abs(V) <= 1.5))
    assert 0.4 < np.mean(V > 0) < 0.6
