"""The elementwise functions, on both sides of the wall."""

import numpy as np
import pytest

from autograder.exercises.elementwise import BY_NAME, PAIRS
from autograder.numerics.derivatives import complex_step
from autograder.sandbox.inside.elementwise import FUNCTIONS

Y = np.linspace(-3.0, 3.0, 7)


def test_behind_the_wall_each_name_means_the_same():
    assert set(BY_NAME) == set(FUNCTIONS)
    for name, function in BY_NAME.items():
        np.testing.assert_array_equal(function(Y), FUNCTIONS[name](Y))


@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_of_a_pair_is_the_derivative_of_the_first_and_both_cross(pair):
    h, dh = pair
    (slope,) = complex_step(h, Y, np.ones((1, *Y.shape)))
    np.testing.assert_allclose(dh(Y), slope, rtol=1e-14)
    assert h in BY_NAME.values()
    assert dh in BY_NAME.values()
