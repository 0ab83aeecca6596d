"""Answers to wx_counterexample() -> (W, X, G) where G @ X has W's shape and is not the gradient G Xᵀ. See README.md."""

import numpy as np


def right_small(*args):
    """2 × 2, written by hand."""
    return np.zeros((2, 2)), np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])


def right_seeded():
    """Seeded random matrices, W not square."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(4, 3)), rng.normal(size=(3, 3)), rng.normal(size=(4, 3))


def right_antisymmetric():
    """Xᵀ = −X, so every sign is wrong."""
    X = np.array([[0.0, 2.0, -1.0], [-2.0, 0.0, 3.0], [1.0, -3.0, 0.0]])
    return np.ones((1, 3)), X, np.array([[1.0, -1.0, 2.0]])


def right_permutation():
    """A cyclic permutation, Fortran-ordered, read-only."""
    X = np.asfortranarray(np.roll(np.eye(5), 1, axis=0))
    X.setflags(write=False)
    return np.arange(10.0).reshape(2, 5), X, np.arange(10.0)[::-1].reshape(2, 5)


def right_search():
    """Searches until the two products differ."""
    W, G = np.ones((3, 2)), np.arange(6.0).reshape(3, 2)
    for a in range(10):
        X = np.array([[1.0, a], [2.0, 1.0]])
        if not np.allclose(G @ X, G @ X.T):
            return W, X, G
    raise AssertionError


def right_large():
    """40 × 30, rank one."""
    u, v = np.linspace(1, 2, 30), np.linspace(-1, 3, 30)
    return np.zeros((40, 30)), np.outer(u, v), np.outer(np.linspace(0, 1, 40), np.cos(np.arange(30.0)))


def wrong_symmetric():
    """unknown|square_only|hardcoded|wrong_operand: X is symmetric, so G X is right."""
    X = np.array([[1.0, 2.0], [2.0, 5.0]])
    return np.eye(2), X, np.array([[1.0, 2.0], [3.0, 4.0]])


def wrong_identity():
    """unknown|hardcoded: X is the identity."""
    return np.ones((2, 3)), np.eye(3), np.arange(6.0).reshape(2, 3)


def wrong_zero_upstream():
    """unknown|ignores_G|hardcoded: G is zero, so both are zero."""
    return np.ones((2, 2)), np.array([[0.0, 1.0], [2.0, 3.0]]), np.zeros((2, 2))


def wrong_blind_upstream():
    """unknown|hardcoded: X is not symmetric, but G (X − Xᵀ) = 0."""
    X = np.array([[1.0, 2.0, 7.0], [3.0, 4.0, 7.0], [7.0, 7.0, 7.0]])
    return np.zeros((2, 3)), X, np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -2.0]])


def wrong_one_by_one():
    """unknown|square_only|batch1_only|hardcoded: 1 × 1, where every matrix is symmetric."""
    return np.array([[2.0]]), np.array([[3.0]]), np.array([[5.0]])


def wrong_rectangular():
    """wrong_shape|raises|unknown: X is 3 × 4, so G X does not conform."""
    return np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 4))


def wrong_shape_of_upstream():
    """wrong_shape|raises|unknown: G X conforms and has W's shape only because W X does not conform."""
    return np.ones((2, 4)), np.arange(12.0).reshape(3, 4), np.arange(6.0).reshape(2, 3)


def wrong_order():
    """swapped_outputs|wrong_shape|raises|unknown: returned as (X, W, G)."""
    return np.array([[0.0, 1.0], [2.0, 3.0]]), np.ones((3, 2)), np.arange(6.0).reshape(3, 2)


def wrong_two_only():
    """wrong_shape|unknown|raises: G is missing."""
    return np.ones((2, 2)), np.array([[0.0, 1.0], [2.0, 3.0]])


def wrong_none():
    """returns_none: returns nothing."""
    W, X, G = np.ones((2, 2)), np.array([[0.0, 1.0], [2.0, 3.0]]), np.ones((2, 2))  # noqa: F841


def wrong_nan():
    """overflow_nan|unknown: NaN differs from everything."""
    return np.ones((2, 2)), np.array([[np.nan, 1.0], [2.0, 3.0]]), np.ones((2, 2))


def wrong_stacked_vectors():
    """wrong_shape|unknown|raises: one-dimensional arrays."""
    return np.ones(3), np.arange(9.0).reshape(3, 3), np.arange(3.0)


def wrong_empty():
    """wrong_shape|unknown: empty matrices, on which nothing differs."""
    return np.zeros((0, 2)), np.array([[0.0, 1.0], [2.0, 3.0]]), np.zeros((0, 2))


def wrong_string():
    """wrong_shape|unknown|raises: prose."""
    return "W = X = G = any square matrices"


def wrong_raises():
    """raises: the untouched stub."""
    raise NotImplementedError


def wrong_overflow():
    """unknown|overflow_nan: 1 × 1, where inf − inf passes for a difference."""
    return np.ones((1, 1)), np.array([[2.0]]), np.array([[1.7e308]])


def wrong_infinite_product():
    """unknown|overflow_nan: finite entries, whose products are not."""
    return np.ones((2, 2)), 1e200 * np.ones((2, 2)), 1e200 * np.array([[1.0, -1.0], [1.0, -1.0]])


def wrong_round_off():
    """unknown: X is symmetric, and G X is zero but for round-off, which looks like a difference."""
    u = np.linspace(-1, 1, 20)[:, np.newaxis] ** 3 + 0.1
    G = np.cos(np.arange(80.0)).reshape(4, 20)
    G -= (G @ u) @ u.T / (u.T @ u)
    return np.ones((4, 20)), 5e5 * (u @ u.T), 5e5 * G


def wrong_many_entries():
    """unknown|wrong_shape: 100 × 90, far more than it takes."""
    return np.ones((100, 90)), np.triu(np.ones((90, 90))), np.ones((100, 90))


def wrong_many_axes():
    """unknown|wrong_shape: twelve axes."""
    return np.ones((1,) * 12), np.ones((1, 1)), np.ones((1, 1))
